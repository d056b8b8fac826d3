"""The best price is legal, honest, and really the best."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.coupons import Coupon, Purchase, best, unsettled
from members.coupons.pricing import is_legal, price_with
from tests.members.coupons.examples import DAY, NOON, coupon, coupons, purchase, purchases

wallets = st.lists(coupons(), max_size=6, unique_by=lambda one: one.coupon_id)


@given(wallet=wallets, bought=purchases)
def test_the_final_price_is_never_negative_and_never_above_the_list_price(
    wallet: list[Coupon], bought: Purchase
) -> None:
    deal = best(wallet, bought)
    assert deal.list_price == bought.price * bought.quantity
    assert 0 <= deal.final_price <= deal.list_price


@given(wallet=wallets, bought=purchases)
def test_no_coupon_is_used_that_must_not_be(wallet: list[Coupon], bought: Purchase) -> None:
    for used in best(wallet, bought).coupons:
        assert used.valid_from <= bought.at < used.valid_until
        assert used.uses_left > 0
        assert bought.price * bought.quantity >= used.min_order
        assert used.scope != "SHOP" or bought.shop_id in used.shop_ids
        assert used.scope != "CATEGORY" or bought.category in used.categories
        assert used.scope != "FOODCARD" or (bought.pays_by_card and bought.card == "Y")
        assert used.works_with_card or not bought.pays_by_card


@settings(max_examples=300)
@given(wallet=wallets, bought=purchases)
def test_no_legal_combination_is_cheaper(wallet: list[Coupon], bought: Purchase) -> None:
    deal = best(wallet, bought)
    assert is_legal(deal.coupons, bought)
    assert price_with(deal.coupons, bought) == deal.final_price
    for size in range(len(wallet) + 1):
        for chosen in combinations(wallet, size):
            if is_legal(chosen, bought):
                assert price_with(chosen, bought) >= deal.final_price


@given(wallet=wallets, bought=purchases, more=coupons())
def test_one_coupon_more_never_makes_it_dearer(wallet: list[Coupon], bought: Purchase, more: Coupon) -> None:
    assert best([*wallet, more], bought).final_price <= best(wallet, bought).final_price


@given(wallet=wallets, bought=purchases)
def test_the_order_in_the_wallet_changes_nothing(wallet: list[Coupon], bought: Purchase) -> None:
    assert best(wallet, bought) == best(wallet[::-1], bought)


@pytest.mark.parametrize(
    ("changes", "final_price"),
    [
        ({}, 5_000),
        ({"amount": 9_000}, 0),
        ({"kind": "PERCENT", "amount": 15}, 5_100),
        ({"kind": "PERCENT", "amount": 50, "max_discount": 2_000}, 4_000),
        ({"kind": "BOGO", "amount": None}, 6_000),
        ({"kind": "FREEBIE", "amount": None, "freebie": "계란찜"}, 6_000),
        ({"min_order": 6_000}, 5_000),
        ({"min_order": 6_001}, 6_000),
        ({"scope": "SHOP", "shop_ids": frozenset({7})}, 5_000),
        ({"scope": "SHOP", "shop_ids": frozenset({8})}, 6_000),
        ({"scope": "CATEGORY", "categories": frozenset({"한식"})}, 5_000),
        ({"scope": "CATEGORY", "categories": frozenset({"치킨"})}, 6_000),
        ({"scope": "FOODCARD"}, 5_000),
        ({"scope": "NEW_USER"}, 5_000),
        ({"uses_left": 0}, 6_000),
        ({"valid_until": NOON}, 6_000),
        ({"valid_from": NOON + DAY, "valid_until": NOON + 2 * DAY}, 6_000),
        ({"works_with_card": None}, 6_000),
        ({"works_with_card": False}, 6_000),
    ],
)
def test_a_meal_of_6000_won_costs_with(changes: dict[str, object], final_price: int) -> None:
    assert best([coupon(**changes)], purchase()).final_price == final_price


def test_a_share_is_rounded_so_that_the_till_never_asks_for_more() -> None:
    assert best([coupon(kind="PERCENT", amount=33)], purchase(price=4_990)).final_price == 4_990 - 1_646


def test_stackable_coupons_of_different_kinds_go_together_the_share_first() -> None:
    wallet = [coupon(1, is_stackable=True), coupon(2, kind="PERCENT", amount=10, is_stackable=True)]
    deal = best(wallet, purchase())
    assert (deal.final_price, {one.coupon_id for one in deal.coupons}) == (4_400, {1, 2})


def test_a_coupon_that_stands_alone_wins_only_when_it_is_better() -> None:
    together = [coupon(1, is_stackable=True), coupon(2, kind="PERCENT", amount=10, is_stackable=True)]
    assert best([*together, coupon(3, amount=1_500)], purchase()).final_price == 4_400
    assert best([*together, coupon(3, amount=2_000)], purchase()).final_price == 4_000


def test_of_two_portions_the_second_is_free_and_a_share_is_of_what_is_left() -> None:
    wallet = [
        coupon(1, kind="BOGO", amount=None, is_stackable=True),
        coupon(2, kind="PERCENT", amount=50, is_stackable=True),
    ]
    assert best(wallet[:1], purchase(quantity=2)).final_price == 6_000
    assert best(wallet[:1], purchase(quantity=3)).final_price == 12_000
    assert best(wallet, purchase(quantity=2)).final_price == 3_000


def test_a_coupon_that_saves_nothing_is_kept_for_another_day() -> None:
    wallet = [coupon(1, amount=9_000, is_stackable=True), coupon(2, kind="PERCENT", amount=5, is_stackable=True)]
    assert [one.coupon_id for one in best(wallet, purchase()).coupons] == [1]


def test_of_two_equal_coupons_the_one_that_ends_first_is_used() -> None:
    wallet = [coupon(1), coupon(2, valid_until=NOON + DAY)]
    assert [one.coupon_id for one in best(wallet, purchase()).coupons] == [2]


def test_what_nobody_knows_of_the_card_is_unsettled_and_takes_nothing_off() -> None:
    unknown = coupon(1, works_with_card=None)
    assert unsettled([unknown, coupon(2, works_with_card=False)], purchase()) == (unknown,)
    assert unsettled([unknown], purchase(pays_by_card=False)) == ()
    assert unsettled([coupon(1, works_with_card=None, min_order=9_000)], purchase()) == ()
    assert best([unknown], purchase(pays_by_card=False)).final_price == 5_000
