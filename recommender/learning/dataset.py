"""A log to learn from or to be judged by: requests, what was offered, what was chosen; wherever it came from.

Columns only, so that a log of a million rows stays small, can be kept in one file and is read by one code path.
"""

from __future__ import annotations

import dataclasses
import functools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recommender.learning.facts import CHOICE_WEIGHT
from recommender.learning.layout import HISTORY, PASSED
from recommender.learning.rows import Asks, Ints, Offers, People, Reals

__all__ = [
    "Dataset",
    "DatasetError",
    "Events",
    "Requests",
    "Users",
    "load",
    "people_at",
    "save",
    "strangers",
    "visits_before",
]

Flags = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]
_FORMAT: Final = 1


class DatasetError(ValueError):
    """A dataset cannot be read, or has too little in it; the message says what and what to do."""


@dataclass(frozen=True)
class Users:
    """(U, …) what a person said of themself; the columns of `People` that do not change."""

    code: Ints
    """(U,) `rows.code_of` the id."""
    stated_categories: Reals
    stated_tastes: Reals
    stated_budget: Reals
    age_group: Ints
    has_diet: Ints
    favourites: Ints


@dataclass(frozen=True)
class Events:
    """(E, …) interactions in order of (user, day); ``day`` is days since the epoch, with fractions."""

    user: Ints
    day: Doubles
    shop: Ints
    category: Ints
    meal: Ints
    price: Reals
    weight: Reals
    tastes: Ints
    good: Ints
    coupon: Ints

    def sorted(self) -> Events:
        """The same in their order."""
        order = np.lexsort((self.day, self.user))
        return Events(**{field.name: getattr(self, field.name)[order] for field in dataclasses.fields(self)})


@dataclass(frozen=True)
class Requests:
    """(R, …) in order of ``day``."""

    user: Ints
    day: Doubles
    interactions: Ints
    personality: Ints
    asks: Asks


@dataclass(frozen=True)
class _Passes:
    user: Ints
    day: Doubles
    shop: Ints
    category: Ints


@dataclass(frozen=True)
class Dataset:
    """R requests with N offers, those of a request side by side and in its order (``offers.of`` never falls)."""

    name: str
    users: Users
    events: Events
    requests: Requests
    offers: Offers
    position: Ints
    """(N,) from 1 as shown; 0: not shown."""
    chosen: Flags
    """(N,) taken from the slate."""
    wanted: Flags
    """(N,) what would be taken of all offers; where nobody knows, what was chosen."""
    utility: Reals
    """(N,) the truth of a simulation; NaN where nobody knows."""
    is_test: Flags
    """(R,) held out; these have all their candidates, the others those that were shown."""

    @functools.cached_property
    def passes(self) -> _Passes:
        """What was shown and not taken, in order of (user, day)."""
        rows = np.flatnonzero((self.position > 0) & ~self.chosen)
        of = self.offers.of[rows]
        user, day = self.requests.user[of], self.requests.day[of]
        order = np.lexsort((self.position[rows], day, user))
        return _Passes(user[order], day[order], self.offers.shop[rows][order], self.offers.category[rows][order])

    def rows_of(self, requests: Ints) -> Ints:
        """The rows of these requests' offers, in their order."""
        starts = np.searchsorted(self.offers.of, requests)
        counts = np.searchsorted(self.offers.of, requests, side="right") - starts
        ends = np.cumsum(counts)
        return np.repeat(starts - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)


def people_at(dataset: Dataset, requests: Ints) -> People:
    """The people of ``requests`` as they were known just before them: nothing of the future."""
    events, asked = dataset.events, dataset.requests
    user, day = asked.user[requests], asked.day[requests]
    first = np.searchsorted(events.user, user)
    end = _ends(events.user, events.day, user, day)
    back = end[:, None] - 1 - np.arange(HISTORY)
    is_there = back >= first[:, None]
    at = np.where(is_there, back, 0)
    if not len(events.user):
        return _strangers(dataset, requests)
    users = dataset.users
    padded = {
        name: np.where(is_there, getattr(events, name)[at], 0)
        for name in ("shop", "price", "weight", "tastes", "good", "coupon")
    }
    return People(
        user=users.code[user],
        stated_categories=users.stated_categories[user],
        stated_tastes=users.stated_tastes[user],
        stated_budget=users.stated_budget[user],
        personality=asked.personality[requests],
        age_group=users.age_group[user],
        interactions=asked.interactions[requests],
        has_diet=users.has_diet[user],
        favourites=users.favourites[user],
        category=np.where(is_there, events.category[at], -1),
        meal=np.where(is_there, events.meal[at], -1),
        age_days=np.where(is_there, day[:, None] - events.day[at], 0).astype(np.float32),
        **padded,
        **_passed(dataset, user, day),
    )


def _passed(dataset: Dataset, user: Ints, day: Doubles) -> dict[str, Ints]:
    """What was shown to each user before ``day`` and not taken, newest first."""
    shown = dataset.passes
    first = np.searchsorted(shown.user, user)
    end = _ends(shown.user, shown.day, user, day)
    back = end[:, None] - 1 - np.arange(PASSED)
    is_there = back >= first[:, None]
    if not len(shown.user):
        return {"passed_shop": np.zeros_like(back), "passed_category": np.full_like(back, -1)}
    at = np.where(is_there, back, 0)
    return {
        "passed_shop": np.where(is_there, shown.shop[at], 0),
        "passed_category": np.where(is_there, shown.category[at], -1),
    }


def _ends(users: Ints, days: Doubles, user: Ints, day: Doubles) -> Ints:
    """For each (user, day) the place behind that user's last entry before it, in columns in (user, day) order."""
    order = np.lexsort((np.concatenate([np.zeros(len(day)), np.ones(len(days))]),
                        np.concatenate([day, days]), np.concatenate([user, users])))  # fmt: skip
    is_event = order >= len(day)
    passed = np.cumsum(is_event)
    ends = np.empty(len(day), np.int64)
    ends[order[~is_event]] = passed[~is_event]
    return ends


def visits_before(dataset: Dataset, requests: Ints) -> Ints:
    """(N,) how often each offer's shop was chosen by its asker before the request, however long ago."""
    events, rows = dataset.events, dataset.rows_of(requests)
    chosen = events.weight >= CHOICE_WEIGHT
    user, day, shop = events.user[chosen], events.day[chosen], events.shop[chosen]
    of, wanted = dataset.offers.of[rows], dataset.offers.shop[rows]
    many = int(max(shop.max(initial=0), wanted.max(initial=0))) + 1
    order = np.lexsort((day, user * many + shop))
    keys, days = (user * many + shop)[order], day[order]
    asked = dataset.requests.user[of] * many + wanted
    return np.asarray(_ends(keys, days, asked, dataset.requests.day[of]) - np.searchsorted(keys, asked))


def _strangers(dataset: Dataset, requests: Ints) -> People:
    return strangers(len(requests), personality=dataset.requests.personality[requests])


def strangers(count: int, *, personality: Ints | None = None) -> People:
    """People of whom nothing is known."""
    ids, weights = np.zeros((count, HISTORY), np.int64), np.zeros((count, HISTORY), np.float32)
    none, zeros = np.zeros(count, np.int64), np.zeros(count, np.float32)
    return People(
        user=none,
        stated_categories=np.zeros((count, 13), np.float32),
        stated_tastes=np.zeros((count, 6), np.float32),
        stated_budget=zeros,
        personality=none if personality is None else personality,
        age_group=none,
        interactions=none,
        has_diet=none,
        favourites=np.zeros((count, 1), np.int64),
        shop=ids,
        category=ids - 1,
        meal=ids - 1,
        age_days=weights,
        price=weights,
        weight=weights,
        tastes=ids,
        good=ids,
        coupon=ids,
        passed_shop=np.zeros((count, PASSED), np.int64),
        passed_category=np.full((count, PASSED), -1, np.int64),
    )


def save(dataset: Dataset, path: Path) -> None:
    """Write the dataset into one compressed file; never half a file under its name."""
    columns: dict[str, Any] = {"format": np.array(_FORMAT), "name": np.array(dataset.name)}
    for part in ("users", "events", "offers"):
        value = getattr(dataset, part)
        columns |= {f"{part}.{field.name}": getattr(value, field.name) for field in dataclasses.fields(value)}
    asked = dataset.requests
    columns |= {f"requests.{name}": getattr(asked, name) for name in ("user", "day", "interactions", "personality")}
    columns |= {f"asks.{field.name}": getattr(asked.asks, field.name) for field in dataclasses.fields(Asks)}
    columns |= {name: getattr(dataset, name) for name in _LABELS}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished.npz")
    np.savez_compressed(unfinished, **columns)
    unfinished.replace(path)


_LABELS: Final = ("position", "chosen", "wanted", "utility", "is_test")


def load(path: Path) -> Dataset:
    """Read what `save` wrote.

    Raises:
        DatasetError: the file is missing, or no dataset of ours.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if int(file["format"]) != _FORMAT:
                raise DatasetError(f"{path}: a dataset of format {int(file['format'])}; make it anew")
            columns = {name: file[name] for name in file.files}
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file; make one with: naviyam recommender simulate") from error
    except (OSError, ValueError, KeyError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise DatasetError(f"{path}: no dataset: {type(error).__name__}") from error

    def part(prefix: str) -> dict[str, Any]:
        return {name.removeprefix(prefix): value for name, value in columns.items() if name.startswith(prefix)}

    try:
        return Dataset(
            name=str(columns["name"]),
            users=Users(**part("users.")),
            events=Events(**part("events.")),
            requests=Requests(**part("requests."), asks=Asks(**part("asks."))),
            offers=Offers(**part("offers.")),
            **{name: columns[name] for name in _LABELS},
        )
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}: no dataset: a column is missing or unknown ({error})") from error
