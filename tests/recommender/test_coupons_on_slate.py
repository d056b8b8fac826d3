"""Coupons change the price that is shown, honestly, and never which menus may be shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.coupons import Coupon
from recommender import recommend
from storage.postgres import Pool
from tests.members.coupons.examples import coupon, coupons
from tests.recommender.conftest import request_at


async def test_without_coupons_the_final_price_is_the_price(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(spendable=12_000))
    assert slate.items
    assert all(item.menu.final_price == item.menu.price for item in slate.items)


async def test_a_coupon_takes_off_what_it_says_and_the_reason_names_the_price(catalogue: Pool) -> None:
    slate = await recommend(catalogue, request_at(spendable=12_000, coupons=(coupon(amount=500),)))
    assert slate.items
    for item in slate.items:
        assert item.menu.final_price == item.menu.price - 500
        assert any(f"{item.menu.final_price:,}원" in reason for reason in item.reasons)


async def test_a_menu_above_the_budget_stays_out_although_a_coupon_would_pay_for_it(catalogue: Pool) -> None:
    plain = await recommend(catalogue, request_at(budget=4_000, spendable=3_500))
    helped = await recommend(catalogue, request_at(budget=4_000, spendable=3_500, coupons=(coupon(amount=3_000),)))
    assert plain.items
    assert helped.total == plain.total
    assert helped.items
    assert all(item.menu.price <= 3_500 for item in helped.items)


async def test_what_may_not_go_with_the_card_lowers_no_price_for_who_pays_by_card(catalogue: Pool) -> None:
    request = request_at(spendable=12_000, coupons=(coupon(works_with_card=None),))
    by_card = await recommend(catalogue, request)
    by_cash = await recommend(catalogue, replace(request, spendable=None))
    assert by_card.items
    assert by_cash.items
    assert all(item.menu.final_price == item.menu.price for item in by_card.items)
    assert all(item.menu.final_price == item.menu.price - 1_000 for item in by_cash.items)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    wallet=st.lists(coupons(), max_size=5, unique_by=lambda one: one.coupon_id),
    spendable=st.none() | st.integers(0, 20_000),
    budget=st.none() | st.integers(0, 20_000),
)
async def test_any_wallet_keeps_prices_honest(
    catalogue: Pool, wallet: list[Coupon], spendable: int | None, budget: int | None
) -> None:
    slate = await recommend(catalogue, request_at(spendable=spendable, budget=budget, coupons=tuple(wallet)))
    limits = [limit for limit in (spendable, budget) if limit is not None]
    for item in slate.items:
        assert 0 <= item.menu.final_price <= item.menu.price
        assert all(item.menu.price <= limit for limit in limits)
