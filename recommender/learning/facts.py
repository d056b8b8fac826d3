"""What follows from a person's history: likings, habits, recency. Pure, over R people at once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from recommender.learning.layout import MEALS, TASTES
from recommender.learning.rows import CATEGORY_CODES, Ints, People, Reals

__all__ = ["CHOICE_WEIGHT", "Facts", "Visits", "facts_of", "usual_meals", "visits_of"]

CHOICE_WEIGHT: Final = 0.5
"""From this weight on an interaction was a choice, not a look."""
_HALF_LIFE_DAYS: Final = 30.0
_STATED: Final = 2.0  # what a person said counts as so many choices, and fades as choices come in
_MEAL_PRIOR: Final = 3.0
_TAKEN_PRIOR: Final = 1.0
_NEVER_DAYS: Final = 10_000.0
_LATEST: Final = 5
_ROWS_AT_ONCE: Final = 50_000
_TASTE_BITS: Final = 1 << np.arange(len(TASTES))


@dataclass(frozen=True)
class Facts:
    """(R, …) each in about [0, 1], money and days aside."""

    categories: Reals
    tastes: Reals
    meals: Reals
    """(R, 5) shares of meals."""
    category_meal: Reals
    """(R, 13, 5) how well a category suits a meal, to this person."""
    budget: Reals
    """(R,) won; 0 unknown."""
    good: Reals
    coupon: Reals
    latest: Reals
    """(R, 13) shares among the last five choices."""
    category_days: Reals
    """(R, 13) days since the category was last chosen."""
    taken_share: Reals
    """(R, 13) of the offers of a category that were shown, the share taken; a fifth where none was."""


@dataclass(frozen=True)
class Visits:
    """(N,) choices of this very shop, days since the last, and how often it was shown and not taken."""

    count: Reals
    days: Reals
    passed: Reals


@functools.lru_cache(maxsize=1)
def usual_meals() -> Reals:
    """(13, 5) the share of a category's dishes that are eaten at a meal, by the dictionary of dishes."""
    table = np.zeros((len(CATEGORIES), len(MEALS)), np.float32)
    count = np.zeros((len(CATEGORIES), 1), np.float32)
    for dish in get_dishes().values():
        code = CATEGORY_CODES[dish.category]
        count[code] += 1
        for meal in dish.meal_times:
            if meal in MEALS:
                table[code, MEALS.index(meal)] += 1
    return np.asarray(table / np.maximum(count, 1))


def facts_of(people: People) -> Facts:
    """What is known of each of ``people``."""
    is_there = people.shop > 0
    is_choice = is_there & (people.weight >= CHOICE_WEIGHT)
    decayed = np.where(is_there, people.weight * 0.5 ** (people.age_days / _HALF_LIFE_DAYS), 0).astype(np.float32)
    choice = np.where(is_choice, decayed, 0)
    of_category = people.category[..., None] == np.arange(len(CATEGORIES))
    of_meal = people.meal[..., None] == np.arange(len(MEALS))
    total = np.abs(decayed).sum(1, keepdims=True)
    chosen = choice.sum(1, keepdims=True)
    by_category = np.einsum("rh,rhc->rc", decayed, of_category)
    has_taste = (people.tastes[..., None] & _TASTE_BITS) > 0
    by_cell = np.einsum("rhc,rhm->rcm", choice[..., None] * of_category, of_meal.astype(np.float32))
    usual = usual_meals()[None]
    meals_of_category = by_cell.sum(2, keepdims=True)
    # A menu that is gone has no price: that is no meal for nothing.
    priced = np.where(people.price > 0, choice, 0).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        spent = (choice * people.price).sum(1) / priced
    rank = np.cumsum(is_choice, axis=1)
    latest = (is_choice & (rank <= _LATEST)).astype(np.float32)
    taken = np.einsum("rh,rhc->rc", is_choice.astype(np.float32), of_category)
    passed = (
        (people.passed_category[..., None] == np.arange(len(CATEGORIES))) & (people.passed_shop > 0)[..., None]
    ).sum(1)
    ages = np.where(is_choice, people.age_days, _NEVER_DAYS)[..., None]
    return Facts(
        categories=_shrunk(people.stated_categories, by_category, total),
        tastes=_shrunk(people.stated_tastes, np.einsum("rh,rht->rt", decayed, has_taste), total),
        meals=np.einsum("rh,rhm->rm", choice, of_meal) / np.maximum(chosen, 1e-6),
        category_meal=(_MEAL_PRIOR * usual + by_cell) / (_MEAL_PRIOR + meals_of_category),
        budget=np.where(priced > 0, spent, people.stated_budget).astype(np.float32),
        good=(choice * people.good).sum(1) / (1 + chosen[:, 0]),
        coupon=(choice * people.coupon).sum(1) / (1 + chosen[:, 0]),
        latest=np.einsum("rh,rhc->rc", latest, of_category) / np.maximum(latest.sum(1, keepdims=True), 1),
        category_days=np.where(of_category, ages, _NEVER_DAYS).min(1),
        taken_share=(_TAKEN_PRIOR + taken) / (5 * _TAKEN_PRIOR + taken + passed),
    )


def visits_of(people: People, of: Ints, shop: Ints) -> Visits:
    """How often, and how long ago, the asker of each offer chose its shop."""
    count = np.zeros(len(of), np.float32)
    days = np.full(len(of), _NEVER_DAYS, np.float32)
    passed = np.zeros(len(of), np.float32)
    is_choice = people.weight >= CHOICE_WEIGHT
    for start in range(0, len(of), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        same = (people.shop[of[rows]] == shop[rows, None]) & is_choice[of[rows]]
        count[rows] = same.sum(1)
        days[rows] = np.where(same, people.age_days[of[rows]], _NEVER_DAYS).min(1, initial=_NEVER_DAYS)
        passed[rows] = (people.passed_shop[of[rows]] == shop[rows, None]).sum(1)
    return Visits(count, days, passed)


def _shrunk(stated: Reals, counted: Reals, total: Reals) -> Reals:
    """In [0, 1]: what was disliked more than liked is not liked at all."""
    return np.maximum((_STATED * stated + counted) / (_STATED + total), 0).astype(np.float32)
