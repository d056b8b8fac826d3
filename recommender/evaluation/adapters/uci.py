"""UCI *Restaurant & Consumer* (Vargas-Govea et al. 2011): restaurants, cuisines and ratings of 138 people.

``rating_final.csv``, ``geoplaces2.csv`` and ``chefmozcuisine.csv`` as published, in one folder. Ratings are 0, 1, 2 and
carry no time: their order is drawn from a seed, and the last rating of 2 in it is held out. So this is leave-one-out,
not a time split, and the report says so.
"""

from __future__ import annotations

import csv
import zlib
from pathlib import Path
from typing import Final

import numpy as np

from recommender.evaluation.adapters.visits import Venues, Visited, as_dataset
from recommender.learning.dataset import Dataset, DatasetError

__all__ = ["RATINGS", "read"]

RATINGS: Final = "rating_final.csv"
_PLACES: Final = "geoplaces2.csv"
_CUISINES: Final = "chefmozcuisine.csv"
_LIKED: Final = 2
_PRICES: Final = {"low": 5_000.0, "medium": 9_000.0, "high": 15_000.0}
_KINDS: Final = 13


def read(folder: Path, *, seed: int = 7) -> Dataset:
    """The liked restaurants (rating 2) as visits in a drawn order.

    Raises:
        DatasetError: a file is missing or lacks a column; names it.
    """
    ratings, places = _rows(folder / RATINGS), _rows(folder / _PLACES)
    cuisines = {row["placeID"]: row["Rcuisine"] for row in reversed(_rows(folder / _CUISINES))}
    index = {row["placeID"]: number for number, row in enumerate(places)}
    try:
        liked = [(row["userID"], index[row["placeID"]]) for row in ratings
                 if int(row["rating"]) == _LIKED and row["placeID"] in index]  # fmt: skip
        venues = Venues(
            category=np.array([zlib.crc32(cuisines.get(place, "").encode()) % _KINDS for place in index], np.int64),
            lat=np.array([float(row["latitude"]) for row in places]),
            lng=np.array([float(row["longitude"]) for row in places]),
            price=np.array([_PRICES.get(row.get("price", ""), 0.0) for row in places], np.float32),
            rating=np.zeros(len(places), np.float32),
        )
    except (KeyError, ValueError) as error:
        raise DatasetError(f"{folder}: a column is missing or wrong: {error}") from error
    _, user, many = np.unique([who for who, _ in liked], return_inverse=True, return_counts=True)
    kept = np.flatnonzero(many[user] > 1) if liked else np.zeros(0, np.int64)
    if not len(kept):
        raise DatasetError(f"{folder}: nobody liked two restaurants: nothing to hold out")
    drawn = np.random.default_rng(seed).permutation(len(liked))[kept].astype(np.float64)
    order = kept[np.lexsort((drawn, user[kept]))]
    days = 15_000 + np.sort(drawn)[np.argsort(np.argsort(drawn))][np.lexsort((drawn, user[kept]))] / len(liked)
    return as_dataset(
        "UCI Restaurant & Consumer (no times: order drawn, last liked held out)",
        venues,
        Visited(
            user=np.unique(user[order], return_inverse=True)[1],
            venue=np.array([liked[at][1] for at in order], np.int64),
            day=days,
            hour=np.full(len(order), 12.5),
            weekday=np.zeros(len(order), np.int64),
            weight=np.full(len(order), 0.8, np.float32),
        ),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="latin-1", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}") from error
