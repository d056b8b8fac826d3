"""A log turned into what a model is trained on: features of what was shown, slate by slate, and what was taken."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.learning.dataset import Dataset, people_at
from recommender.learning.features import Features, NextOrder, compute
from recommender.learning.layout import SHOWN_MOST
from recommender.learning.rows import Ints, People, Reals

__all__ = ["Slates", "features_of", "slates_of"]

_REQUESTS_AT_ONCE: Final = 4_000


@dataclass(frozen=True)
class Slates:
    """Q slates of at most P = `SHOWN_MOST` offers (padded), and their features."""

    features: Features
    row: Ints
    """(Q, P) rows of ``features``; -1 padding."""
    label: Reals
    """(Q, P) 1 taken."""
    position: Ints
    """(Q, P) from 1; 0 unknown."""

    @property
    def is_there(self) -> Reals:
        """(Q, P) 1 where an offer is."""
        return (self.row >= 0).astype(np.float32)


def features_of(
    dataset: Dataset, requests: Ints, next_order: NextOrder | None = None, *, people: People | None = None
) -> Features:
    """Features of all offers of ``requests``, as known at the time; ``of`` counts within ``requests``.

    Args:
        people: others to ask in their place, one a request.
    """
    parts = []
    for start in range(0, len(requests), _REQUESTS_AT_ONCE):
        some = requests[start : start + _REQUESTS_AT_ONCE]
        offers = dataset.offers.take(dataset.rows_of(some))
        local = dataclasses.replace(offers, of=np.searchsorted(some, offers.of))
        who = people_at(dataset, some) if people is None else people.take(slice(start, start + len(some)))
        found = compute(who, dataset.requests.asks.take(some), local, next_order)
        parts.append(dataclasses.replace(found, of=found.of + start))
    return Features(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in dataclasses.fields(Features)
        }
    )


def slates_of(dataset: Dataset, requests: Ints, next_order: NextOrder | None = None) -> Slates:
    """The slates shown for ``requests``; of what was never shown nothing is known, so it is left out."""
    features = features_of(dataset, requests, next_order)
    rows = dataset.rows_of(requests)
    is_shown = np.flatnonzero(dataset.position[rows] > 0)
    of = features.of[is_shown]
    first = np.searchsorted(of, np.arange(len(requests)))
    place = np.arange(len(of)) - first[of]
    fits = place < SHOWN_MOST
    row = np.full((len(requests), SHOWN_MOST), -1, np.int64)
    row[of[fits], place[fits]] = is_shown[fits]
    there = np.maximum(row, 0)
    position = np.where(row >= 0, np.minimum(dataset.position[rows][there], SHOWN_MOST), 0)
    label = np.where(row >= 0, dataset.chosen[rows][there], 0).astype(np.float32)
    width = max(1, int((row >= 0).sum(1).max(initial=1)))
    return Slates(features, row[:, :width], label[:, :width], position[:, :width])
