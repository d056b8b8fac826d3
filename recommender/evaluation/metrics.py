"""Figures of ranked lists: Q requests with all their candidates one after another, ``counts`` says how many each."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from recommender.learning.rows import Ints, Reals

__all__ = [
    "calibration_error",
    "coverage",
    "intra_list_diversity",
    "ndcg",
    "novelty",
    "ranks",
    "recall",
    "reciprocal",
    "top",
]

Doubles = npt.NDArray[np.float64]
_BINS: Final = 10


def ranks(score: Reals, wanted: npt.NDArray[np.bool_], counts: Ints) -> Doubles:
    """(Q,) the wanted offer's rank from 0, among all candidates of its request.

    Ties share the mean of their places, so that a score that says nothing ranks in the middle; a score that is no
    number ranks last.

    Raises:
        ValueError: the lengths do not fit, or a request has not exactly one wanted offer.
    """
    if len(score) != len(wanted) or len(score) != counts.sum():
        raise ValueError("score, wanted and counts are of different lengths")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    if (np.add.reduceat(wanted.astype(np.int64), starts) != 1).any():
        raise ValueError("each request needs exactly one wanted offer")
    sure = np.where(np.isfinite(score), score, -np.inf)
    own = np.repeat(sure[wanted], counts)
    above = np.add.reduceat((sure > own).astype(np.int64), starts)
    same = np.add.reduceat((sure == own).astype(np.int64), starts) - 1
    return np.asarray(above + same / 2, np.float64)


def recall(rank: Doubles, k: int) -> float:
    """The share of requests whose wanted offer is among the first ``k``."""
    return float((rank < k).mean())


def ndcg(rank: Doubles, k: int) -> float:
    """Normalised discounted cumulative gain of one wanted offer: 1 / log2(2 + rank) within the first ``k``."""
    return float(np.where(rank < k, 1 / np.log2(2 + rank), 0).mean())


def reciprocal(rank: Doubles) -> float:
    """Mean reciprocal rank."""
    return float((1 / (1 + rank)).mean())


def top(score: Reals, counts: Ints, k: int) -> Ints:
    """(Q, k) rows of the best ``k`` of each request, best first; -1 where there are fewer."""
    of = np.repeat(np.arange(len(counts)), counts)
    order = np.lexsort((-np.where(np.isfinite(score), score, -np.inf), of))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    place = np.arange(len(score)) - starts[of]
    found = np.full((len(counts), k), -1, np.int64)
    within = place < k
    found[of[within], place[within]] = order[within]
    return found


def coverage(shown: Ints, shops: int) -> float:
    """The share of ``shops`` that is in any list; ``shown`` holds their ids, padded with -1 or 0."""
    return len(np.unique(shown[shown > 0])) / max(1, shops)


def intra_list_diversity(categories: Ints) -> float:
    """The mean share of pairs of a list that are of different categories; (Q, k), padded with -1."""
    there = categories >= 0
    pairs = there[:, :, None] & there[:, None, :] & ~np.eye(categories.shape[1], dtype=bool)
    differ = (categories[:, :, None] != categories[:, None, :]) & pairs
    count = pairs.sum((1, 2))
    return float((differ.sum((1, 2))[count > 0] / count[count > 0]).mean()) if (count > 0).any() else 0.0


def novelty(shown: Ints, share: Doubles) -> float:
    """Mean self-information in bits of what is shown: -log2 of the share of choices that were of that shop.

    Args:
        shown: (Q, k) rows of ``share``; -1 padding.
    """
    seen = shown[shown >= 0]
    return float(-np.log2(np.maximum(share[seen], 1e-6)).mean()) if len(seen) else 0.0


def calibration_error(probability: Reals, taken: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal size: how far stated chances lie from what happened."""
    order = np.argsort(probability)
    error = 0.0
    for part in np.array_split(order, _BINS):
        if len(part):
            error += len(part) / len(order) * abs(float(probability[part].mean()) - float(taken[part].mean()))
    return error
