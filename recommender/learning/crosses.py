"""The wide part's inputs: pairs of categorical values, each pair hashed into a bucket of one table."""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.learning.layout import CROSS_BUCKETS
from recommender.learning.rows import Asks, Ints, Offers, People

__all__ = ["crosses_of", "stage_code"]

_PRICE_BAND_WON: Final = 2_000
_PRICE_BANDS: Final = 10
_POPULARITY_EDGES: Final = np.array([0.02, 0.08, 0.2, 0.4])
_FROM: Final = (3, 11)  # onboarding below 3 choices, enrichment to 10, advanced above (specification §3.3)


def stage_code(interactions: Ints) -> Ints:
    """0 onboarding, 1 enrichment, 2 advanced."""
    return np.searchsorted(np.array(_FROM), interactions, side="right")


def crosses_of(people: People, asks: Asks, offers: Offers) -> Ints:
    """(N, 10) buckets in [0, CROSS_BUCKETS), columns `layout.CROSSES`."""
    of = offers.of
    price_band = np.clip(offers.price // _PRICE_BAND_WON, 0, _PRICE_BANDS - 1).astype(np.int64)
    popularity_band = np.searchsorted(_POPULARITY_EDGES, offers.popularity)
    pairs = [
        (offers.category, asks.meal[of]),
        (offers.category, people.age_group[of]),
        (offers.district, offers.category),
        (people.personality[of], price_band),
        (stage_code(people.interactions)[of], popularity_band),
        (asks.cell[of], offers.category),
        (offers.shop, np.zeros_like(of)),
        (offers.shop, asks.meal[of]),
        (people.user[of], np.where(people.user[of] > 0, offers.category, -1)),
        (offers.category, asks.weather[of]),
    ]
    left, right = (np.stack(side, axis=1) for side in zip(*pairs, strict=True))
    return _hashed(left, right)


def _hashed(left: Ints, right: Ints) -> Ints:
    """A bucket for each pair of each column: splitmix64's finaliser, the same in every process and on every machine."""
    salt = np.arange(1, left.shape[1] + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + right.astype(np.uint64)
        mixed += salt * np.uint64(0xD1B54A32D192ED03)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray((mixed ^ (mixed >> np.uint64(31))) % np.uint64(CROSS_BUCKETS), np.int64)
