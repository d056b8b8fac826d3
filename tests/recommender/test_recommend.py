"""A slate out of the real database."""

from __future__ import annotations

from typing import Any

import pytest

from recommender import recommend
from storage.postgres import Pool
from tests.recommender.conftest import request_at

SLATE = {"slate_id", "request", "relaxed", "items"}
REQUEST = {
    "budget", "spendable", "lat", "lng", "radius_m", "categories", "dishes", "diet", "meal_time", "at",
    "order", "below_price", "with_others", "weather",
}  # fmt: skip
ITEM = {
    "shop_id",
    "name",
    "category",
    "menu",
    "distance_m",
    "walk_min",
    "open",
    "closes_at",
    "card",
    "score",
    "reasons",
    "propensity",
    "similarity",
    "base",
    "bonus",
    "sources",
}
MENU = {"menu_id", "name", "price", "final_price", "allergens"}


async def test_a_slate_has_exactly_the_contracts_fields(catalogue: Pool) -> None:
    slate = (await recommend(catalogue, request_at(budget=5000, spendable=12_000))).as_json()
    assert slate.keys() == SLATE
    assert slate["request"].keys() == REQUEST
    assert slate["request"]["at"].endswith("+09:00")
    assert 3 <= len(slate["items"]) <= 5
    for item in slate["items"]:
        assert item.keys() == ITEM
        assert item["menu"].keys() == MENU


async def test_open_shops_come_before_those_of_unknown_hours(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(spendable=20_000))
    known = [item.open for item in slate.items]
    assert known == sorted(known, key=lambda is_open: is_open is None)


async def test_a_dish_that_is_named_is_what_every_shop_offers(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(dishes=("떡볶이",)))
    assert slate.items
    assert all("떡볶이" in item.menu.name for item in slate.items)


async def test_wildcards_in_a_dish_are_read_literally(catalogue: Pool) -> None:
    assert not (await recommend(catalogue, request_at(dishes=("%",)))).items


async def test_shops_to_be_left_out_are_left_out(catalogue: Pool) -> None:
    first = await recommend(catalogue, request_at())
    shown = frozenset(item.shop_id for item in first.items)
    second = await recommend(catalogue, request_at(exclude_shops=shown))
    assert not shown & {item.shop_id for item in second.items}


async def test_a_refused_category_and_a_refused_dish_stay_out(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(not_categories=("한식",), not_dishes=("김밥",)))
    assert slate.items
    assert all(item.category != "한식" and "김밥" not in item.menu.name for item in slate.items)


@pytest.mark.parametrize("budget", [10**12, 1, 0])
async def test_any_amount_is_answered(catalogue: Pool, budget: int) -> None:
    slate = await recommend(catalogue, request_at(budget=budget))
    assert all(item.menu.price <= budget for item in slate.items)


async def test_the_sea_has_no_shops(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(lat=35.0, lng=130.9))
    assert (slate.items, slate.total) == ((), 0)


async def test_a_menu_that_is_a_meal_is_chosen_over_rice_alone(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(order="cheap"))
    names: list[Any] = [item.menu.name for item in slate.items]
    assert "공기밥" not in names
