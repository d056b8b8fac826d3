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

from catalog.categories import CATEGORIES
from catalog.hours import DAYS, HOLIDAY, SEOUL, is_public_holiday
from catalog.morphemes import tokenise
from recommender.request import NO_LIMIT_WON, Request
from recommender.sides import side_dishes
from settings import get_settings
from storage import queries
from storage.postgres import Connection

__all__ = ["Candidate", "contains", "count_each", "find", "parameters", "statement"]

_QUERIES: Final = queries.load("candidates")
_DAY_MINUTES: Final = 24 * 60
_FOODS: Final = frozenset({"치킨", "피자"})
_MEALS: Final = frozenset(CATEGORIES) - {"카페/디저트", "베이커리", "편의점"}


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
    """How many candidates were found, those beyond the limit included; at least so many where `is_cut`."""
    is_cut: bool = False
    """Whether there were more shops near than were looked at."""
    is_own: bool = True
    """Whether the database found it by itself, and not because another source named it."""
    chosen: int = 0
    """How often the shop was chosen from a slate."""
    similarity: float = 0.0
    """How near the menu comes to the request's words, in [0, 1] (`recommender.search`); 0 when nobody measured it."""
    sources: tuple[str, ...] = ("sql",)
    """Where it came from: ``sql``, ``vectors``, ``popular``; several when several named it."""

    @property
    def distance_m(self) -> int:
        """Whole metres, rounded up, so that walking minutes come out the same from either figure."""
        return math.ceil(self.distance)


async def find(
    connection: Connection, request: Request, *, shops: Sequence[int] = (), menus: Sequence[int] = ()
) -> list[Candidate]:
    """The candidates of ``request``: the shops near, and those of ``shops`` that pass the same filters.

    At most ``recommend.candidates_max``: the named ones, then the likeliest open and nearest (or cheapest). One round
    trip, and one more where the shops looked at were many and those that passed were few: then all are looked at.

    Args:
        shops: that other sources name, wherever they stand in the order.
        menus: that other sources mean; each comes before the other menus of its shop.
    """
    sizes = get_settings().recommend
    wanted = {
        **parameters(request),
        "most": sizes.candidates_max,
        "visit": sizes.visit_max,
        "named_shops": list(shops),
        "named_menus": list(menus),
    }
    (found,) = await _rows(connection, [wanted])
    if not found or (found[0].is_cut and len(found) < sizes.candidates_enough):
        (found,) = await _rows(connection, [{**wanted, "visit": None}])
    return found


async def count_each(
    connection: Connection, requests: Sequence[Request], *, most: int
) -> list[tuple[list[Candidate], int]]:
    """The first ``most`` candidates of each of ``requests`` and how many there are in all, in one round trip.

    Every shop near is looked at, so that the figures may be told to people.
    """
    wanted = [{**parameters(request), "most": most, "visit": None} for request in requests]
    return [(rows, rows[0].total if rows else 0) for rows in await _rows(connection, wanted)]


async def _rows(connection: Connection, wanted: Sequence[dict[str, Any]]) -> list[list[Candidate]]:
    cursors = [connection.cursor(row_factory=_candidate_rows) for _ in wanted]
    async with connection.pipeline() if len(wanted) > 1 else contextlib.nullcontext():
        for cursor, values in zip(cursors, wanted, strict=True):
            await cursor.execute(_QUERIES.find_candidates.sql, values)
        return [await cursor.fetchall() for cursor in cursors]


def statement() -> str:
    """The query behind `find`, for who explains its plan."""
    return str(_QUERIES.find_candidates.sql)


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
        # 치킨 말고: no 치킨카레 either.
        "not_dish_patterns": [contains(food) for food in (*request.not_dishes, *_refused_foods(request))],
        # Whoever asks for chicken is not shown a chicken shop's fries.
        "with_sides": bool(request.dishes) or not request.categories or not _MEALS.issuperset(request.categories),
        "cheap_first": request.order == "cheap",
        "with_closed": "open" in request.relaxed,
        "dish_words": _words(request.dishes),
        "named_shops": [],
        "named_menus": [],
    }


def _refused_foods(request: Request) -> list[str]:
    """Categories that are the name of a food as well: without 치킨 means without 치킨카레."""
    return [category for category in request.not_categories if category in _FOODS]


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


def _words(dishes: Sequence[str]) -> str | None:
    """The dishes as a full-text query: all morphemes of one of them."""
    phrases = [tokenise(dish).split() for dish in dishes]
    quoted = [
        " & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words) for words in phrases
    ]
    return " | ".join(f"({phrase})" for phrase in quoted if phrase) or None


def contains(text: str) -> str:
    """The LIKE pattern of names that contain ``text``, its own wildcards meant literally."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _candidate_rows(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], Candidate]:
    """Rows as candidates, without a dictionary between: there are two hundred of them a slate."""
    if cursor.description is not None and (names := tuple(column.name for column in cursor.description)):
        assert names == Candidate._fields[: len(names)], f"candidates.sql gives {names}"  # noqa: S101  # two files, one order
    return lambda row: Candidate(*row)
