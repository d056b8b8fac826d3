"""The production log as a `Dataset`: ``recommendations_log`` and ``user_interactions`` (view, click, select).

What was shown stands in the log as it was shown; ratings, menus and popularity of shops are those of today, for the
catalogue keeps no history. Nothing is held out here: `split_of` takes the last days to validate.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np

from recommender.diet import avoided
from recommender.learning import shop_facts
from recommender.learning.dataset import Dataset, Events, Requests, Users
from recommender.learning.facts import CHOICE_WEIGHT
from recommender.learning.layout import TASTES
from recommender.learning.people import age_code, meal_code, stated
from recommender.learning.rows import (
    CATEGORY_CODES,
    PERSONALITY_CODES,
    Asks,
    Offers,
    code_of,
    taste_mask,
)
from recommender.learning.serving import ask_row
from recommender.learning.shop_facts import ShopFacts
from recommender.request import NO_LIMIT_WON
from storage import queries
from storage.postgres import Pool

__all__ = ["person_ids", "read_log"]

_CARDS: Final = {"Y": 2, "P": 1}
_FIVE_MINUTES: Final = 5 / 1_440
_TASTE_CODES: Final = {name: code for code, name in enumerate(TASTES)}
_queries = queries.load("learning")


async def read_log(pool: Pool, *, days: int = 180) -> Dataset:
    """The last ``days`` days.

    Raises:
        StorageError: the database did not answer.
        DatasetError: no slate was ever logged.
    """
    from recommender.learning.dataset import DatasetError

    since = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=days)
    async with pool.autocommit() as conn:
        slates = [row async for row in _queries.logged_slates(conn, since=since)]
        if not slates:
            raise DatasetError(f"no slate was shown in the last {days} days: there is nothing to learn from yet")
        interactions = [row async for row in _queries.logged_interactions(conn, since=since)]
        people = [row async for row in _queries.logged_people(conn)]
        menu_ids = sorted({item["menu"]["menu_id"] for row in slates for item in row["recommendations"]})
        menus = {row["menu_id"]: row async for row in _queries.logged_menus(conn, menus=menu_ids)}
    return _dataset(slates, interactions, people, menus, await shop_facts.read(pool))


async def person_ids(pool: Pool) -> dict[str, int]:
    """Everybody in the log: id → `rows.code_of` it.

    Raises:
        StorageError: the database did not answer.
    """
    async with pool.autocommit() as conn:
        return {row["user_id"]: code_of(row["user_id"]) async for row in _queries.logged_people(conn)}


def _dataset(
    slates: list[Any], interactions: list[Any], people: list[Any], menus: dict[int, Any], facts: ShopFacts
) -> Dataset:
    place = {row["user_id"]: number for number, row in enumerate(people)}
    slates = [row for row in slates if row["user_id"] in place]
    events = _events([row for row in interactions if row["user_id"] in place], place)
    user = np.array([place[row["user_id"]] for row in slates], np.int64)
    day = np.array([row["day"] for row in slates])
    asks = [_ask(row["request"]) for row in slates]
    offers, position, chosen = _offers(slates, menus, facts, interactions)
    return Dataset(
        name=f"log of {len(slates)} slates, {len(people)} people",
        users=_users(people),
        events=events,
        requests=Requests(
            user=user,
            day=day,
            interactions=_choices_before(events, user, day),
            personality=np.array([PERSONALITY_CODES.get(row["personality_type"] or "", 0) for row in people])[user],
            asks=Asks(**{name: np.concatenate([getattr(ask, name) for ask in asks]) for name in Asks.__annotations__}),
        ),
        offers=offers,
        position=position,
        chosen=chosen,
        wanted=chosen,
        utility=np.full(len(position), np.nan, np.float32),
        is_test=np.zeros(len(slates), bool),
    )


def _users(people: list[Any]) -> Users:
    favourites = [list(row["favourite_shops"] or []) for row in people]
    most = max([1, *(len(shops) for shops in favourites)])
    return Users(
        code=np.array([code_of(row["user_id"]) for row in people], np.int64),
        stated_categories=np.stack([stated(row["categories"], CATEGORY_CODES) for row in people]),
        stated_tastes=np.stack([stated(row["taste"], _TASTE_CODES) for row in people]),
        stated_budget=np.array([row["average_budget"] or 0 for row in people], np.float32),
        age_group=np.array([age_code(row["age_group"]) for row in people], np.int64),
        has_diet=np.array([int(bool(row["has_diet"])) for row in people], np.int64),
        favourites=np.array([[*shops, *[0] * (most - len(shops))] for shops in favourites], np.int64),
    )


def _events(rows: list[Any], place: dict[str, int]) -> Events:
    def column(name: str, kind: Any) -> Any:
        return np.array([row[name] or 0 for row in rows], kind)

    return Events(
        user=np.array([place[row["user_id"]] for row in rows], np.int64),
        day=column("day", np.float64),
        shop=column("shop_id", np.int64),
        category=np.array([CATEGORY_CODES[row["category"]] for row in rows], np.int64),
        meal=np.array([meal_code(row["hour"]) for row in rows], np.int64),
        price=column("price", np.float32),
        weight=column("weight", np.float32),
        tastes=np.array([taste_mask(row["tastes"] or ()) for row in rows], np.int64),
        good=column("good", np.int64),
        coupon=column("coupon", np.int64),
    ).sorted()


def _ask(request: dict[str, Any]) -> Asks:
    """The ask of a slate's JSON contract (`recommender.slate.Slate.as_json`)."""
    below = request.get("below_price")
    limits = [request.get("budget"), request.get("spendable"), None if below is None else below - 1, NO_LIMIT_WON]
    return ask_row(
        at=dt.datetime.fromisoformat(request["at"]),
        meal_time=request.get("meal_time"),
        radius_m=request["radius_m"],
        max_price=min(limit for limit in limits if limit is not None),
        spendable=request.get("spendable"),
        is_urgent=request.get("order", "best") != "best",
        avoids_allergens=avoided(request.get("diet") or ()).needs_ingredients,
        place=(request["lat"], request["lng"]),
        with_others=request.get("with_others"),
        weather=request.get("weather"),
    )


def _offers(
    slates: list[Any], menus: dict[int, Any], facts: ShopFacts, interactions: list[Any]
) -> tuple[Offers, Any, Any]:
    of: list[int] = []
    items: list[Any] = []
    position: list[int] = []
    for number, row in enumerate(slates):
        for rank, item in enumerate(row["recommendations"], start=1):
            of.append(number)
            items.append(item)
            position.append(rank)
    count = len(items)
    shop = np.array([item["shop_id"] for item in items], np.int64)
    day = np.array([row["day"] for row in slates])[of]
    known = [menus.get(item["menu"]["menu_id"]) for item in items]
    # `age_days` and the rest of `facts.of` take one day: asked for day 0 and moved to each row's own.
    stood = facts.of(shop, 0.0)
    age = np.where(stood["district"] != 0, stood.pop("age_days") + day, 0).astype(np.float32)
    chosen = np.array([slates[number]["chosen"] == item["shop_id"] for number, item in zip(of, items, strict=True)])
    offers = Offers(
        of=np.array(of, np.int64),
        shop=shop,
        category=np.array([CATEGORY_CODES[item["category"]] for item in items], np.int64),
        distance_m=np.array([item["distance_m"] for item in items], np.float32),
        price=np.array([item["menu"]["price"] for item in items], np.float32),
        final_price=np.array([item["menu"].get("final_price", item["menu"]["price"]) for item in items], np.float32),
        tastes=np.array([taste_mask(row["tastes"]) if row else 0 for row in known], np.int64),
        knows_allergens=np.array([item["menu"]["allergens"] is not None for item in items], np.int64),
        card=np.array([_CARDS.get(item["card"], 0) for item in items], np.int64),
        good=np.array([bool(row and row["good"]) for row in known], np.int64),
        is_open=np.array([item["open"] is True for item in items], np.int64),
        popularity=np.array([row["popularity"] if row else 0 for row in known], np.float32),
        has_coupon=np.array([item["menu"].get("final_price", 0) < item["menu"]["price"] for item in items], np.int64),
        similarity=np.array([item.get("similarity", 0) for item in items], np.float32),
        recent_popularity=_recent(shop, day, interactions) if count else np.zeros(0, np.float32),
        age_days=age,
        **stood,
    )
    return offers, np.array(position, np.int64), chosen


def _recent(shop: Any, day: Any, interactions: list[Any]) -> Any:
    """The weight of each shop's interactions in the five minutes before each day."""
    by_shop: dict[int, list[tuple[float, float]]] = {}
    for row in interactions:
        if row["kind"] == "rate":  # as `recent_popularity` in learning.sql
            continue
        by_shop.setdefault(row["shop_id"], []).append((row["day"], row["weight"]))
    found = [
        sum(weight for when, weight in by_shop.get(int(one), ()) if at - _FIVE_MINUTES < when < at)
        for one, at in zip(shop, day, strict=True)
    ]
    return np.array(found, np.float32)


def _choices_before(events: Events, user: Any, day: Any) -> Any:
    chosen = events.weight >= CHOICE_WEIGHT
    return np.array(
        [int((chosen & (events.user == who) & (events.day < when)).sum()) for who, when in zip(user, day, strict=True)],
        np.int64,
    )
