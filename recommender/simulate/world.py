"""The town: shops and people, what is visible of them, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from catalog.neighbourhoods import NEIGHBOURHOODS
from recommender.learning.facts import usual_meals
from recommender.learning.layout import MEALS, TASTES, WEATHERS
from recommender.learning.rows import CATEGORY_CODES, Ints, Reals, code_of, taste_mask
from recommender.simulate.words import Wishes, make_wishes

__all__ = ["FIRST_DAY", "People", "Shops", "Town", "make_town"]

FIRST_DAY: Final = 20_700.0  # days since the epoch: 2026-09-04, the log's first midnight in UTC
MENUS: Final = 5
STYLES: Final = 4
_KINDS: Final = 6
_LATECOMERS: Final = 0.35
_SPREAD_M: Final = 620.0
_OFFERED: Final = np.array([24, 7, 6, 5, 3, 12, 8, 5, 7, 5, 8, 4, 6], float)  # shops a category, in per cent
_AGE_GROUPS: Final = ("elementary", "middle", "high")


@dataclass(frozen=True)
class Shops:
    """S shops with M menus each. The last three fields are hidden from every recommender."""

    category: Ints
    district: Ints
    x: Reals
    y: Reals
    """(S,) metres from the centre of the district."""
    price: Reals
    """(S, M) won."""
    tastes: Ints
    """(S, M) `taste_mask`."""
    dish: Ints
    """(S, M) place in the dictionary of dishes."""
    card: Ints
    good: Ints
    coupon: Ints
    popularity: Reals
    rating: Reals
    opened: Reals
    """(S,) days since the epoch."""
    is_open: Ints
    """(S, 7, 5) by weekday and meal."""
    quality: Reals
    style: Reals
    meal_fit: Reals
    """(S, 5) how well it suits a meal, beyond its category."""


@dataclass(frozen=True)
class People:
    """U people. ``stated_*``, ``age_group`` and ``radius_m`` are visible, all else is not."""

    district: Ints
    home: Reals
    school: Reals
    """(U, 2) metres from the centre of the district."""
    stated_categories: Reals
    stated_budget: Reals
    age_group: Ints
    meal_limit: Reals
    """(U,) won a card pays at once."""
    hunger: Reals
    """(U, 5) the chance that somebody asks at a meal."""
    category: Reals
    taste: Reals
    style: Reals
    price_dislike: Reals
    distance_dislike: Reals
    habit: Reals
    satiation: Reals
    novelty: Reals
    coupon_love: Reals
    contentment: Reals
    """(U,) utility of taking nothing that is shown."""
    joined: Reals
    """(U,) the day, from 0, they first ask: some are there from the start, the others come by and by."""


@dataclass(frozen=True)
class Town:
    """Everything there is. ``weather_category`` (4, 13), ``meal_category`` (13, 5), what ``wishes`` mean: hidden."""

    shops: Shops
    people: People
    weather_category: Reals
    meal_category: Reals
    wishes: Wishes


def make_town(draw: np.random.Generator, *, users: int, shops: int, districts: int, days: int) -> Town:
    """A town of its own for every state of ``draw``."""
    weather = (0.6 * draw.standard_normal((len(WEATHERS), len(CATEGORIES)))).astype(np.float32)
    weather[0] = 0
    meals = usual_meals() + 0.25 * draw.standard_normal((len(CATEGORIES), len(MEALS)))
    return Town(
        shops=_shops(draw, shops, districts, days),
        people=_people(draw, users, districts, days),
        weather_category=weather,
        meal_category=(2.0 * (meals - meals.mean())).astype(np.float32),
        wishes=make_wishes(draw),
    )


def _shops(draw: np.random.Generator, count: int, districts: int, days: int) -> Shops:
    category = draw.choice(len(CATEGORIES), count, p=_OFFERED / _OFFERED.sum())
    dishes: list[list[tuple[int, int, int, int]]] = [[] for _ in CATEGORIES]
    for place, dish in enumerate(get_dishes().values()):
        dishes[CATEGORY_CODES[dish.category]].append((dish.price_low, dish.price_high, taste_mask(dish.tastes), place))
    level = draw.random(count)
    price = np.zeros((count, MENUS), np.float32)
    tastes, dish_of = np.zeros((count, MENUS), np.int64), np.zeros((count, MENUS), np.int64)
    for shop in range(count):
        offered = dishes[category[shop]]
        for menu, pick in enumerate(draw.integers(0, len(offered), MENUS)):
            low, high, mask, dish_of[shop, menu] = offered[pick]
            price[shop, menu] = np.clip(100 * round((low + level[shop] * (high - low)) / 100), 1500, 20_000)
            tastes[shop, menu] = mask
    quality = draw.normal(0, 0.6, count)
    rating = np.clip(4 + 0.4 * (0.6 * quality / 0.6 + 0.8 * draw.standard_normal(count)), 2.5, 5)
    fame = draw.normal(0, 1, count) + 0.8 * quality / 0.6
    is_open = draw.random((count, 7, len(MEALS))) > np.array([0.75, 0.05, 0.12, 0.06, 0.65])
    is_open &= (draw.integers(0, 12, count)[:, None] != np.arange(7))[..., None]  # a day off a week, for some
    return Shops(
        category=category,
        district=np.arange(count) % districts,
        x=draw.normal(0, _SPREAD_M, count).astype(np.float32),
        y=draw.normal(0, _SPREAD_M, count).astype(np.float32),
        price=price,
        tastes=tastes,
        dish=dish_of,
        card=draw.choice([2, 1], count, p=[0.85, 0.15]),
        good=(draw.random(count) < 0.05).astype(np.int64),
        coupon=(draw.random(count) < 0.1).astype(np.int64),
        popularity=(1 / (1 + np.exp(-(fame - 2.2)))).astype(np.float32),
        rating=np.where(draw.random(count) < 0.2, 0, np.round(rating, 1)).astype(np.float32),
        opened=np.where(draw.random(count) < 0.08, FIRST_DAY + draw.uniform(-30, days * 0.7, count), FIRST_DAY - 700),
        is_open=is_open.astype(np.int64),
        quality=quality.astype(np.float32),
        style=draw.standard_normal((count, STYLES)).astype(np.float32),
        meal_fit=(0.3 * draw.standard_normal((count, len(MEALS)))).astype(np.float32),
    )


def _people(draw: np.random.Generator, count: int, districts: int, days: int) -> People:
    kinds = draw.normal(0, 0.8, (_KINDS, len(CATEGORIES)))
    share = draw.dirichlet(np.full(_KINDS, 0.4), count)
    age = draw.integers(0, len(_AGE_GROUPS), count)
    by_age = draw.normal(0, 0.4, (len(_AGE_GROUPS), len(CATEGORIES)))
    liked = share @ kinds * 1.4 + draw.normal(0, 0.7, (count, len(CATEGORIES))) + by_age[age]
    stated = np.zeros((count, len(CATEGORIES)), np.float32)
    for user in np.flatnonzero(draw.random(count) < 0.6):
        # What somebody says they like is only partly what they like.
        said = np.argsort(-(liked[user] + draw.normal(0, 0.8, len(CATEGORIES))))[: draw.integers(1, 4)]
        stated[user, said] = 1
    is_loyal = draw.random(count) < 0.4
    usual = draw.normal(7_000, 1_500, count)
    limit = draw.choice([8_000, 9_000, 9_500, 10_000], count)
    return People(
        district=np.arange(count) % districts,
        home=draw.normal(0, 450, (count, 2)).astype(np.float32),
        school=draw.normal(0, 450, (count, 2)).astype(np.float32),
        stated_categories=stated,
        stated_budget=np.where(draw.random(count) < 0.4, np.round(usual, -3), 0).astype(np.float32),
        age_group=np.array([code_of(name) for name in _AGE_GROUPS])[age],
        meal_limit=limit.astype(np.float32),
        hunger=(draw.gamma(4, 0.25, count)[:, None] * np.array([0.03, 0.3, 0.1, 0.35, 0.04])).clip(0, 0.95),
        category=liked.astype(np.float32),
        taste=draw.normal(0, 0.35, (count, len(TASTES))).astype(np.float32),
        style=draw.normal(0, 0.45, (count, STYLES)).astype(np.float32),
        price_dislike=draw.gamma(4, 0.3, count).astype(np.float32),
        distance_dislike=draw.gamma(4, 0.4, count).astype(np.float32),
        habit=np.where(is_loyal, draw.uniform(0.8, 1.4, count), draw.uniform(0, 0.5, count)).astype(np.float32),
        satiation=np.where(is_loyal, draw.uniform(0, 0.4, count), draw.uniform(0.6, 1.8, count)).astype(np.float32),
        novelty=np.where(is_loyal, 0, draw.uniform(0, 0.8, count)).astype(np.float32),
        coupon_love=np.where(draw.random(count) < 0.2, 1.0, 0.1).astype(np.float32),
        contentment=draw.normal(0.5, 0.6, count).astype(np.float32),
        joined=np.where(draw.random(count) < _LATECOMERS, draw.uniform(0, days, count), 0).astype(np.float32),
    )


def place_of(district: int) -> tuple[float, float]:
    """Latitude and longitude of a district's centre; far-away places stand in for those beyond the known ones."""
    known = NEIGHBOURHOODS[district % len(NEIGHBOURHOODS)]
    return known.lat + 0.2 * (district // len(NEIGHBOURHOODS)), known.lng
