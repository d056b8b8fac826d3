"""Each reason is said when it is true, and only then."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from catalog.hours import DAYS, HOLIDAY
from members.coupons import Deal, Purchase, best, unsettled
from recommender import LastChoice, Request
from recommender.opening import is_open_at, opening_at
from recommender.ranking import Ranked
from recommender.reasons import Facts, reasons
from recommender.score import Scored
from tests.members.coupons.examples import coupon
from tests.recommender.conftest import TUESDAY_NOON, request_at
from tests.recommender.test_ranking import candidate

NOON = TUESDAY_NOON.date()
YESTERDAY = NOON - dt.timedelta(days=1)


def hours(opens: str, closes: str, *pause: str) -> str:
    day = {"open": opens, "close": closes, **({"break": list(pause)} if pause else {})}
    return json.dumps(dict.fromkeys((*DAYS, HOLIDAY), day))


def said(request: Request | None = None, **changes: Any) -> list[str]:
    """What is said of a plain 한식 shop in the middle distance, with ``changes``."""
    request = request or request_at()
    one = candidate(**{"distance": 500.0, "card": "N", **changes})
    bought = Purchase(one.shop_id, one.category, one.price, request.at, request.pays_by_card, one.card)
    facts = Facts(
        Ranked(Scored(one, 0.5, 0.5, 0.0), is_open_at(one.business_hours, request.at), 0),
        request,
        opening_at(one.business_hours, request.at),
        best(request.coupons, bought) if request.coupons else Deal(one.price, one.price),
        unsettled(request.coupons, bought),
    )
    return reasons(facts)


def test_of_a_plain_shop_there_is_nothing_to_say() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("reason", "request_changes", "shop", "otherwise"),
    [
        ("재료를 알 수 없어 가게에 꼭 물어봐야 해요", {"diet": {"peanut"}}, {"allergens": None}, {"allergens": ()}),
        ("매운지는 확인이 필요해요", {"diet": {"spicy"}}, {"tastes": ()}, {"tastes": ("sweet",)}),
        ("영업시간 확인이 필요해요", {}, {"business_hours": None}, {"business_hours": hours("06:00", "24:00")}),
        (
            "지금은 영업하지 않아요",
            {"relaxed": {"open"}},
            {"business_hours": hours("18:00", "24:00")},
            {"business_hours": hours("06:00", "24:00")},
        ),
        (
            "곧 쉬는 시간이에요",
            {},
            {"business_hours": hours("06:00", "24:00", "12:40", "14:00")},
            {"business_hours": hours("06:00", "24:00", "12:41", "14:00")},
        ),
        (
            "곧 쉬는 시간이에요",
            {"relaxed": {"open"}},
            {"business_hours": hours("06:00", "24:00", "12:11", "14:00")},
            {"business_hours": hours("06:00", "24:00", "12:10", "14:00")},
        ),
        (
            "곧 문을 닫아요",
            {},
            {"business_hours": hours("06:00", "12:40")},
            {"business_hours": hours("06:00", "12:41")},
        ),
        ("급식카드는 일부만 쓸 수 있어요", {}, {"card": "P"}, {"card": "Y"}),
        ("급식카드가 되는지 확인이 필요해요", {"relaxed": {"card"}}, {"card": "U"}, {"card": "Y"}),
        ("표시된 재료 중에 피할 것이 없어요", {"diet": {"peanut"}}, {"allergens": ("egg",)}, {"allergens": None}),
        ("찾던 메뉴예요", {"dishes": ("김치찌개",)}, {"dish_asked": True}, {"dish_asked": False}),
        ("자주 고르는 가게예요", {"favourite_shops": frozenset({1})}, {"shop_id": 1}, {"shop_id": 2}),
        ("예산보다 넉넉하게 저렴해요", {"budget": 10_000}, {"price": 7_000}, {"price": 7_001}),
        ("아주 가까워요", {}, {"distance": 240.0}, {"distance": 241.0}),
        ("좋아하는 종류의 음식이에요", {"preferences": {"한식": 0.75}}, {}, {"category": "중식"}),
        ("이 집 인기 메뉴예요", {}, {"is_popular": True}, {"is_popular": False}),
        ("선한영향력가게예요", {}, {"good_influence": True}, {"good_influence": False}),
        ("카드 전액 사용 가능해요", {"spendable": 7_000}, {"card": "Y"}, {"card": "P"}),
        ("급식카드를 쓸 수 있어요", {}, {"card": "Y"}, {"card": "N"}),
    ],
)
def test_a_reason_is_said_when_it_is_true_and_only_then(
    reason: str, request_changes: dict[str, Any], shop: dict[str, Any], otherwise: dict[str, Any]
) -> None:
    changes = {name: frozenset(value) if isinstance(value, set) else value for name, value in request_changes.items()}
    assert reason in said(request_at(**changes), **shop)
    assert reason not in said(request_at(**changes), **otherwise)


def test_halal_is_never_certified() -> None:
    assert "할랄 인증은 확인이 필요해요" in said(request_at(diet=frozenset({"halal"})))


@pytest.mark.parametrize("way", ["vegetarian", "vegan", "halal"])
def test_declared_allergens_never_vouch_for_a_way_of_eating(way: str) -> None:
    reasons = said(request_at(diet=frozenset({way})), allergens=())
    assert "표시된 재료 중에 피할 것이 없어요" not in reasons
    assert any("물어봐야" in reason or "확인이 필요" in reason for reason in reasons)


def test_the_card_is_not_said_to_pay_all_of_what_it_cannot() -> None:
    assert "카드 전액 사용 가능해요" not in said(request_at(spendable=6_999), card="Y")
    assert "카드 전액 사용 가능해요" not in said(request_at(spendable=None), card="Y")


@pytest.mark.parametrize(
    ("last", "category", "reason"),
    [
        (LastChoice("분식", YESTERDAY), "한식", "어제 고른 분식과 다른 한식이에요"),
        (LastChoice("피자", NOON), "카페/디저트", "오늘 고른 피자와 다른 카페/디저트예요"),
        (LastChoice("한식", YESTERDAY), "한식", None),
        (LastChoice("분식", YESTERDAY - dt.timedelta(days=1)), "한식", None),
        (LastChoice("분식", NOON + dt.timedelta(days=1)), "한식", None),
        (None, "한식", None),
    ],
)
def test_something_else_than_yesterday_is(last: LastChoice | None, category: str, reason: str | None) -> None:
    found = [one for one in said(request_at(last_choice=last), category=category) if "다른" in one]
    assert found == ([] if reason is None else [reason])


def test_whoever_names_a_food_is_not_told_that_it_is_another_one() -> None:
    request = request_at(last_choice=LastChoice("분식", YESTERDAY), categories=("한식",))
    assert said(request) == []


def test_a_coupons_price_is_said_with_the_coupon_alone() -> None:
    assert said(request_at(coupons=(coupon(),))) == ["쿠폰 쓰면 6,000원이에요"]
    assert said(request_at(coupons=(coupon(min_order=8_000),))) == []
    assert said(request_at(coupons=(coupon(kind="FREEBIE", amount=None, freebie="음료"),))) == [
        "쿠폰 쓰면 음료 덤이 있어요"
    ]
    assert said(request_at(coupons=(coupon(kind="BOGO", amount=None),))) == ["쿠폰 쓰면 하나 값에 두 개예요"]


def test_a_coupon_nobody_knows_to_go_with_the_card_is_a_question_for_who_pays_by_card() -> None:
    wallet = (coupon(works_with_card=None),)
    assert said(request_at(coupons=wallet, spendable=9_000)) == ["쿠폰이 있는데 카드와 같이 되는지는 물어봐야 해요"]
    assert said(request_at(coupons=wallet)) == ["쿠폰 쓰면 6,000원이에요"]


def test_cautions_come_first_and_four_are_enough() -> None:
    request = request_at(diet=frozenset({"peanut", "halal"}), preferences={"한식": 1.0})
    found = said(request, allergens=None, business_hours=None, card="P", is_popular=True, distance=10.0)
    assert found == [
        "재료를 알 수 없어 가게에 꼭 물어봐야 해요",
        "할랄 인증은 확인이 필요해요",
        "영업시간 확인이 필요해요",
        "급식카드는 일부만 쓸 수 있어요",
    ]


def test_no_caution_gives_way_for_want_of_room() -> None:
    request = request_at(diet=frozenset({"peanut", "halal", "spicy"}))
    found = said(request, allergens=None, tastes=(), business_hours=None, card="P")
    assert len(found) == 5
    assert "급식카드는 일부만 쓸 수 있어요" in found
