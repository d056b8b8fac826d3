"""A request and its candidates as the columns features are made from: the serving end of the one code path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from catalog.hours import SEOUL
from members.coupons import Purchase, best
from recommender.candidates import Candidate
from recommender.learning.people import meal_code
from recommender.learning.rows import CATEGORY_CODES, MEAL_CODES, WEATHER_CODES, Asks, Offers, place_cell, taste_mask
from recommender.learning.shop_facts import ShopFacts
from recommender.request import Request

__all__ = ["ask_row", "asks_of", "offers_of"]

_CARDS: Final = {"Y": 2, "P": 1}
_DAY_S: Final = 86_400.0


def asks_of(request: Request) -> Asks:
    """The request, R = 1."""
    return ask_row(
        at=request.at,
        meal_time=request.meal_time,
        radius_m=request.radius_m,
        max_price=request.max_price,
        spendable=request.spendable,
        is_urgent=request.order != "best",
        avoids_allergens=request.avoided.needs_ingredients,
        place=(request.lat, request.lng),
        with_others=request.with_others,
        weather=request.weather,
    )


def ask_row(
    *,
    at: dt.datetime,
    meal_time: str | None,
    radius_m: float,
    max_price: int,
    spendable: int | None,
    is_urgent: bool,
    avoids_allergens: bool,
    place: tuple[float, float],
    with_others: bool | None,
    weather: str | None,
    low_won: int = 5_000,
) -> Asks:
    """One ask from its figures, whether just said or read from a log."""
    local = at.astimezone(SEOUL)
    meal = MEAL_CODES.get(meal_time or "", -1)
    return Asks(
        hour=np.array([local.hour + local.minute / 60], np.float32),
        weekday=np.array([local.weekday()]),
        meal=np.array([meal if meal >= 0 else meal_code(local.hour)]),
        weather=np.array([WEATHER_CODES.get(weather or "", -1)]),
        radius_m=np.array([radius_m], np.float32),
        max_price=np.array([max_price], np.float32),
        spendable=np.array([-1 if spendable is None else spendable], np.float32),
        is_low=np.array([int(spendable is not None and spendable < low_won)]),
        is_urgent=np.array([int(is_urgent)]),
        company=np.array([-1 if with_others is None else int(with_others)]),
        avoids_allergens=np.array([int(avoids_allergens)]),
        cell=np.array([place_cell(*place)]),
    )


def offers_of(
    candidates: Sequence[Candidate], request: Request, now: dt.datetime, facts: ShopFacts, recent: Mapping[int, float]
) -> Offers:
    """The candidates of ``request``, N rows."""
    shop = np.array([one.shop_id for one in candidates], np.int64)
    price = np.array([one.price for one in candidates], np.float32)
    final = np.array([_final_price(one, request) for one in candidates], np.float32) if request.coupons else price
    return Offers(
        of=np.zeros(len(candidates), np.int64),
        shop=shop,
        category=np.array([CATEGORY_CODES[one.category] for one in candidates], np.int64),
        distance_m=np.array([one.distance_m for one in candidates], np.float32),
        price=price,
        final_price=final,
        tastes=np.array([taste_mask(one.tastes) for one in candidates], np.int64),
        knows_allergens=np.array([one.allergens is not None for one in candidates], np.int64),
        card=np.array([_CARDS.get(one.card, 0) for one in candidates], np.int64),
        good=np.array([one.good_influence for one in candidates], np.int64),
        is_open=np.array([one.open_hint is True for one in candidates], np.int64),
        popularity=np.array([one.popularity for one in candidates], np.float32),
        has_coupon=(final < price).astype(np.int64),
        similarity=np.array([one.similarity for one in candidates], np.float32),
        recent_popularity=np.array([recent.get(one.shop_id, 0.0) for one in candidates], np.float32),
        **facts.of(shop, now.timestamp() / _DAY_S),
    )


def _final_price(candidate: Candidate, request: Request) -> int:
    """With the best coupons the person can certainly use, as the slate will show it."""
    bought = Purchase(
        shop_id=candidate.shop_id,
        category=candidate.category,
        price=candidate.price,
        at=request.at,
        pays_by_card=request.pays_by_card,
        card=candidate.card,
    )
    return best(request.coupons, bought).final_price
