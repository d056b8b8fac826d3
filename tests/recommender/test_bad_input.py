"""Rows and requests that make no sense end in a documented fallback, never in an exception."""

from __future__ import annotations

import math

import pytest

from recommender import Request, RequestError, recommend
from recommender.score import RuleScorer
from recommender.sources import Sources
from storage.errors import StorageRejected
from storage.postgres import Pool
from tests.recommender.conftest import TUESDAY_NOON, request_at
from tests.recommender.test_ranking import candidate

TEN_DIETS = frozenset(
    ("peanut", "egg", "milk", "wheat", "soy", "shrimp", "fish", "beef", "pork", "buckwheat", "walnut", "tomato")
)


@pytest.mark.parametrize("weight", [math.nan, math.inf, -5.0, 7.0])
def test_a_preference_that_is_no_number_leaves_the_score_in_its_bounds(weight: float) -> None:
    (scored,) = RuleScorer().score([candidate(1)], request_at(preferences={"한식": weight}))
    assert 0 <= scored.score <= 1


@pytest.mark.parametrize("place", [(math.nan, 127.0), (37.5, math.inf), (91.0, 127.0), (37.5, -181.0)])
def test_a_place_that_is_none_is_refused_before_any_database(place: tuple[float, float]) -> None:
    with pytest.raises(RequestError):
        Request(user_id=None, lat=place[0], lng=place[1], at=TUESDAY_NOON, radius_m=1000)


async def test_contradictory_wishes_find_nothing(catalogue: Pool, sources: Sources) -> None:
    for wish in (
        {"categories": ("한식",), "not_categories": ("한식",)},
        {"dishes": ("떡볶이",), "not_dishes": ("떡볶이",)},
        {"tastes": ("spicy", "mild")},
        {"budget": 3000, "budget_min": 9000},
        {"spendable": 0},
    ):
        assert not (await recommend(catalogue, request_at(text="매운 거", **wish), sources=sources)).items


async def test_a_dozen_restrictions_leave_what_is_free_of_them_or_said_to_be_unknown(
    catalogue: Pool, sources: Sources
) -> None:
    slate = await recommend(catalogue, request_at(diet=TEN_DIETS), sources=sources)
    assert slate.items
    for item in slate.items:
        assert item.menu.allergens is None or not TEN_DIETS & set(item.menu.allergens)
        assert item.menu.allergens is not None or any("재료를 알 수 없" in reason for reason in item.reasons)


async def test_a_shop_without_menus_is_never_shown_and_knows_no_cheapest(catalogue: Pool, sources: Sources) -> None:
    first = (await recommend(catalogue, request_at(), sources=sources)).items[0]
    here = request_at(radius_m=first.distance_m + 1, order="near", text="매운 거")
    async with catalogue.autocommit() as conn:
        sold = await conn.execute(
            "UPDATE menus SET is_available = FALSE WHERE shop_id = %s AND is_available RETURNING menu_id",
            [first.shop_id],
        )
        menus = [row["menu_id"] for row in await sold.fetchall()]
        row = await (await conn.execute("SELECT cheapest FROM shops WHERE shop_id = %s", [first.shop_id])).fetchone()
    try:
        without = await recommend(catalogue, here, sources=sources)
    finally:
        async with catalogue.autocommit() as conn:
            await conn.execute("UPDATE menus SET is_available = TRUE WHERE menu_id = ANY (%s)", [menus])
    again = await recommend(catalogue, here, sources=sources)
    assert row == {"cheapest": None}
    assert first.shop_id not in {item.shop_id for item in without.items}
    assert again.total == without.total + 1


async def test_the_cheapest_menu_follows_every_change(catalogue: Pool) -> None:
    async def cheapest() -> int | None:
        row = await (await conn.execute("SELECT cheapest FROM shops WHERE shop_id = %s", [shop])).fetchone()
        assert row is not None
        return row["cheapest"]  # type: ignore[no-any-return]

    shop = (await recommend(catalogue, request_at())).items[0].shop_id
    async with catalogue.connection() as conn:
        before = await cheapest()
        assert before is not None
        await conn.execute("INSERT INTO menus (shop_id, name, price) VALUES (%s, '물 한 잔', 100)", [shop])
        assert await cheapest() == 100
        await conn.execute("UPDATE menus SET price = 50 WHERE shop_id = %s AND name = '물 한 잔'", [shop])
        assert await cheapest() == 50
        await conn.execute("DELETE FROM menus WHERE shop_id = %s AND name = '물 한 잔'", [shop])
        assert await cheapest() == before
        await conn.rollback()


async def test_a_menu_of_no_price_cannot_be_written(catalogue: Pool) -> None:
    with pytest.raises(StorageRejected):
        async with catalogue.connection() as conn:
            await conn.execute("INSERT INTO menus (shop_id, name, price) SELECT min(shop_id), '공짜', 0 FROM shops")
