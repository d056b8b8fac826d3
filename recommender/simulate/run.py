"""Let the days pass: who asks, what the present system shows, what is taken; and keep the log a real one would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from recommender.learning.dataset import Dataset, Events, Requests, Users
from recommender.learning.layout import MEALS, WEATHERS
from recommender.learning.rows import NO_LIMIT, Asks, Ints, Offers, Reals, code_of, place_cell
from recommender.score import Weights
from recommender.simulate.behaviour import Memory, Moment, pick, utilities
from recommender.simulate.world import FIRST_DAY, Town, make_town, place_of

__all__ = ["Size", "simulate"]

_RADIUS_M: Final = 1_000.0
_SHOWN: Final = 5
_HOURS: Final = (8.0, 12.3, 15.5, 18.5, 21.5)
_EXPLORED: Final = 0.15
_LOG_NOISE: Final = 0.05
_COUPON_WON: Final = 1_000
_LOW_WON: Final = 5_000
_SNACKS: Final = (10, 11)  # cafés and bakeries


@dataclass(frozen=True)
class Size:
    """How large a town, how long, and how much of the end is held out."""

    users: int = 1_000
    shops: int = 400
    districts: int = 4
    days: int = 60
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
    return days.dataset(f"simulation seed {seed}, {size.users} people, {size.shops} shops, {size.days} days")


class _Days:
    def __init__(self, draw: np.random.Generator, town: Town, size: Size) -> None:
        self.draw, self.town, self.size = draw, town, size
        self.memory = Memory(size.users, size.shops)
        self.balance = np.full(size.users, 60_000.0)
        self.events: list[dict[str, Any]] = []
        self.asks: list[dict[str, Any]] = []
        self.offers: list[dict[str, Any]] = []
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
        moment, can_offer = self._moment(day, weekday, meal, weather, user, here, limit)
        enough = can_offer.sum(1) >= _SHOWN
        if not enough.any():
            return
        keep = np.flatnonzero(enough)
        is_hungry = draw.random(len(user)) < 0.3
        utility = np.where(can_offer, utilities(self.town, self.memory, moment, is_hungry), -np.inf)
        noise = draw.gumbel(size=utility.shape).astype(np.float32)
        shown = self._slates(moment, can_offer, limit)
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
    ) -> tuple[Moment, Any]:
        shops, people = self.town.shops, self.town.people
        distance = np.hypot(here[:, :1] - shops.x, here[:, 1:] - shops.y)
        target = np.maximum(np.minimum(8_000, 0.8 * limit), 1_000)
        prices = np.where(shops.price[None] <= limit[:, None, None], shops.price[None], np.inf)
        menu = np.abs(prices - target[:, None, None]).argmin(2)
        each = np.arange(len(shops.category))
        price = shops.price[each, menu]
        can_offer = (
            (people.district[user][:, None] == shops.district)
            & (distance <= _RADIUS_M)
            & (price <= limit[:, None])
            & (shops.is_open[:, weekday, meal] > 0)
            & (shops.opened <= day)
        )
        return Moment(
            day, weekday, meal, weather, user, distance.astype(np.float32), price, shops.tastes[each, menu]
        ), can_offer

    def _slates(self, moment: Moment, can_offer: Any, limit: Reals) -> Ints:
        """(A, 5) shops by the rule score in use, in order."""
        shops, people, weights, draw = self.town.shops, self.town.people, Weights(), self.draw
        target = np.maximum(np.minimum(8_000, 0.8 * limit), 1_000)[:, None]
        liked = people.stated_categories[moment.user][:, shops.category]
        has_said = people.stated_categories[moment.user].any(1)[:, None]
        is_meal = ~np.isin(shops.category, _SNACKS) | (MEALS[moment.meal] == "snack")
        score = (
            weights.distance * np.maximum(0, 1 - moment.distance_m / _RADIUS_M)
            + weights.price * np.maximum(0, 1 - np.abs(moment.price - target) / target)
            + weights.popularity * shops.popularity
            + weights.preference * np.where(has_said & (liked > 0), liked, 0.5)
            + weights.meal * is_meal
            + 0.2 * (shops.card == 2)
        ) / 1.2
        score = np.where(can_offer, score + _LOG_NOISE * draw.gumbel(size=score.shape), -np.inf)
        order = np.argsort(-score, axis=1)
        shown = order[:, :_SHOWN].copy()
        explores = np.flatnonzero((draw.random(len(shown)) < _EXPLORED * _SHOWN) & (can_offer.sum(1) > _SHOWN))
        beyond = _SHOWN + (draw.random(len(explores)) * (can_offer.sum(1)[explores] - _SHOWN)).astype(np.int64)
        shown[explores, draw.integers(0, _SHOWN, len(explores))] = order[explores, beyond]
        return shown

    def _log(self, asked: _Asked, can_offer: Any, utility: Reals, shown: Ints, taken: Ints, wanted: Ints) -> None:
        moment, shops, size = asked.moment, self.town.shops, self.size
        is_test = asked.number >= size.days - size.test_days
        position = np.zeros(can_offer.shape, np.int64)
        position[np.arange(len(shown))[:, None], shown] = np.arange(1, _SHOWN + 1)
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

    def _ask(self, asked: _Asked, *, is_test: bool) -> dict[str, Any]:
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
            "radius_m": _RADIUS_M * same,
            "max_price": asked.limit[keep],
            "spendable": asked.spendable[keep],
            "is_low": asked.spendable[keep] < _LOW_WON,
            "is_urgent": asked.is_hungry[keep] & (self.draw.random(len(keep)) < 0.5),
            "company": -same,
            "avoids_allergens": 0 * same,
            "cell": np.array(cells),
            "is_test": np.full(len(keep), is_test),
        }

    def dataset(self, name: str) -> Dataset:
        asks, offers, events = (_joined(parts) for parts in (self.asks, self.offers, self.events))
        shops, people = self.town.shops, self.town.people
        labels = {key: offers.pop(key) for key in ("position", "chosen", "wanted", "utility")}
        index = offers["shop"] - 1
        districts = np.array([code_of(f"district {number}") for number in range(self.size.districts)])
        known = np.zeros(len(index), np.int64)
        return Dataset(
            name=name,
            users=Users(
                code=np.array([code_of(f"person {number}") for number in range(len(people.age_group))]),
                stated_categories=people.stated_categories,
                stated_tastes=np.zeros((len(people.age_group), 6), np.float32),
                stated_budget=people.stated_budget,
                age_group=people.age_group,
                has_diet=np.zeros(len(people.age_group), np.int64),
                favourites=np.zeros((len(people.age_group), 1), np.int64),
            ),
            events=Events(**_typed(events, doubles=("day",))).sorted(),
            requests=Requests(
                user=asks.pop("user"),
                day=asks.pop("day"),
                interactions=asks.pop("interactions"),
                personality=asks.pop("personality"),
                asks=Asks(**_typed({key: value for key, value in asks.items() if key != "is_test"})),
            ),
            offers=Offers(
                **_typed(offers),
                category=shops.category[index],
                district=districts[shops.district[index]],
                knows_allergens=known + 1,
                card=shops.card[index],
                good=shops.good[index],
                is_open=known + 1,
                popularity=shops.popularity[index],
                rating=shops.rating[index],
                mean_price=shops.price.mean(1)[index],
                min_price=shops.price.min(1)[index],
                menus=np.full(len(index), shops.price.shape[1], np.float32),
                has_coupon=shops.coupon[index],
                similarity=np.zeros(len(index), np.float32),
                recent_popularity=np.zeros(len(index), np.float32),
            ),
            position=labels["position"],
            chosen=labels["chosen"],
            wanted=labels["wanted"],
            utility=labels["utility"].astype(np.float32),
            is_test=asks["is_test"],
        )


@dataclass(frozen=True)
class _Asked:
    moment: Moment
    keep: Ints
    number: int
    here: Reals
    spendable: Reals
    limit: Reals
    is_hungry: Any


_REALS: Final = frozenset(
    {"hour", "radius_m", "max_price", "spendable", "distance_m", "price", "final_price", "age_days", "weight"}
)


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _typed(columns: dict[str, Any], doubles: tuple[str, ...] = ()) -> dict[str, Any]:
    def kind(key: str) -> Any:
        return np.float64 if key in doubles else np.float32 if key in _REALS else np.int64

    return {key: value.astype(kind(key)) for key, value in columns.items()}
