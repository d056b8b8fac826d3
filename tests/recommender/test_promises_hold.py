"""Ten thousand wishes against the real pipeline with all its sources; each slate is checked against the plain rows.

The check has its own SQL and its own reading of hours and diets: it shares nothing with what it judges.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import math
import random
from dataclasses import dataclass
from typing import Any

import holidays
import pytest

from catalog.hours import SEOUL
from catalog.neighbourhoods import NEIGHBOURHOODS
from recommender import Item, Request, Slate, recommend
from recommender.sources import Sources
from storage.postgres import Pool

REQUESTS = 10_000
AT_ONCE = 4
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KOREA = holidays.country_holidays("KR")
MEAT, SEA = {"pork", "beef", "chicken", "duck", "lamb"}, {"fish", "shrimp", "crab", "shellfish", "squid"}
RULED_OUT = {
    "vegan": MEAT | SEA | {"milk", "egg"},
    "vegetarian": MEAT | SEA,
    "halal": {"pork"},
    "shellfish": {"shellfish", "shrimp", "crab"},
    "spicy": set(),
}
DIETS = (*RULED_OUT, "peanut", "egg", "milk", "wheat", "soy", "shrimp", "fish", "beef", "pork", "chicken", "buckwheat")
TEXTS = (
    None,
    None,
    "매콤한 국물",
    "든든한 거",
    "속 편한 죽",
    "안 매운 거",
    "시원한 면",
    "ㅋㅋㅋ",
    "<b>치즈</b>",
    "🍕" * 50,
)
DISHES = (*[()] * 20, ("떡볶이",), ("김치찌개",), ("없는요리",), ("%",), ("죽", "돈까스"), ("' OR 1=1",))
CATEGORIES = (*[()] * 9, ("한식",), ("분식", "중식"), ("편의점",))


@dataclass(frozen=True)
class Rows:
    """The catalogue as it stands, by id."""

    shops: dict[int, dict[str, Any]]
    menus: dict[int, dict[str, Any]]


@pytest.fixture(scope="module")
async def rows(catalogue: Pool) -> Rows:
    async with catalogue.autocommit() as conn:
        shops = await (
            await conn.execute(
                "SELECT shop_id, is_food_card_shop, is_closed_down, business_hours::text AS hours, category, "
                "ST_Y(location::geometry) AS lat, ST_X(location::geometry) AS lng FROM shops"
            )
        ).fetchall()
        menus = await (
            await conn.execute("SELECT menu_id, shop_id, name, price, dish, tastes, allergens, is_available FROM menus")
        ).fetchall()
    return Rows({row["shop_id"]: row for row in shops}, {row["menu_id"]: row for row in menus})


def some_request(draw: random.Random) -> Request:
    """Any wish that a dialogue could make, and many that make no sense."""
    centre = draw.choice(NEIGHBOURHOODS)
    where = draw.random()
    lat, lng = centre.lat + draw.gauss(0, 0.004), centre.lng + draw.gauss(0, 0.004)
    if where < 0.02:
        lat, lng = draw.choice(((0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (35.0, 130.9), (51.5, -0.1)))
    tastes = tuple(draw.sample(("spicy", "soup", "mild", "sweet", "cold"), draw.choice((0, 0, 0, 1, 2))))
    budget = draw.choice((None, None, None, None, 1, 3_000, 5_000, 7_000, 9_000, 9_000, 15_000, 10**12))
    return Request(
        user_id=None,
        lat=lat,
        lng=lng,
        at=some_moment(draw),
        radius_m=draw.choice((50, 300, 300, 500, 500, 1_000)),
        budget=budget,
        budget_min=draw.choice((*[None] * 12, 4_000, 20_000)),
        spendable=draw.choice((None, None, 0, 2_500, 6_000, 9_000, 12_000, 20_000, 30_000)),
        below_price=draw.choice((*[None] * 9, 6_000)),
        categories=draw.choice(CATEGORIES),
        not_categories=draw.choice(CATEGORIES),
        dishes=draw.choice(DISHES),
        not_dishes=draw.choice(DISHES),
        tastes=tastes,
        diet=frozenset(draw.sample(DIETS, draw.choice((0, 0, 1, 1, 2, 3, 10)))),
        meal_time=draw.choice((None, "lunch", "snack")),
        exclude_shops=frozenset(draw.sample(range(1, 2_000), draw.choice((0, 0, 60)))),
        relaxed=frozenset(draw.sample(("open", "card", "shown", "budget"), draw.choice((0, 0, 0, 1, 2)))),
        order=draw.choice(("best", "best", "cheap", "near")),
        text=draw.choice(TEXTS),
        preferences={"한식": draw.choice((0.0, 1.0, float("nan")))} if draw.random() < 0.2 else {},
    )


def some_moment(draw: random.Random) -> dt.datetime:
    """Any minute of the year, mostly by day."""
    day = dt.datetime(2026, 1, 1, tzinfo=SEOUL) + dt.timedelta(days=draw.randrange(365))
    first, last = (0, 24) if draw.random() < 0.25 else (8, 21)
    return day + dt.timedelta(minutes=draw.randrange(first * 60, last * 60))


def wrong(item: Item, request: Request, rows: Rows) -> list[str]:
    """What an item says or is against the promises; nothing when it keeps them."""
    shop, menu = rows.shops[item.shop_id], rows.menus[item.menu.menu_id]
    found = []
    limits = [request.budget, request.spendable, None if request.below_price is None else request.below_price - 1]
    if any(limit is not None and menu["price"] > limit for limit in limits):
        found.append("dearer than the budget or the card")
    if menu["price"] < (request.budget_min or 0):
        found.append("cheaper than asked for")
    if (item.menu.price, item.menu.name, menu["shop_id"]) != (menu["price"], menu["name"], item.shop_id):
        found.append("another price, name or shop than the row's")
    ruled_out = set().union(*(RULED_OUT.get(diet, {diet}) for diet in request.diet))
    if ruled_out & set(menu["allergens"] or ()):
        found.append("a declared allergen")
    if (item.menu.allergens is None) != (menu["allergens"] is None):
        found.append("unknown ingredients not shown as unknown")
    if ruled_out and menu["allergens"] is None and not any("재료를 알 수 없" in reason for reason in item.reasons):
        found.append("no caution about unknown ingredients")
    if "spicy" in menu["tastes"] and ({"spicy"} & request.diet or "mild" in request.tastes):
        found.append("spicy")
    if set(request.tastes) - {"mild"} - set(menu["tastes"]):
        found.append("not the taste asked for")
    if not menu["is_available"] or shop["is_closed_down"]:
        found.append("sold out or closed down")
    if item.card != shop["is_food_card_shop"] or item.card not in ("YPU" if "card" in request.relaxed else "YP"):
        found.append("card acceptance")
    if item.card == "P" and not any("일부만" in reason for reason in item.reasons):
        found.append("P not said")
    if item.shop_id in request.exclude_shops:
        found.append("shown before")
    if request.categories and shop["category"] not in request.categories:
        found.append("another category")
    if shop["category"] in request.not_categories:
        found.append("a refused category")
    is_open = serves(shop["hours"], request.at)
    if item.open is not is_open or (is_open is False and "open" not in request.relaxed):
        found.append(f"open: said {item.open}, is {is_open}")
    distance = metres(request, shop)
    if abs(distance - item.distance_m) > 0.01 * distance + 2 or distance > 1.01 * request.radius_m + 2:
        found.append("distance")
    if item.walk_min != max(1, math.ceil(item.distance_m / 80)):
        found.append("walking time")
    return found


def serves(stored: str | None, at: dt.datetime) -> bool | None:
    """Whether the hours say that a shop serves at ``at``; None where they do not say."""
    hours = json.loads(stored or "{}")
    minute = at.hour * 60 + at.minute
    today, yesterday = (key_of(at.date() - dt.timedelta(days=days)) for days in (0, 1))
    for key, now in ((today, minute), (yesterday, minute + 1_440)):
        day = hours.get(key)
        if day and clock(day["open"]) <= now < clock(day["close"]):
            pause = day.get("break")
            return not (pause and clock(pause[0]) <= now < clock(pause[1]))
    if today not in hours:
        return None
    # Before six an unknown yesterday may still be open.
    return None if minute < 360 and yesterday not in hours else False


def key_of(day: dt.date) -> str:
    return "holiday" if day in KOREA else DAYS[day.weekday()]


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def metres(request: Request, shop: dict[str, Any]) -> float:
    """By the haversine formula."""
    one, two = math.radians(request.lat), math.radians(shop["lat"])
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(shop["lng"] - request.lng) / 2) ** 2
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


@pytest.mark.timeout(600)
async def test_no_promise_is_broken_by_ten_thousand_wishes(catalogue: Pool, sources: Sources, rows: Rows) -> None:
    draw = random.Random(20_261_124)
    wishes = [some_request(draw) for _ in range(REQUESTS)]
    for _ in range(200):  # the popular list has a say too, whatever the filters think of its shops
        await sources.chosen(draw.choice(list(rows.shops)))
    slates: list[Slate] = []
    waiting = iter(wishes)

    async def one_after_another() -> None:
        slates.extend([await recommend(catalogue, wish, sources=sources) for wish in waiting])

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    broken = [
        (fault, item.shop_id, slate.request)
        for slate in slates
        for item in slate.items
        for fault in wrong(item, slate.request, rows)
    ]
    assert broken == []
    assert len(slates) == REQUESTS
    shown = [len(slate.items) for slate in slates]
    assert sum(count > 0 for count in shown) > REQUESTS / 5, "the wishes must not all be impossible"
    assert any(slate.request.text and slate.items for slate in slates)
