"""Features v1: rows → numbers, the one code path of serving, training and evaluation (design, *Feature layout*)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from catalog.categories import CATEGORIES
from recommender.learning import facts as known
from recommender.learning.crosses import crosses_of
from recommender.learning.facts import CHOICE_WEIGHT, Facts
from recommender.learning.layout import (
    DENSE,
    DISTRICT_BUCKETS,
    MEALS,
    ONLINE,
    RECENT_SHOPS,
    SHOP_BUCKETS,
    TASTES,
    USER_BUCKETS,
)
from recommender.learning.rows import Asks, Ints, Offers, People, Reals

__all__ = ["ADVANCED_ABOVE", "Features", "NextOrder", "compute"]

ADVANCED_ABOVE: Final = 10
"""Choices from which on the next order is predicted (specification §3.3.3)."""
_DEAREST_WON: Final = 20_000.0
_FARTHEST_M: Final = 5_000.0
_MANY_VISITS: Final = 20.0
_MANY_CHOICES: Final = 100.0
_MANY_MENUS: Final = 50.0
_VISIT_FADES_DAYS: Final = 14.0
_VISIT_SATES_DAYS: Final = 2.0
_NEW_FADES_DAYS: Final = 30.0
_CATEGORY_FADES_DAYS: Final = 2.0
_MUCH_IN_FIVE_MINUTES: Final = 10.0
_TASTE_BITS: Final = 1 << np.arange(len(TASTES))
_FOR_GROUPS: Final = frozenset({"한식", "중식", "치킨", "피자", "양식", "아시안"})
_SUITS_GROUP: Final = np.array([1.0 if name in _FOR_GROUPS else 0.3 for name in CATEGORIES], np.float32)
_SUITS_ALONE: Final = np.array([0.5 if name in _FOR_GROUPS else 1.0 for name in CATEGORIES], np.float32)


class NextOrder(Protocol):
    """Guesses what somebody orders next (`recommender.learning.next_order`)."""

    def categories(self, people: People, asks: Asks) -> Reals:
        """(R, 13) probabilities."""


@dataclass(frozen=True)
class Features:
    """The inputs of a model. N offers of R requests."""

    dense: Reals
    """(N, 72), columns `layout.DENSE`."""
    online: Reals
    """(N, 26), columns `layout.ONLINE`."""
    crosses: Ints
    """(N, 10) buckets of the wide part, columns `layout.CROSSES`."""
    category: Ints
    """(N,) in [0, 13)."""
    district: Ints
    """(N,) in [0, DISTRICT_BUCKETS)."""
    shop: Ints
    """(N,) in [1, SHOP_BUCKETS)."""
    recent: Ints
    """(R, 10) buckets of the shops chosen last; 0 none."""
    user: Ints
    """(R,) bucket of the person; 0 a stranger."""
    of: Ints
    """(N,) which request."""

    @property
    def is_finite(self) -> bool:
        """Whether every number is one."""
        return bool(np.isfinite(self.dense).all() and np.isfinite(self.online).all())


def compute(people: People, asks: Asks, offers: Offers, next_order: NextOrder | None = None) -> Features:
    """The features of ``offers``.

    Args:
        next_order: fills the column of that name for people of more than ten choices; 0 without.
    """
    facts = known.facts_of(people)
    of = offers.of
    user = _user(people, asks, facts)
    visits = known.visits_of(people, of, offers.shop)
    dense = np.concatenate([user[of], _shop(offers), _cross(people, asks, offers, facts, visits)], axis=1)
    is_recent = (people.shop > 0) & (people.weight >= CHOICE_WEIGHT)
    return Features(
        dense=dense,
        online=_online(people, asks, offers, facts, visits, next_order),
        crosses=crosses_of(people, asks, offers),
        category=offers.category,
        district=offers.district % DISTRICT_BUCKETS,
        shop=_bucket(offers.shop),
        recent=np.where(is_recent, _bucket(people.shop), 0)[:, :RECENT_SHOPS],
        user=np.where(people.user > 0, people.user % (USER_BUCKETS - 1) + 1, 0),
        of=of,
    )


def _user(people: People, asks: Asks, facts: Facts) -> Reals:
    answered = [
        people.stated_categories.any(1),
        people.stated_tastes.any(1),
        people.stated_budget > 0,
        people.has_diet > 0,
        people.favourites.any(1),
        people.age_group > 0,
    ]
    single = [
        _price(facts.budget),
        _price(np.maximum(asks.spendable, 0)),
        asks.is_low,
        asks.spendable >= 0,
        facts.good,
        np.mean(answered, axis=0),
        _log(people.interactions, _MANY_CHOICES),
        facts.coupon,
    ]
    table = np.concatenate([facts.categories, facts.tastes, facts.meals, np.stack(single, 1)], axis=1)
    return np.asarray(table, np.float32)


def _shop(offers: Offers) -> Reals:
    single = [
        np.clip(offers.popularity, 0, 1),
        np.clip(offers.rating / 5, 0, 1),
        offers.card == 2,
        offers.card == 1,
        offers.good,
        offers.is_open,
        _price(offers.mean_price),
        _price(offers.min_price),
        _log(offers.menus, _MANY_MENUS),
        _log(offers.distance_m, _FARTHEST_M),
        offers.has_coupon,
    ]
    kind = offers.category[:, None] == np.arange(len(CATEGORIES))
    return np.asarray(np.concatenate([kind, np.stack(single, 1)], axis=1), np.float32)


def _cross(people: People, asks: Asks, offers: Offers, facts: Facts, visits: known.Visits) -> Reals:
    of, category = offers.of, offers.category
    limit = np.maximum(asks.max_price[of], 1)
    tastes = ((offers.tastes[:, None] & _TASTE_BITS) > 0).astype(np.float32)
    company = asks.company[of]
    suits = np.where(company == 1, _SUITS_GROUP[category], np.where(company == 0, _SUITS_ALONE[category], 0))
    meal = asks.meal[of]
    meal_fit = np.where(meal >= 0, facts.category_meal[of, category, np.maximum(meal, 0)], 0)
    # Against the person's usual spending where there is no limit: a gap to a million won says nothing.
    usual = np.where(facts.budget[of] > 0, facts.budget[of], _DEAREST_WON / 2)
    reference = np.where(limit >= _DEAREST_WON, usual, limit)
    columns = [
        facts.categories[of, category],
        _log(visits.count, _MANY_VISITS),
        (people.favourites[of] == offers.shop[:, None]).any(1),
        np.clip(1 - offers.price / reference, -1, 1),
        offers.price <= limit,
        offers.final_price <= limit,
        np.clip(offers.distance_m / np.maximum(asks.radius_m[of], 1), 0, 1),
        meal_fit,
        (tastes * facts.tastes[of]).sum(1) / np.maximum(tastes.sum(1), 1),
        (asks.avoids_allergens[of] > 0) & (offers.knows_allergens == 0),
        suits,
        facts.good[of] * offers.good,
        np.exp(-visits.days / _VISIT_FADES_DAYS),
        asks.is_urgent[of] * np.clip(1 - offers.price / _DEAREST_WON, 0, 1),
        np.clip(offers.similarity, 0, 1),
        np.clip(offers.popularity, 0, 1) * np.exp(-np.maximum(offers.age_days, 0) / _NEW_FADES_DAYS),
    ]
    return np.asarray(np.stack(columns, axis=1), np.float32)


def _online(
    people: People, asks: Asks, offers: Offers, facts: Facts, visits: known.Visits, next_order: NextOrder | None
) -> Reals:
    angle = 2 * np.pi * asks.hour / 24
    weekday = asks.weekday[:, None] == np.arange(7)
    weather = asks.weather[:, None] == np.arange(1, 4)
    moment = np.concatenate([np.stack([np.sin(angle), np.cos(angle)], 1) / 2 + 0.5, weekday, weather], axis=1)
    of, category = offers.of, offers.category
    guessed = np.zeros(len(of), np.float32)
    if next_order is not None:
        is_advanced = people.interactions > ADVANCED_ABOVE
        guessed = (next_order.categories(people, asks) * is_advanced[:, None])[of, category]
    columns = [
        _log(offers.recent_popularity, _MUCH_IN_FIVE_MINUTES),
        facts.latest[of, category],
        np.exp(-facts.category_days[of, category] / _CATEGORY_FADES_DAYS),
        guessed,
        _log(visits.passed, _MANY_VISITS),
        facts.taken_share[of, category],
        _price(offers.price),
        *((offers.tastes[:, None] & _TASTE_BITS) > 0).T,
        np.exp(-visits.days / _VISIT_SATES_DAYS),
    ]
    return np.asarray(np.concatenate([moment[of], np.stack(columns, 1)], axis=1), np.float32)


def _price(won: Reals) -> Reals:
    return np.asarray(np.clip(won / _DEAREST_WON, 0, 1), np.float32)


def _log(value: Ints | Reals, many: float) -> Reals:
    return np.asarray(np.clip(np.log1p(np.maximum(value, 0)) / np.log1p(many), 0, 1), np.float32)


def _bucket(shop: Ints) -> Ints:
    """Never 0, which is no shop."""
    return np.where(shop > 0, (shop - 1) % (SHOP_BUCKETS - 1) + 1, 0)


assert len(MEALS) == 5  # noqa: S101  # the width of `Facts.meals`
assert len(DENSE) == 72  # noqa: S101
assert len(ONLINE) == 26  # noqa: S101
