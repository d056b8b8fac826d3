"""Let the days pass: who asks, what the present system shows, what is taken; and keep the log a real one would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from recommender.learning.dataset import Dataset
from recommender.learning.layout import MEALS, WEATHERS
from recommender.learning.rows import NO_LIMIT, Ints, Reals, place_cell
from recommender.simulate.behaviour import Memory, Moment, pick, utilities
from recommender.simulate.journal import Columns, dataset_of
from recommender.simulate.showing import RADIUS_M, SHOWN, offered, slates
from recommender.simulate.world import FIRST_DAY, Town, make_town, place_of

__all__ = ["Size", "simulate"]

_HOURS: Final = (8.0, 12.3, 15.5, 18.5, 21.5)
_SPEAKS: Final = 1 / 3
_URGE: Final = (1.0, 3.0)
_COUPON_WON: Final = 1_000
_LOW_WON: Final = 5_000


@dataclass(frozen=True)
class Size:
    """How large a town, how long, and how much of the end is held out."""

    users: int = 1_000
    shops: int = 400
    districts: int = 4
    days: int = 180
    test_days: int = 12


def simulate(size: Size, seed: int, tell: Callable[[int], None] = lambda _: None) -> Dataset:
    """The log of a town's people over ``size.days`` days; the same for the same arguments.

    The recommender in use is the rule score with a little noise, and an explored shop in some slates.

    Args:
        tell: called with the number of days done.
    """
    draw = np.random.default_rng(seed)
    town = make_town(draw, users=size.users, shops=size.shops, districts=size.districts, days=size.days)
    days = _Days(draw, town, size)
    for number in range(size.days):
        days.pass_one(number)
        tell(number + 1)
    name = f"simulation seed {seed}, {size.users} people, {size.shops} shops, {size.days} days"
    return dataset_of(name, town, days.asks, days.offers, days.events)


class _Days:
    def __init__(self, draw: np.random.Generator, town: Town, size: Size) -> None:
        self.draw, self.town, self.size = draw, town, size
        self.likeness = town.wishes.similarity[:, town.shops.dish]
        self.memory = Memory(size.users, size.shops)
        self.balance = np.full(size.users, 60_000.0)
        self.events: list[Columns] = []
        self.asks: list[Columns] = []
        self.offers: list[Columns] = []
        self.count = 0

    def pass_one(self, number: int) -> None:
        if number % 7 == 0:
            self.balance += 40_000
        weather = int(self.draw.choice(len(WEATHERS), p=[0.6, 0.2, 0.1, 0.1]))
        for meal in range(len(MEALS)):
            self._meal(number, meal, weather)

    def _meal(self, number: int, meal: int, weather: int) -> None:
        draw, people = self.draw, self.town.people
        user = np.flatnonzero((draw.random(self.size.users) < people.hunger[:, meal]) & (people.joined <= number))
        if not len(user):
            return
        # The epoch's day is UTC's: Seoul is nine hours ahead.
        day = FIRST_DAY + number + (_HOURS[meal] - 9) / 24
        weekday = (int(FIRST_DAY) + 3 + number) % 7
        at_school = MEALS[meal] == "lunch" and weekday < 5
        here = (people.school if at_school else people.home)[user] + draw.normal(0, 60, (len(user), 2))
        spendable = np.minimum(people.meal_limit[user], self.balance[user])
        stated = np.where(draw.random(len(user)) < 0.3, draw.choice([4, 5, 6, 7, 8], len(user)) * 1_000, NO_LIMIT)
        limit = np.minimum(spendable, stated).astype(np.float32)
        moment = self._moment(day, weekday, meal, weather, user, here, limit)
        can_offer = self._can_offer(moment, limit)
        enough = can_offer.sum(1) >= SHOWN
        if not enough.any():
            return
        keep = np.flatnonzero(enough)
        is_hungry = draw.random(len(user)) < 0.3
        utility = np.where(can_offer, utilities(self.town, self.memory, moment, is_hungry), -np.inf)
        noise = draw.gumbel(size=utility.shape).astype(np.float32)
        shown = slates(draw, self.town, moment, can_offer, limit)
        rows = np.arange(len(user))[:, None]
        nothing = people.contentment[user] - np.where(is_hungry, 1.0, 0.0)
        nothing = nothing + np.where(can_offer, utility, 0).sum(1) / np.maximum(can_offer.sum(1), 1)
        taken = pick(draw, utility[rows, shown], noise[rows, shown], nothing)
        wanted = (utility + noise).argmax(1)
        self._log(
            _Asked(moment, keep, number, here, spendable, limit, is_hungry), can_offer, utility, shown, taken, wanted
        )

    def _moment(
        self, day: float, weekday: int, meal: int, weather: int, user: Ints, here: Reals, limit: Reals
    ) -> Moment:
        draw, shops, people = self.draw, self.town.shops, self.town.people
        speaks = np.flatnonzero(draw.random(len(user)) < _SPEAKS)
        wish, urge = np.full(len(user), -1), np.zeros(len(user), np.float32)
        liked = people.category[user[speaks]] + self.town.meal_category[:, meal]
        wish[speaks] = self.town.wishes.drawn(draw, liked, people.taste[user[speaks]])
        urge[speaks] = draw.uniform(*_URGE, len(speaks))
        menu, similarity = offered(shops, limit, self.likeness, wish)
        each = np.arange(len(shops.category))
        return Moment(
            day=day,
            weekday=weekday,
            meal=meal,
            weather=weather,
            user=user,
            distance_m=np.hypot(here[:, :1] - shops.x, here[:, 1:] - shops.y).astype(np.float32),
            price=shops.price[each, menu],
            tastes=shops.tastes[each, menu],
            dish=shops.dish[each, menu],
            wish=wish,
            urge=urge,
            similarity=similarity,
        )

    def _can_offer(self, moment: Moment, limit: Reals) -> Any:
        shops, district = self.town.shops, self.town.people.district[moment.user]
        return (
            (district[:, None] == shops.district)
            & (moment.distance_m <= RADIUS_M)
            & (moment.price <= limit[:, None])
            & (shops.is_open[:, moment.weekday, moment.meal] > 0)
            & (shops.opened <= moment.day)
        )

    def _log(self, asked: _Asked, can_offer: Any, utility: Reals, shown: Ints, taken: Ints, wanted: Ints) -> None:
        moment, shops, size = asked.moment, self.town.shops, self.size
        is_test = asked.number >= size.days - size.test_days
        position = np.zeros(can_offer.shape, np.int64)
        position[np.arange(len(shown))[:, None], shown] = np.arange(1, SHOWN + 1)
        listed = (can_offer if is_test else position > 0)[asked.keep]
        row, shop = np.nonzero(listed)
        who = asked.keep[row]
        took = np.where(taken >= 0, shown[np.arange(len(shown)), np.maximum(taken, 0)], -1)
        price = moment.price[who, shop]
        has_coupon = shops.coupon[shop]
        self.offers.append(
            {
                "of": row + self.count,
                "shop": shop + 1,
                "distance_m": moment.distance_m[who, shop],
                "price": price,
                "final_price": np.maximum(0, price - _COUPON_WON * has_coupon),
                "tastes": moment.tastes[who, shop],
                "similarity": moment.similarity[who, shop],
                "age_days": moment.day - shops.opened[shop],
                "position": position[who, shop],
                "chosen": took[who] == shop,
                "wanted": wanted[who] == shop,
                "utility": utility[who, shop],
            }
        )
        self.count += len(asked.keep)
        self.asks.append(self._ask(asked, is_test=is_test))
        chose = asked.keep[took[asked.keep] >= 0]
        user, shop = moment.user[chose], took[chose]
        self.memory.remember(user, shop, shops.category[shop], shops.coupon[shop], moment.day)
        paid = moment.price[chose, shop]
        self.balance[user] = np.maximum(0, self.balance[user] - paid)
        self.events.append(
            {
                "user": user,
                "day": np.full(len(user), moment.day + 0.005),
                "shop": shop + 1,
                "category": shops.category[shop],
                "meal": np.full(len(user), moment.meal),
                "price": paid,
                "weight": np.full(len(user), 0.8),
                "tastes": moment.tastes[chose, shop],
                "good": shops.good[shop],
                "coupon": shops.coupon[shop],
            }
        )

    def _ask(self, asked: _Asked, *, is_test: bool) -> Columns:
        moment, keep = asked.moment, asked.keep
        user = moment.user[keep]
        here = asked.here[keep]
        centres = np.array([place_of(district) for district in range(self.size.districts)])[
            self.town.people.district[user]
        ]
        cells = [
            place_cell(lat + y / 111_320, lng + x / 88_000) for (lat, lng), (x, y) in zip(centres, here, strict=True)
        ]
        knows_weather = self.draw.random(len(keep)) < 0.7
        same = np.ones(len(keep))
        return {
            "user": user,
            "day": moment.day * same,
            "interactions": self.memory.choices[user],
            "personality": self.memory.personality(user),
            "hour": _HOURS[moment.meal] * same,
            "weekday": moment.weekday * same,
            "meal": moment.meal * same,
            "weather": np.where(knows_weather, moment.weather, -1),
            "radius_m": RADIUS_M * same,
            "max_price": asked.limit[keep],
            "spendable": asked.spendable[keep],
            "is_low": asked.spendable[keep] < _LOW_WON,
            "is_urgent": asked.is_hungry[keep] & (self.draw.random(len(keep)) < 0.5),
            "company": -same,
            "avoids_allergens": 0 * same,
            "cell": np.array(cells),
            "is_test": np.full(len(keep), is_test),
        }


@dataclass(frozen=True)
class _Asked:
    moment: Moment
    keep: Ints
    number: int
    here: Reals
    spendable: Reals
    limit: Reals
    is_hungry: Any
