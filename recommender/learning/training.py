"""Train Wide & Deep on slates: class weights, early stopping on later days, then calibration on the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import tensorflow as tf
from scipy import optimize

from recommender.learning.examples import Slates
from recommender.learning.features import Features
from recommender.learning.forward import TABLES, Calibration, Ensemble, Weights
from recommender.learning.layout import CROSS, DENSE, ONLINE, USER
from recommender.learning.network import HIDDEN, Hyperparameters, WideDeep
from recommender.learning.rows import Ints, Reals

__all__ = ["PERSONAL", "Trained", "TrainingError", "fit", "inputs_of", "without_columns"]

PERSONAL: Final = frozenset(USER[:24]) | {
    "good_influence_preference", "profile_completeness", "interactions", "coupon_propensity",
    "category_match", "visited", "favourite", "meal_time_fit", "taste_match", "good_influence_match", "visit_recency",
    "recent_category_share", "category_recency", "next_order", "passed_over", "category_taken_share", "visited_lately",
}  # fmt: skip
"""Columns that say who asks, beyond card and budget; what an ablation leaves out."""
_LEAST_SPREAD: Final = 1e-3
_POINTS_AN_EPOCH: Final = 12
_LATEST_SHARE: Final = 1 / (1.5 * _POINTS_AN_EPOCH)
"""The average looks back over about an epoch and a half."""
_WIDEST_SCALE: Final = 10.0
assert frozenset(CROSS) - PERSONAL and not PERSONAL - {*DENSE, *ONLINE}  # noqa: S101, PT018


class TrainingError(RuntimeError):
    """Nothing can be learnt from this, or learning went astray; the message says what."""


@dataclass(frozen=True)
class Trained:
    """Networks, their weights for numpy, their calibration, and how it went."""

    networks: tuple[WideDeep, ...]
    weights: Ensemble
    calibration: Calibration
    losses: list[tuple[float, float]] = field(default_factory=list)
    """An epoch each: training loss, validation loss."""
    best_epoch: int = 0


def fit(
    train: Slates,
    valid: Slates,
    hyper: Hyperparameters,
    *,
    tell: Callable[[int, float, float], None] = lambda *_: None,
    log_dir: Path | None = None,
    stops: bool = True,
) -> Trained:
    """Train on ``train``; the epoch that is best on ``valid`` is kept.

    Args:
        tell: called after each epoch with its number, training loss and validation loss.
        log_dir: for TensorBoard.
        stops: early, and back to the best epoch; else ``hyper.epochs`` epochs and the last counts.

    Raises:
        TrainingError: nothing was taken in one of the two, or the loss is no number.
    """
    if not train.label.sum() or not valid.label.sum():
        raise TrainingError("nothing was chosen in the log: there is nothing to learn from")
    tf.keras.utils.set_random_seed(hyper.seed)
    mean, scale = _standardisation(train.features)
    positives = float(train.label.sum())
    network = WideDeep(hyper, mean, scale, positive_weight=(train.is_there.sum() - positives) / positives)
    network.count(train.features.user, train.features.shop[train.row[train.row >= 0]])
    writer = tf.summary.create_file_writer(str(log_dir)) if log_dir else None
    draw = np.random.default_rng(hyper.seed)
    best, best_loss, best_epoch, losses = None, np.inf, 0, []
    average, every = _Average(), max(1, len(train.row) // hyper.batch_slates // _POINTS_AN_EPOCH)
    for epoch in range(1, hyper.epochs + 1):
        order = draw.permutation(len(train.row))
        steps = []
        for number, batch in enumerate(_batches(train, order, hyper.batch_slates), start=1):
            steps.append(network.step(*batch))
            if number % every == 0:
                average.add(network.get_weights())
        average.add(moving := network.get_weights())
        network.set_weights(average.weights)
        loss = float(np.mean([step.numpy() for step in steps]))
        held = _validate(network, valid)
        if not (np.isfinite(loss) and np.isfinite(held)):
            raise TrainingError(f"the loss of epoch {epoch} is no number")
        losses.append((loss, held))
        tell(epoch, loss, held)
        if writer is not None:
            with writer.as_default(step=epoch):
                tf.summary.scalar("loss/train", loss)
                tf.summary.scalar("loss/validation", held)
                tf.summary.scalar("wide/weights in use", tf.math.count_nonzero(network.wide))
        if held < best_loss - 1e-5:
            best, best_loss, best_epoch = network.get_weights(), held, epoch
        elif stops and epoch - best_epoch >= hyper.patience:
            break
        network.set_weights(moving)
    network.set_weights(best if stops and best is not None else average.weights)
    weights = Ensemble((weights_of(network),))
    return Trained((network,), weights, calibrate(weights, valid), losses, best_epoch)


class _Average:
    """The moving average of a network's weights over its last steps (Polyak and Juditsky 1992).

    Rows of people and shops get a gradient only now and then, and Adam's steps keep them trembling around where they
    belong; the average does not tremble.
    """

    def __init__(self) -> None:
        self.weights: list[Reals] = []
        self._count = 0

    def add(self, weights: list[Reals]) -> None:
        """One more point of the way."""
        share = max(1 / (self._count + 1), _LATEST_SHARE)
        self._count += 1
        if not self.weights:
            self.weights = [table.copy() for table in weights]
        for mean, table in zip(self.weights, weights, strict=True):
            mean += (share * (table - mean)).astype(mean.dtype)


def without_columns(features: Features, names: frozenset[str]) -> Features:
    """The same with these columns 0, and without recent shops when any of them is personal; for ablations."""
    dense, online = features.dense.copy(), features.online.copy()
    for name in names:
        if name in DENSE:
            dense[:, DENSE.index(name)] = 0
        else:
            online[:, ONLINE.index(name)] = 0
    changed = dataclasses.replace(features, dense=dense, online=online)
    if not names >= PERSONAL:
        return changed
    return dataclasses.replace(changed, recent=np.zeros_like(changed.recent), user=np.zeros_like(changed.user))


def inputs_of(features: Features, rows: Ints | slice = slice(None)) -> dict[str, Any]:
    """The network's inputs for these rows."""
    of = features.of[rows]
    return {
        "dense": tf.constant(np.concatenate([features.dense[rows], features.online[rows]], axis=1)),
        "crosses": tf.constant(features.crosses[rows]),
        "category": tf.constant(features.category[rows]),
        "district": tf.constant(features.district[rows]),
        "shop": tf.constant(features.shop[rows]),
        "recent": tf.constant(features.recent[of]),
        "user": tf.constant(features.user[of]),
    }


def weights_of(network: WideDeep) -> Weights:
    """The network's tables as arrays."""
    layers = [*network.hidden, network.top]
    return Weights(
        **{name: getattr(network, name).numpy() for name in TABLES},
        kernels=tuple(layer.kernel.numpy() for layer in layers),
        biases=tuple(layer.bias.numpy() for layer in layers),
    )


def calibrate(weights: Ensemble, slates: Slates) -> Calibration:
    """Platt's scaling of serving logits to what was really taken: class weights had moved them."""
    there = slates.row >= 0
    logits = weights.logits(slates.features)[slates.row[there]].astype(np.float64)
    label = slates.label[there]

    def loss(point: Any) -> float:
        value = point[0] * logits + point[1]
        return float(np.mean(np.logaddexp(0, value) - label * value))

    found = optimize.minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    slope, offset = (float(value) for value in found.x)
    return Calibration(slope, offset) if slope > 0 else Calibration()


def _standardisation(features: Features) -> tuple[Reals, Reals]:
    columns = np.concatenate([features.dense, features.online], axis=1)
    spread = columns.std(0)
    # A column that hardly varied in training must not explode the day it does.
    scale = np.where(spread > _LEAST_SPREAD, np.minimum(1 / np.maximum(spread, _LEAST_SPREAD), _WIDEST_SCALE), 0)
    return columns.mean(0), scale


def _batches(slates: Slates, order: Ints, size: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(order), size):
        some = order[start : start + size]
        rows = slates.row[some]
        yield (
            inputs_of(slates.features, np.maximum(rows, 0).ravel()),
            tf.constant(slates.label[some]),
            tf.constant(slates.position[some]),
            tf.constant((rows >= 0).astype(np.float32)),
        )


def _validate(network: WideDeep, slates: Slates) -> float:
    weights = weights_of(network)
    logits = np.where(slates.row >= 0, weights.logits(slates.features)[np.maximum(slates.row, 0)], 0)
    seen = logits + network.position.numpy()[slates.position, 0]
    label, there = tf.constant(slates.label), tf.constant(slates.is_there)
    return float(network.loss_of(tf.constant(seen.astype(np.float32)), label, there).numpy())


assert HIDDEN == (128, 64, 32)  # noqa: S101  # the specification's
