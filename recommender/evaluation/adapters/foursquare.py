"""Foursquare check-ins of New York, ``dataset_TSMC2014_NYC.txt`` (Yang et al. 2015, IEEE TSMC).

Tab-separated, Latin-1: user, venue, category id, category name, latitude, longitude, minutes from UTC, UTC time as
``Tue Apr 03 18:00:09 +0000 2012``.
"""

from __future__ import annotations

import datetime as dt
import zlib
from pathlib import Path
from typing import Final

import numpy as np

from recommender.evaluation.adapters.visits import Venues, Visited, as_dataset
from recommender.learning.dataset import Dataset, DatasetError

__all__ = ["FILE", "read", "read_visits"]

FILE: Final = "dataset_TSMC2014_NYC.txt"
_COLUMNS: Final = 8
_TIME: Final = "%a %b %d %H:%M:%S %z %Y"
_DAY_S: Final = 86_400.0
_KINDS: Final = 13


def read(path: Path) -> Dataset:
    """The check-ins as requests with candidates; people with one check-in alone are left out.

    Raises:
        DatasetError: the file is missing or not of this form; names the line.
    """
    return as_dataset("Foursquare NYC check-ins", *read_visits(path))


def read_visits(path: Path) -> tuple[Venues, Visited]:
    """Venues and check-ins.

    Raises:
        DatasetError: as `read`.
    """
    places: dict[str, tuple[int, float, float]] = {}
    rows: list[tuple[str, str, float, float, int]] = []
    try:
        with path.open(encoding="latin-1") as file:
            for number, line in enumerate(file, start=1):
                parts = line.rstrip("\n").split("\t")
                if len(parts) != _COLUMNS:
                    raise DatasetError(f"{path.name}, line {number}: {len(parts)} columns and not {_COLUMNS}")
                try:
                    at = dt.datetime.strptime(parts[7], _TIME)  # noqa: DTZ007  # the format has %z
                    local = at + dt.timedelta(minutes=int(parts[6]))
                    # Their 400 kinds do not fit our 13: hashed, so that equal kinds at least stay equal.
                    kind = zlib.crc32(parts[3].encode()) % _KINDS
                    places.setdefault(parts[1], (kind, float(parts[4]), float(parts[5])))
                except ValueError as error:
                    raise DatasetError(f"{path.name}, line {number}: {error}") from error
                rows.append(
                    (parts[0], parts[1], at.timestamp() / _DAY_S, local.hour + local.minute / 60, local.weekday())
                )
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}") from error
    return _tables(places, rows, path)


def _tables(
    places: dict[str, tuple[int, float, float]], rows: list[tuple[str, str, float, float, int]], path: Path
) -> tuple[Venues, Visited]:
    _, user, many = np.unique([row[0] for row in rows], return_inverse=True, return_counts=True)
    kept = many[user] > 1 if len(rows) else np.zeros(0, bool)
    if not kept.any():
        raise DatasetError(f"{path.name}: nobody checked in twice: nothing to hold out")
    index = {venue: number for number, venue in enumerate(places)}
    known = np.array(list(places.values()))
    day = np.array([row[2] for row in rows])
    order = np.lexsort((day, user))
    order = order[kept[order]]
    user = np.unique(user[order], return_inverse=True)[1]
    zeros = np.zeros(len(places), np.float32)
    return (
        Venues(known[:, 0].astype(np.int64), known[:, 1], known[:, 2], zeros, zeros),
        Visited(
            user=user,
            venue=np.array([index[rows[at][1]] for at in order], np.int64),
            day=day[order],
            hour=np.array([rows[at][3] for at in order]),
            weekday=np.array([rows[at][4] for at in order], np.int64),
            weight=np.full(len(order), 0.8, np.float32),
        ),
    )
