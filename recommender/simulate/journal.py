"""The town's log as a `Dataset`: what a real system would have kept, and nothing of what is hidden but the judge's."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from recommender.learning.dataset import Dataset, Events, Requests, Users
from recommender.learning.rows import Asks, Offers, code_of
from recommender.simulate.world import Town

__all__ = ["Columns", "dataset_of"]

Columns = dict[str, Any]
"""Columns by name, as many rows as people asked at one meal, or as were offered to them."""
_REALS: Final = frozenset({
    "hour", "radius_m", "max_price", "spendable", "distance_m", "price", "final_price", "age_days", "weight",
    "similarity",
})  # fmt: skip


def dataset_of(name: str, town: Town, asked: list[Columns], offered: list[Columns], chose: list[Columns]) -> Dataset:
    """The log of ``town``: what was noted meal by meal of requests, offers and choices, as one dataset."""
    asks, offers, events = (_joined(parts) for parts in (asked, offered, chose))
    shops, people = town.shops, town.people
    labels = {key: offers.pop(key) for key in ("position", "chosen", "wanted", "utility")}
    index = offers["shop"] - 1
    districts = np.array([code_of(f"district {number}") for number in range(int(shops.district.max()) + 1)])
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
            recent_popularity=np.zeros(len(index), np.float32),
        ),
        position=labels["position"],
        chosen=labels["chosen"],
        wanted=labels["wanted"],
        utility=labels["utility"].astype(np.float32),
        is_test=asks["is_test"],
    )


def _joined(parts: list[Columns]) -> Columns:
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _typed(columns: Columns, doubles: tuple[str, ...] = ()) -> Columns:
    def kind(key: str) -> Any:
        return np.float64 if key in doubles else np.float32 if key in _REALS else np.int64

    return {key: value.astype(kind(key)) for key, value in columns.items()}
