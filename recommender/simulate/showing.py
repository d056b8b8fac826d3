"""What the system in use does with a request of the town: which menu of a shop it offers, and which shops it shows.

It is the rule score with a little noise and an explored shop in most slates: the log a learnt model starts from.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from recommender.learning.layout import MEALS
from recommender.learning.rows import Ints, Reals
from recommender.score import WORDS_SHARE, Weights
from recommender.simulate.behaviour import Moment
from recommender.simulate.world import Shops, Town
from settings import get_settings

__all__ = ["RADIUS_M", "SHOWN", "offered", "slates"]

RADIUS_M: Final = 1_000.0
SHOWN: Final = 5
_EXPLORED: Final = 0.15
_NOISE: Final = 0.05
_SNACKS: Final = (10, 11)  # cafés and bakeries


def offered(shops: Shops, limit: Reals, likeness: Reals, wish: Ints) -> tuple[Ints, Reals]:
    """(A, S) the menu of each shop, and how near it is to the words (0 without).

    It is the one that the words mean best where they mean any, else the one whose price suits best.

    Args:
        limit: (A,) won.
        likeness: (W, S, M) of wishes and menus.
        wish: (A,); -1 none.
    """
    target = np.maximum(np.minimum(8_000, 0.8 * limit), 1_000)[:, None, None]
    is_payable = shops.price[None] <= limit[:, None, None]
    menu = np.abs(np.where(is_payable, shops.price[None], np.inf) - target).argmin(2)
    similarity = np.zeros(menu.shape, np.float32)
    speaks = np.flatnonzero(wish >= 0)
    found = likeness[wish[speaks]]
    payable = np.where(is_payable[speaks], found, -1)
    # As the search names menus: the likest of a shop, if like enough; one that is too dear is no candidate.
    is_named = payable.max(2) >= get_settings().search.least_similarity
    menu[speaks] = np.where(is_named, payable.argmax(2), menu[speaks])
    similarity[speaks] = np.take_along_axis(found, menu[speaks][..., None], 2)[..., 0]
    return menu, similarity


def slates(draw: np.random.Generator, town: Town, moment: Moment, can_offer: Any, limit: Reals) -> Ints:
    """(A, 5) shops by the rule score in use, in order.

    Args:
        can_offer: (A, S) those that pass the filters.
        limit: (A,) won.
    """
    shops, people, weights = town.shops, town.people, Weights()
    target = np.maximum(np.minimum(8_000, 0.8 * limit), 1_000)[:, None]
    liked = people.stated_categories[moment.user][:, shops.category]
    has_said = people.stated_categories[moment.user].any(1)[:, None]
    is_meal = ~np.isin(shops.category, _SNACKS) | (MEALS[moment.meal] == "snack")
    base = (
        weights.distance * np.maximum(0, 1 - moment.distance_m / RADIUS_M)
        + weights.price * np.maximum(0, 1 - np.abs(moment.price - target) / target)
        + weights.popularity * shops.popularity
        + weights.preference * np.where(has_said & (liked > 0), liked, 0.5)
        + weights.meal * is_meal
    )
    words = np.where(moment.wish >= 0, WORDS_SHARE, 0)[:, None]
    score = ((1 - words) * base + words * moment.similarity + 0.2 * (shops.card == 2)) / 1.2
    score = np.where(can_offer, score + _NOISE * draw.gumbel(size=score.shape), -np.inf)
    order = np.argsort(-score, axis=1)
    shown = order[:, :SHOWN].copy()
    explores = np.flatnonzero((draw.random(len(shown)) < _EXPLORED * SHOWN) & (can_offer.sum(1) > SHOWN))
    beyond = SHOWN + (draw.random(len(explores)) * (can_offer.sum(1)[explores] - SHOWN)).astype(np.int64)
    shown[explores, draw.integers(0, SHOWN, len(explores))] = order[explores, beyond]
    return shown
