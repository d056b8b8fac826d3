"""Visits without slates (check-ins, ratings) as a `Dataset`: candidates are drawn, and the last visit is held out.

A candidate list has what could sensibly be shown: the person's own places, the nearest to the last one, and the most
visited ones, and always the one that was gone to. So figures of methods compare with each other on the same lists; user
frequency is also counted over all venues, for comparison with published figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from recommender.learning.dataset import Dataset, Events, Requests, Users
from recommender.learning.people import meal_code
from recommender.learning.rows import NO_LIMIT, Asks, Ints, Offers, place_cell

__all__ = ["Venues", "Visited", "as_dataset", "frequency_accuracy"]

_METRES: Final = 111_320.0
_RADIUS_M: Final = 5_000.0
_PART: Final = 40
_TRAIN_EACH: Final = 15  # visits a person that are learnt from; the earlier ones are history alone
_SHOWN: Final = 10


@dataclass(frozen=True)
class Venues:
    """(V,) places; ids from 1 are their places here plus 1."""

    category: Ints
    lat: Any
    lng: Any
    price: Any
    rating: Any


@dataclass(frozen=True)
class Visited:
    """(E,) in order of (user, day); ``hour`` and ``weekday`` are local."""

    user: Ints
    venue: Ints
    day: Any
    hour: Any
    weekday: Ints
    weight: Any


def as_dataset(name: str, venues: Venues, visited: Visited, *, seed: int = 7) -> Dataset:
    """Each person's last visit is held out; earlier ones are learnt from, with drawn candidates around them."""
    draw = np.random.default_rng(seed)
    count = np.bincount(visited.venue, minlength=len(venues.category))
    famous = np.argsort(-count)[:_PART]
    starts = np.searchsorted(visited.user, np.unique(visited.user))
    ends = np.append(starts[1:], len(visited.user))
    tree = _nearest(venues)
    of: list[Ints] = []
    shop: list[Ints] = []
    asked: list[int] = []
    is_test: list[bool] = []
    origin: list[int] = []
    for start, end in zip(starts, ends, strict=True):
        for visit in range(max(start + 1, end - 1 - _TRAIN_EACH), end):
            before = visited.venue[start:visit]
            last, gone = int(before[-1]), int(visited.venue[visit])
            own = np.unique(before[-200:])[:80]
            listed = np.unique(np.concatenate([own, tree(last), famous, [gone]]))
            if visit < end - 1:
                others = listed[listed != gone]
                some = draw.choice(others, min(len(others), _SHOWN - 1), replace=False)
                listed = np.sort(np.append(some, gone))
            of.append(np.full(len(listed), len(asked)))
            shop.append(listed)
            asked.append(visit)
            is_test.append(visit == end - 1)
            origin.append(last)
    return _columns(
        name, venues, visited, count, _Asked(np.array(asked), np.array(is_test), np.array(origin), of, shop)
    )


def frequency_accuracy(visited: Visited, ks: tuple[int, ...] = (1, 5, 10)) -> dict[str, float]:
    """Acc@k of each person's own counts over all venues, the last visit held out; later visits break ties."""
    hits = dict.fromkeys(ks, 0)
    users = np.unique(visited.user)
    for start, end in zip(
        np.searchsorted(visited.user, users), np.searchsorted(visited.user, users, side="right"), strict=True
    ):
        before = visited.venue[start : end - 1]
        venue, first_from_end, count = np.unique(before[::-1], return_index=True, return_counts=True)
        best = venue[np.lexsort((first_from_end, -count))]
        for k in ks:
            hits[k] += int(visited.venue[end - 1] in best[:k])
    return {f"Acc@{k}": round(hits[k] / max(1, len(users)), 4) for k in ks}


@dataclass(frozen=True)
class _Asked:
    visit: Ints
    is_test: Any
    origin: Ints
    of: list[Ints]
    shop: list[Ints]


def _nearest(venues: Venues) -> Any:
    from scipy.spatial import cKDTree

    points = np.stack([venues.lat * _METRES, venues.lng * _METRES * np.cos(np.radians(venues.lat.mean()))], 1)
    tree = cKDTree(points)
    most = min(_PART, len(points))
    return lambda venue: np.atleast_1d(tree.query(points[venue], most)[1])


def _columns(name: str, venues: Venues, visited: Visited, count: Ints, asked: _Asked) -> Dataset:
    of, place = np.concatenate(asked.of), np.concatenate(asked.shop)
    order = np.argsort(visited.day[asked.visit], kind="stable")
    back = np.argsort(order)
    rows = np.lexsort((place, back[of]))
    of, place = back[of][rows], place[rows]
    visit, is_test, origin = asked.visit[order], asked.is_test[order], asked.origin[order]
    meal = np.array([meal_code(int(hour)) for hour in visited.hour])
    gone = visited.venue[visit][of] == place
    away = np.hypot(
        (venues.lat[place] - venues.lat[origin][of]) * _METRES,
        (venues.lng[place] - venues.lng[origin][of]) * _METRES * np.cos(np.radians(venues.lat.mean())),
    )
    ints, reals = np.zeros(len(of), np.int64), np.zeros(len(of), np.float32)
    none, one = np.zeros(len(visit), np.int64), np.ones(len(visit), np.float32)
    users = int(visited.user.max()) + 1
    first = np.searchsorted(visited.user, visited.user)
    fame = (np.log1p(count) / np.log1p(count.max())).astype(np.float32)
    cells = [place_cell(venues.lat[spot], venues.lng[spot]) for spot in origin]
    return Dataset(
        name=name,
        users=Users(
            code=np.arange(1, users + 1),
            stated_categories=np.zeros((users, 13), np.float32),
            stated_tastes=np.zeros((users, 6), np.float32),
            stated_budget=np.zeros(users, np.float32),
            age_group=np.zeros(users, np.int64),
            has_diet=np.zeros(users, np.int64),
            favourites=np.zeros((users, 1), np.int64),
        ),
        events=Events(
            user=visited.user, day=visited.day, shop=visited.venue + 1, category=venues.category[visited.venue],
            meal=meal, price=venues.price[visited.venue], weight=visited.weight,
            tastes=np.zeros(len(visited.user), np.int64), good=np.zeros(len(visited.user), np.int64),
            coupon=np.zeros(len(visited.user), np.int64),
        ),
        requests=Requests(
            user=visited.user[visit], day=visited.day[visit], interactions=(np.arange(len(first)) - first)[visit],
            personality=none,
            asks=Asks(
                hour=visited.hour[visit].astype(np.float32), weekday=visited.weekday[visit], meal=meal[visit],
                weather=none - 1, radius_m=_RADIUS_M * one, max_price=NO_LIMIT * one, spendable=-one, is_low=none,
                is_urgent=none, company=none - 1, avoids_allergens=none, cell=np.array(cells, np.int64),
            ),
        ),
        offers=Offers(
            of=of, shop=place + 1, category=venues.category[place], district=ints, distance_m=away.astype(np.float32),
            price=venues.price[place], final_price=venues.price[place], tastes=ints, knows_allergens=ints, card=ints,
            good=ints, is_open=ints, popularity=fame[place], rating=venues.rating[place],
            mean_price=venues.price[place], min_price=venues.price[place], menus=reals, age_days=reals,
            has_coupon=ints, similarity=reals, recent_popularity=reals,
        ),
        position=np.where(is_test[of], 0, 1),
        chosen=gone & ~is_test[of],
        wanted=gone,
        utility=np.full(len(of), np.nan, np.float32),
        is_test=is_test,
    )  # fmt: skip
