"""What ``naviyam recommender evaluate`` runs: a whole evaluation, the ablations, the next order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from recommender.evaluation import metrics
from recommender.evaluation.adapters import foursquare, visits
from recommender.evaluation.protocol import Report, evaluate, judged_of
from recommender.learning import artifact, publishing
from recommender.learning.artifact import Card, Model
from recommender.learning.dataset import Dataset
from recommender.learning.examples import Slates, slates_of
from recommender.learning.layout import VERSION
from recommender.learning.network import Hyperparameters
from recommender.learning.next_order import Markov
from recommender.learning.training import PERSONAL, Trained, fit, without_columns

__all__ = ["ablations", "evaluation", "next_order", "published_figures"]

_WITHOUT_COLUMNS: Final = {
    "personal features": PERSONAL,
    "text similarity (FAISS)": frozenset({"text_similarity"}),
    "next order": frozenset({"next_order"}),
    "what was passed over": frozenset({"passed_over", "category_taken_share"}),
}
_WITHOUT_PARTS: Final = {
    "wide": frozenset({"wide"}),
    "shop and person embeddings": frozenset({"shops", "people", "dot"}),
    "each person's own weights": frozenset({"cares"}),
    "liking × style": frozenset({"style"}),
    "position": frozenset({"position"}),
}


def evaluation(
    log: Dataset,
    var_dir: Path,
    *,
    version: str | None = None,
    epochs: int = 30,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """All methods on ``log``; the learnt one is ``version``, or is trained on the days before those held out.

    Raises:
        ModelError, TrainingError, ValueError: it cannot be done; says why.
    """
    tell("training")
    if version is not None:
        model = artifact.load(artifact.folder_of(var_dir), version)
    else:
        trained, markov, _ = publishing.train(log, Hyperparameters(epochs=epochs))
        model = _unpublished(trained, markov, log.name)
    split = publishing.split_of(log)
    slates = slates_of(log, split.train, model.markov), slates_of(log, split.valid, model.markov)
    return evaluate(judged_of(log, model), model, slates, tell=tell)


def ablations(log: Dataset, *, epochs: int = 30, tell: Callable[[str], None] = lambda _: None) -> dict[str, float]:
    """NDCG@5 of the whole model and of ones trained without a part of it."""
    split = publishing.split_of(log)
    markov = Markov.fit(log.events, before=split.until)
    train, valid = slates_of(log, split.train, markov), slates_of(log, split.valid, markov)
    judged = judged_of(log, _unpublished(None, markov, log.name))
    counts = np.bincount(judged.features.of, minlength=len(judged.requests))

    def score(without_parts: frozenset[str], columns: frozenset[str]) -> float:
        features = without_columns(judged.features, columns)
        seen = [Slates(without_columns(s.features, columns), s.row, s.label, s.position) for s in (train, valid)]
        trained = fit(seen[0], seen[1], Hyperparameters(epochs=epochs, without=without_parts))
        rank = metrics.ranks(trained.weights.logits(features), log.wanted[judged.rows], counts)
        return round(metrics.ndcg(rank, 5), 4)

    found = {"nothing left out": score(frozenset(), frozenset())}
    for name, parts in _WITHOUT_PARTS.items():
        tell(name)
        found[f"without {name}"] = score(parts, frozenset())
    for name, columns in _WITHOUT_COLUMNS.items():
        tell(name)
        # A column that is 0 everywhere in this log cannot be missed: training without it would measure the seed.
        is_there = any(
            train.features.dense[:, index].any() if where == "dense" else train.features.online[:, index].any()
            for where, index in _places(columns)
        )
        if is_there:
            found[f"without {name}"] = score(frozenset(), columns)
    return found


def next_order(log: Dataset) -> dict[str, dict[str, float]]:
    """The LSTM beside simpler guesses of the next order (`recommender.learning.lstm`)."""
    from recommender.learning.lstm import compare

    return compare(log)


def published_figures(path: Path) -> dict[str, float] | None:
    """User frequency over all venues of Foursquare's file, in the form of the published figures; None elsewhere."""
    file = path / foursquare.FILE if path.is_dir() else path
    return visits.frequency_accuracy(foursquare.read_visits(file)[1]) if file.name == foursquare.FILE else None


def _places(columns: frozenset[str]) -> list[tuple[str, int]]:
    from recommender.learning.layout import DENSE, ONLINE

    return [("dense", DENSE.index(name)) if name in DENSE else ("online", ONLINE.index(name)) for name in columns]


def _unpublished(trained: Trained | None, markov: Markov, data: str) -> Model:
    card = Card("unpublished", VERSION, "", data, {}, {})
    if trained is None:
        from recommender.learning.forward import Calibration

        return Model(card, None, Calibration(), markov)  # type: ignore[arg-type]  # its chain alone is asked
    return Model(card, trained.weights, trained.calibration, markov)
