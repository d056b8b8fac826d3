"""One person as `rows.People`, out of one query a slate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from recommender.learning.dataset import strangers
from recommender.learning.layout import HISTORY, MEALS, PASSED, PERSONALITIES, TASTES
from recommender.learning.rows import CATEGORY_CODES, PERSONALITY_CODES, Ints, People, Reals, code_of, taste_mask
from storage import queries
from storage.postgres import Connection

__all__ = ["age_code", "from_row", "meal_code", "read", "stated"]

_SLATES: Final = 30
_FROM_HOUR: Final = ((5, "breakfast"), (10, "lunch"), (14, "snack"), (17, "dinner"), (21, "late_night"))
_queries = queries.load("learning")


async def read(conn: Connection, user_id: str | None) -> People:
    """The person as known now; a guest is a stranger.

    Raises:
        StorageError: the database did not answer.
    """
    if user_id is None:
        return strangers(1)
    row = await _queries.person(conn, user_id=user_id, history=HISTORY, slates=_SLATES)
    return from_row(user_id, row)


def from_row(user_id: str, row: Mapping[str, Any]) -> People:
    """From a row of the query ``person``."""
    history, passed = row["history"] or [], (row["passed"] or [])[:PASSED]

    def column(place: int, width: int, empty: float = 0) -> Any:
        values = [one[place] or 0 for one in history]
        return np.array([[*values, *[empty] * (width - len(values))]])

    categories, tastes = stated(row["categories"], CATEGORY_CODES), stated(row["taste"], _TASTE_CODES)
    pad = [-1] * (HISTORY - len(history))
    return People(
        user=np.array([code_of(user_id)]),
        stated_categories=categories[None],
        stated_tastes=tastes[None],
        stated_budget=np.array([row["average_budget"] or 0], np.float32),
        personality=np.array([PERSONALITY_CODES.get(row["personality_type"] or PERSONALITIES[0], 0)]),
        age_group=np.array([age_code(row["age_group"])]),
        interactions=np.array([row["interaction_count"] or 0]),
        has_diet=np.array([int(bool(row["has_diet"]))]),
        favourites=np.array([[*(row["favourite_shops"] or []), 0]], np.int64),
        shop=column(0, HISTORY).astype(np.int64),
        category=np.array([[*(CATEGORY_CODES[one[1]] for one in history), *pad]], np.int64),
        meal=np.array([[*(meal_code(one[3]) for one in history), *pad]], np.int64),
        age_days=np.maximum(column(2, HISTORY).astype(np.float32), 0),
        price=column(4, HISTORY).astype(np.float32),
        weight=column(5, HISTORY).astype(np.float32),
        tastes=np.array([[*(taste_mask(one[6] or ()) for one in history), *[0] * len(pad)]], np.int64),
        good=column(7, HISTORY).astype(np.int64),
        coupon=column(8, HISTORY).astype(np.int64),
        passed_shop=_padded([int(one[0]) for one in passed], PASSED, 0),
        passed_category=_padded([CATEGORY_CODES.get(one[1], -1) for one in passed], PASSED, -1),
    )


_TASTE_CODES: Final = {name: code for code, name in enumerate(TASTES)}


def stated(weights: Mapping[str, Any] | None, codes: Mapping[str, int]) -> Reals:
    """Stated weights as a vector in the order of ``codes``; names it does not know are left out."""
    vector = np.zeros(len(codes), np.float32)
    for name, weight in (weights or {}).items():
        if name in codes and isinstance(weight, (int, float)):
            vector[codes[name]] = min(1.0, max(0.0, float(weight)))
    return vector


def age_code(group: str | None) -> int:
    """The code of an age group of the card system; 0 unknown."""
    return code_of(group)


def meal_code(hour: int) -> int:
    """The meal people usually have at that hour, as a code of `layout.MEALS`."""
    meals = [meal for start, meal in _FROM_HOUR if hour >= start]
    return MEALS.index(meals[-1] if meals else "late_night")


def _padded(values: list[int], width: int, empty: int) -> Ints:
    return np.array([[*values, *[empty] * (width - len(values))]], np.int64)
