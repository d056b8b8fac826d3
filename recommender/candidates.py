"""Candidates: shops that pass every hard filter, each with the menu that fits best, out of one query.

The hard filters live in ``storage/sql/candidates.sql`` and nowhere else. Further sources (vectors, the popular list)
yield the same `Candidate` and pass the same query.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from psycopg import AsyncCursor

from catalog.hours import DAYS, HOLIDAY, SEOUL, is_public_holiday
from catalog.morphemes import tokenise
from recommender.request import NO_LIMIT_WON, Request
from recommender.sides import side_dishes
from settings import get_settings
from storage import queries
from storage.postgres import Connection

__all__ = ["Among", "Candidate", "contains", "count_each", "find", "parameters"]

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
    """How many candidates were found, those beyond the limit included; at least so many where `is_cut`."""
    is_cut: bool = False
    """Whether there were more shops near than were looked at."""
    similarity: float = 0.0
    """How near the menu comes to the request's words, in [0, 1] (`recommender.search`); 0 when nobody measured it."""
    sources: tuple[str, ...] = ("sql",)
    """Where it came from: ``sql``, ``vectors``, ``popular``; several when several named it."""

    @property
    def distance_m(self) -> int:
        """Whole metres, rounded up, so that walking minutes come out the same from either figure."""
        return math.ceil(self.distance)


@dataclass(frozen=True)
class Among:
    """The shops that one source named, and the menus it meant there, the likest first."""

    source: str
    shops: Sequence[int]
    menus: Sequence[int] = ()


async def find(connection: Connection, request: Request, *, among: Sequence[Among] = ()) -> list[Candidate]:
    """The candidates of ``request``: those of the database itself and, merged with them, those other sources name.

    At most ``recommend.candidates_max``, likeliest open and nearest (or cheapest) first; a shop that several sources
    name comes once, with the menu of the source that meant a menu. One round trip, and one more where the shops looked
    at were many and those that passed were few: then all of them are looked at.
    """
    sizes = get_settings().recommend
    plain = {**parameters(request), "most": sizes.candidates_max, "visit": sizes.visit_max}
    named = [{**plain, "among_shops": list(one.shops), "like_menus": list(one.menus)} for one in among]
    own, *others = await _rows(connection, [plain, *named])
    if not own or (own[0].is_cut and len(own) < sizes.candidates_enough):
        (own,) = await _rows(connection, [{**plain, "visit": None}])
    return _merged(own, zip(among, others, strict=True), most=sizes.candidates_max)


async def count_each(connection: Connection, requests: Sequence[Request], *, most: int) -> list[tuple[list[Candidate], int]]:
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


def _merged(own: list[Candidate], others: Iterable[tuple[Among, list[Candidate]]], *, most: int) -> list[Candidate]:
    """One candidate a shop, with all its sources; what other sources named is kept when there are too many."""
    found = {one.shop_id: one for one in own}
    extra: set[int] = set()
    for among, rows in others:
        for row in rows:
            known = found.get(row.shop_id)
            sources = (*known.sources, among.source) if known else (among.source,)
            # The menu a source meant is the better answer to the words; one that names shops alone has no say in it.
            chosen = row if known is None or among.menus else known
            found[row.shop_id] = chosen._replace(sources=sources)
            extra.add(row.shop_id)
    spare = len(found) - most
    if spare > 0:
        for shop_id in [one.shop_id for one in reversed(own) if one.shop_id not in extra][:spare]:
            del found[shop_id]
    return list(found.values())[:most]


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
        "dish_words": _words(request.dishes),
        "among_shops": None,
        "like_menus": None,
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


def _words(dishes: Sequence[str]) -> str | None:
    """The dishes as a full-text query: all morphemes of one of them."""
    phrases = [tokenise(dish).split() for dish in dishes]
    quoted = [" & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words) for words in phrases]
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
