"""Candidates: shops that pass every hard filter, each with the menu that fits best, out of one query.

The hard filters live in ``storage/sql/candidates.sql`` and nowhere else. Further sources (vectors, the popular list)
yield the same `Candidate` and pass the same query.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from psycopg import AsyncCursor

from catalog.hours import DAYS, HOLIDAY, SEOUL, is_public_holiday
from recommender.request import NO_LIMIT_WON, Request
from recommender.sides import side_dishes
from settings import get_settings
from storage import queries
from storage.postgres import Connection

__all__ = ["Candidate", "contains", "find", "find_each", "parameters"]

_QUERIES: Final = queries.load("candidates")
_DAY_MINUTES: Final = 24 * 60


class Candidate(NamedTuple):
    """A shop and one menu of it, as the query's columns. Distance in metres, prices in won; None is unknown."""

    shop_id: int
    name: str
    category: str
    card: str
    good_influence: bool
    popularity: float
    business_hours: str | None
    """JSON text of the catalogue, parsed only for those that may be shown."""
    distance: float
    open_hint: bool | None
    menu_id: int
    menu_name: str
    price: int
    allergens: Sequence[str] | None
    tastes: Sequence[str]
    dish_asked: bool
    is_popular: bool
    is_side: bool
    """No meal by itself (`recommender.sides`), for somebody who wants one."""
    total: int
    """How many candidates the request has, those beyond the limit included."""
    similarity: float = 0.0
    """How near the menu comes to the request's words, in [0, 1] (`recommender.search`); 0 when nobody measured it."""
    sources: tuple[str, ...] = ("sql",)
    """Where it came from: ``sql``, ``vectors``, ``popular``; several when several named it."""

    @property
    def distance_m(self) -> int:
        """Whole metres, rounded up, so that walking minutes come out the same from either figure."""
        return math.ceil(self.distance)


async def find(connection: Connection, request: Request, *, most: int | None = None) -> tuple[list[Candidate], int]:
    """The candidates of ``request``, likeliest open and nearest (or cheapest) first, and how many there are in all.

    Args:
        most: at most so many candidates; default ``recommend.candidates_max``.
    """
    limit = get_settings().recommend.candidates_max if most is None else most
    (found,) = await find_each(connection, [request], most=limit)
    return found


async def find_each(
    connection: Connection, requests: Sequence[Request], *, most: int
) -> list[tuple[list[Candidate], int]]:
    """What `find` gives for each of ``requests``, all of them in one round trip."""
    cursors = [connection.cursor(row_factory=_candidate_rows) for _ in requests]
    async with connection.pipeline() if len(requests) > 1 else contextlib.nullcontext():
        for cursor, request in zip(cursors, requests, strict=True):
            await cursor.execute(_QUERIES.find_candidates.sql, {**parameters(request), "most": most})
        answers = [await cursor.fetchall() for cursor in cursors]
    return [(rows, rows[0].total if rows else 0) for rows in answers]


def parameters(request: Request) -> dict[str, Any]:
    """The request as the query's parameters."""
    avoided = request.avoided
    return {
        "lat": request.lat,
        "lng": request.lng,
        "radius_m": request.radius_m,
        **_moment(request.at),
        "cards": list(request.cards),
        "categories": list(request.categories) or None,
        "not_categories": list(request.not_categories),
        "exclude_shops": sorted(request.exclude_shops),
        "min_price": min(request.budget_min or 0, NO_LIMIT_WON),
        "max_price": request.max_price,
        "target_price": request.target_price,
        "avoid_allergens": sorted(avoided.allergens),
        "avoid_tastes": sorted(avoided.tastes),
        "side_dishes": [] if request.meal_time == "snack" else list(side_dishes()),
        "is_careful": avoided.needs_ingredients,
        "tastes": list(request.wanted_tastes),
        "dishes": list(request.dishes) or None,
        "dish_patterns": [contains(dish) for dish in request.dishes],
        "not_dishes": list(request.not_dishes),
        "not_dish_patterns": [contains(dish) for dish in request.not_dishes],
        "cheap_first": request.order == "cheap",
        "with_closed": "open" in request.relaxed,
    }


def _moment(at: dt.datetime) -> dict[str, Any]:
    local = at.astimezone(SEOUL)
    minute = local.hour * 60 + local.minute
    today, yesterday = local.date(), local.date() - dt.timedelta(days=1)
    return {
        "is_holiday": is_public_holiday(today),
        "after_holiday": is_public_holiday(yesterday),
        "day": _day_key(today),
        "day_before": _day_key(yesterday),
        "day_minute": minute,
        "week_minute": local.weekday() * _DAY_MINUTES + minute,
    }


def _day_key(day: dt.date) -> str:
    return HOLIDAY if is_public_holiday(day) else DAYS[day.weekday()]


def contains(text: str) -> str:
    """The LIKE pattern of names that contain ``text``, its own wildcards meant literally."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _candidate_rows(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], Candidate]:
    """Rows as candidates, without a dictionary between: there are two hundred of them a slate."""
    if cursor.description is not None and (names := tuple(column.name for column in cursor.description)):
        assert names == Candidate._fields[: len(names)], f"candidates.sql gives {names}"  # noqa: S101  # two files, one order
    return lambda row: Candidate(*row)
