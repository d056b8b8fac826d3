"""How somebody decides: a random-utility model with habit, satiation, novelty, hunger and position bias.

The utility of shop s to person u at moment t is the sum of::

    category liking + taste liking · tastes of the menu + style liking · style of the shop      (hidden)
    + quality of the shop + its own fit to the meal                                             (hidden)
    + category × meal + category × weather
    - price dislike · price / 8,000 - distance dislike · metres / 1,000 · (1.4 in rain) · (1.3 when hungry)
    + habit · log1p(visits) - 0.9 · e^(-days since this shop / 1.5) + novelty · (never been there)
    - satiation · e^(-days since this category / 1.5) + coupon love · coupon + 0.15 · good influence
    + urge · how well the dish offered fulfils the wish of the moment                           (hidden; 0 without one)

A third of all requests come with such a wish, in words (`words`): an urge of 1 to 3, two on the average, somewhat more
than what separates a liked category from a disliked one, for who says *매콤한 국물* out loud takes something else only
where that is near, cheap or much loved. The system sees how near the search finds the dish to the words, not the wish.

The choice is the largest utility + Gumbel noise (so a softmax). Of a slate only what is looked at counts: position
p (from 0) is looked at with probability 1 / (1 + 0.35 p), and one may take nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.categories import CATEGORIES
from recommender.learning.layout import TASTES
from recommender.learning.rows import Ints, Reals
from recommender.simulate.world import Town

__all__ = ["Memory", "Moment", "pick", "utilities"]

_TASTE_BITS = 1 << np.arange(len(TASTES))
_RAIN = 1
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Moment:
    """One meal of one day, of all who ask at it. A people, S shops."""

    day: float
    weekday: int
    meal: int
    weather: int
    user: Ints
    """(A,)."""
    distance_m: Reals
    """(A, S)."""
    price: Reals
    """(A, S) of the menu that would be offered."""
    tastes: Ints
    """(A, S)."""
    dish: Ints
    """(A, S) place in the dictionary."""
    wish: Ints
    """(A,) of the town's wishes; -1 none."""
    urge: Reals
    """(A,) what a dish that fulfils the wish entirely gains by it."""
    similarity: Reals
    """(A, S) what the search makes of the words; 0 without."""


class Memory:
    """What people did before: visits and when. Arrays over (U, S) and (U, 13)."""

    def __init__(self, users: int, shops: int) -> None:
        self.visits = np.zeros((users, shops), np.float32)
        self.visited_on = np.full((users, shops), -1e6)
        self.categories = np.zeros((users, len(CATEGORIES)), np.float32)
        self.category_on = np.full((users, len(CATEGORIES)), -1e6)
        self.coupons = np.zeros(users, np.float32)
        self.choices = np.zeros(users, np.int64)

    def remember(self, user: Ints, shop: Ints, category: Ints, coupon: Ints, day: float) -> None:
        """Each of ``user`` (none twice) chose ``shop``."""
        self.visits[user, shop] += 1
        self.visited_on[user, shop] = day
        self.categories[user, category] += 1
        self.category_on[user, category] = day
        self.coupons[user] += coupon
        self.choices[user] += 1

    def personality(self, user: Ints) -> Ints:
        """The type the rules of specification §3.3.2 see, as codes of `layout.PERSONALITIES`."""
        count = np.maximum(self.choices[user], 1)
        kinds = (self.categories[user] > 0).sum(1) / np.minimum(count, len(CATEGORIES))
        favourite = self.visits[user].max(1) / count
        deals = self.coupons[user] / count
        found = np.select([kinds >= 0.6, favourite >= 0.4, deals >= 0.4], [0, 1, 2], 3)
        return np.where(self.choices[user] < 3, 0, found)


def utilities(town: Town, memory: Memory, moment: Moment, is_hungry: Flags) -> Reals:
    """(A, S) the utilities of the module's docstring."""
    people, shops, user = town.people, town.shops, moment.user
    tastes = (moment.tastes[..., None] & _TASTE_BITS) > 0
    by_category = (
        people.category[user]
        + town.meal_category[:, moment.meal]
        + town.weather_category[moment.weather]
        - people.satiation[user][:, None] * np.exp((memory.category_on[user] - moment.day) / 1.5)
    )
    walk = people.distance_dislike[user] * (1.4 if moment.weather == _RAIN else 1.0) * np.where(is_hungry, 1.3, 1.0)
    visits = memory.visits[user]
    fulfilled = np.where(moment.wish[:, None] >= 0, town.wishes.meant[moment.wish[:, None], moment.dish], 0)
    value = (
        by_category[:, shops.category]
        + np.einsum("ast,at->as", tastes, people.taste[user])
        + people.style[user] @ shops.style.T
        + shops.quality
        + shops.meal_fit[:, moment.meal]
        - people.price_dislike[user][:, None] * moment.price / 8_000
        - walk[:, None] * moment.distance_m / 1_000
        + people.habit[user][:, None] * np.log1p(visits)
        - 0.9 * np.exp((memory.visited_on[user] - moment.day) / 1.5)
        + people.novelty[user][:, None] * (visits == 0)
        + people.coupon_love[user][:, None] * shops.coupon
        + 0.15 * shops.good
        + moment.urge[:, None] * fulfilled
    )
    return np.asarray(value, np.float32)


def pick(draw: np.random.Generator, utility: Reals, noise: Reals, nothing: Reals) -> Ints:
    """What is taken of slates.

    Args:
        utility: (A, P) of what is shown, in its order; -inf where nothing is.
        noise: (A, P) the mood of the moment, one figure a shop, the same wherever it is shown.
        nothing: (A,) the utility of leaving it.

    Returns:
        (A,) positions from 0; -1 where nothing was taken.
    """
    looked = draw.random(utility.shape) < 1 / (1 + 0.35 * np.arange(utility.shape[1]))
    felt = np.where(looked, utility + noise, -np.inf)
    best = felt.argmax(1)
    taken = felt.max(1) > nothing + draw.gumbel(size=len(utility))
    return np.where(taken, best, -1)
