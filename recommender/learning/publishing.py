"""From a log to a model in a folder: split by time, train, prove that both forms agree, write."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import tensorflow as tf

from recommender.learning import artifact, forward
from recommender.learning.artifact import Card, ModelError
from recommender.learning.dataset import Dataset
from recommender.learning.examples import Slates, slates_of
from recommender.learning.features import Features
from recommender.learning.forward import Ensemble
from recommender.learning.layout import VERSION
from recommender.learning.network import Hyperparameters, signature
from recommender.learning.next_order import Markov
from recommender.learning.rows import Ints
from recommender.learning.training import Trained, TrainingError, fit, inputs_of

__all__ = ["LEAST_CHOICES", "Split", "publish", "save_network", "saved_probabilities", "split_of", "train"]

LEAST_CHOICES: Final = 500
"""Below so many choices in the log nothing worth having is learnt: the rules stay."""
_SEEDS_APART: Final = 100
"""A network draws the numbers of some seeds after its own."""
_VALID_SHARE: Final = 0.15
_AGREE_WITHIN: Final = 1e-4


@dataclass(frozen=True)
class Split:
    """Requests to learn from and, of later days, to stop and calibrate by; ``until`` is the learning's last day."""

    train: Ints
    valid: Ints
    until: float


def split_of(dataset: Dataset) -> Split:
    """The last 15 % of what is not held out, by time, validate.

    Raises:
        TrainingError: too few choices.
    """
    usable = np.flatnonzero(~dataset.is_test)
    chosen = np.unique(dataset.offers.of[dataset.chosen])
    count = int(np.isin(usable, chosen).sum())
    if count < LEAST_CHOICES:
        raise TrainingError(
            f"the log has {count} choices; below {LEAST_CHOICES} nothing is learnt, and the rules go on scoring"
        )
    ordered = usable[np.argsort(dataset.requests.day[usable], kind="stable")]
    cut = int(len(ordered) * (1 - _VALID_SHARE))
    return Split(np.sort(ordered[:cut]), np.sort(ordered[cut:]), float(dataset.requests.day[ordered[cut - 1]]))


def train(
    dataset: Dataset,
    hyper: Hyperparameters,
    *,
    tell: Callable[[int, float, float], None] = lambda *_: None,
    log_dir: Path | None = None,
    refit: bool = True,
) -> tuple[Trained, Markov, Slates]:
    """The networks of this log, their next-order chain, and the slates it was validated on.

    Args:
        tell, log_dir: as of `training.fit`.
        refit: learn the validating days too, once they have said when to stop, with all of ``hyper.networks``.

    Raises:
        TrainingError: too little to learn from, or learning went astray.
    """
    split = split_of(dataset)
    markov = Markov.fit(dataset.events, before=split.until)
    valid = slates_of(dataset, split.valid, markov)
    trained = fit(slates_of(dataset, split.train, markov), valid, hyper, tell=tell, log_dir=log_dir)
    if not refit:
        return trained, markov, valid
    # The days that told when to stop are the freshest: learn them too, for as long, and keep the calibration they gave.
    everything = slates_of(dataset, np.flatnonzero(~dataset.is_test), markov)
    as_long = dataclasses.replace(hyper, epochs=max(1, trained.best_epoch))
    again = [
        fit(everything, valid, dataclasses.replace(as_long, seed=hyper.seed + _SEEDS_APART * number), stops=False)
        for number in range(hyper.networks)
    ]
    networks = tuple(one.networks[0] for one in again)
    weights = Ensemble(tuple(one.weights.members[0] for one in again))
    return dataclasses.replace(trained, networks=networks, weights=weights), markov, valid


def publish(
    folder: Path,
    version: str,
    dataset: Dataset,
    trained: Trained,
    markov: Markov,
    valid: Slates,
    metrics: dict[str, float],
) -> Card:
    """Write the model; it is not in use yet.

    Raises:
        ModelError: the SavedModel and the numpy form disagree, or it cannot be written.
    """
    losses = {"validation_loss": min(held for _, held in trained.losses), "epochs": float(trained.best_epoch)}
    card = Card(
        version=version,
        features=VERSION,
        trained_at=dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        data=dataset.name,
        metrics={name: round(value, 5) for name, value in (losses | metrics).items()},
        calibration={"slope": trained.calibration.slope, "offset": trained.calibration.offset},
    )
    some = valid.row[valid.row >= 0][:500]

    def save_and_compare(path: Path) -> None:
        save_network(trained, path)
        there, features_version = saved_probabilities(path, valid.features, some)
        here = forward.probabilities(trained.weights.logits(valid.features), trained.calibration)[some]
        if features_version != VERSION or float(np.abs(there - here).max()) > _AGREE_WITHIN:
            raise ModelError("the SavedModel and its numpy form disagree: not published")

    artifact.write(folder, card, trained.weights, markov, saved_model=save_and_compare)
    return card


def save_network(trained: Trained, path: Path) -> None:
    """Write the SavedModel: inputs by name, calibrated ``probability`` and ``feature_version`` out."""
    networks = trained.networks
    slope, offset = trained.calibration.slope, trained.calibration.offset

    @tf.function(input_signature=[signature()])  # type: ignore[untyped-decorator]
    def serve(inputs: dict[str, Any]) -> dict[str, Any]:
        logits = tf.add_n([network.logits(inputs) for network in networks]) / len(networks)
        probability = tf.sigmoid(slope * logits + offset)
        return {"probability": probability, "feature_version": tf.constant(VERSION)}

    holder = tf.Module()
    # The variables and not the model: Keras would save its layers a second time, with a warning for each.
    holder.kept, holder.serve = [network.variables for network in networks], serve
    tf.saved_model.save(holder, str(path), signatures={"serving_default": serve})


def saved_probabilities(path: Path, features: Features, rows: Ints) -> tuple[Any, str]:
    """What the SavedModel at ``path`` gives for these rows, and the version of features it says it wants."""
    loaded = tf.saved_model.load(str(path))
    answer = loaded.signatures["serving_default"](**inputs_of(features, rows))
    return answer["probability"].numpy(), answer["feature_version"].numpy().decode()
