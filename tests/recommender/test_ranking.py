"""Certain before uncertain, the order asked for, and no more than two of a kind."""

from __future__ import annotations

import json

from catalog.hours import DAYS, HOLIDAY
from recommender.candidates import Candidate
from recommender.diversity import pick
from recommender.ranking import Ranked, rank
from recommender.request import Request
from recommender.score import RuleScorer, Weights
from tests.recommender.conftest import request_at

ALWAYS = json.dumps({day: {"open": "00:00", "close": "24:00"} for day in (*DAYS, HOLIDAY)})
NEVER = json.dumps(dict.fromkeys((*DAYS, HOLIDAY)))


def candidate(shop_id: int = 1, **changes: object) -> Candidate:
    plain = Candidate(
        shop_id=shop_id,
        name=f"가게 {shop_id}",
        category="한식",
        card="Y",
        good_influence=False,
        popularity=0.5,
        business_hours=ALWAYS,
        distance=300.0,
        open_hint=True,
        menu_id=shop_id,
        menu_name="김치찌개",
        price=7000,
        allergens=(),
        tastes=("spicy",),
        dish_asked=False,
        is_popular=False,
        is_side=False,
        total=1,
    )
    return plain._replace(**changes)


def ranked(*candidates: Candidate, request: Request | None = None) -> list[int]:
    request = request or request_at()
    order = rank(RuleScorer().score(candidates, request), request, enough=5)
    return [one.candidate.shop_id for one in order]


def test_unknown_hours_come_after_open_shops_however_near() -> None:
    assert ranked(candidate(1, business_hours=None, open_hint=None, distance=10.0), candidate(2)) == [2, 1]


def test_the_catalogues_hours_overrule_the_sieve() -> None:
    assert ranked(candidate(1, business_hours=NEVER, open_hint=True), candidate(2)) == [2]


def test_closed_shops_come_last_when_the_person_agreed_to_them() -> None:
    agreed = request_at(relaxed=frozenset({"open"}))
    closed = candidate(1, business_hours=NEVER, open_hint=False, distance=1.0)
    assert ranked(closed, candidate(2), request=agreed) == [2, 1]


def test_unknown_ingredients_come_after_known_ones_for_somebody_with_an_allergy_alone() -> None:
    unknown = candidate(1, allergens=None, distance=10.0)
    assert ranked(unknown, candidate(2)) == [1, 2]
    assert ranked(unknown, candidate(2), request=request_at(diet=frozenset({"peanut"}))) == [2, 1]


def test_cheap_order_puts_a_meal_before_rice_alone() -> None:
    rice = candidate(1, menu_name="공기밥", price=1500, is_side=True)
    assert ranked(rice, candidate(2, price=4000), candidate(3, price=3000), request=request_at(order="cheap")) == [
        3,
        2,
        1,
    ]


def test_near_order_is_by_distance() -> None:
    far, near = candidate(1, distance=500.0, popularity=1.0), candidate(2, distance=400.0, popularity=0.0)
    assert ranked(far, near, request=request_at(order="near")) == [2, 1]


def test_scores_lie_in_the_unit_interval_and_the_card_counts() -> None:
    best = candidate(1, distance=0.0, popularity=9.0, price=8000)
    worst = candidate(2, distance=1000.0, popularity=0.0, price=16_000, card="P", open_hint=None, is_side=True)
    request = request_at(preferences={"한식": 1.0})
    high, low = RuleScorer().score([best, worst], request)
    assert 0 <= low.score < high.score <= 1
    with_card, partly = RuleScorer().score([candidate(1), candidate(2, card="P")], request_at())
    assert with_card.base == partly.base
    assert with_card.score > partly.score


def test_weights_sum_to_one() -> None:
    weights = Weights()
    total = weights.distance + weights.price + weights.popularity + weights.preference + weights.open + weights.meal
    assert abs(total - 1) < 1e-9


def picked(offered: list[str], *, least: int = 3, **changes: object) -> list[str]:
    request = request_at(**changes)
    ordered = [
        Ranked(scored, True, 0)
        for scored in RuleScorer().score(
            [candidate(number, category=name) for number, name in enumerate(offered)], request
        )
    ]
    return [one.candidate.category for one in pick(ordered, request, most=5, least=least).items]


def test_a_slate_holds_two_of_a_category_at_most() -> None:
    assert picked(["한식", "한식", "한식", "중식", "분식", "한식"]) == ["한식", "한식", "중식", "분식"]


def test_three_of_a_kind_beat_a_slate_of_two() -> None:
    assert picked(["한식"] * 6) == ["한식"] * 3


def test_a_category_that_was_asked_for_may_fill_the_slate() -> None:
    assert picked(["한식"] * 6, categories=("한식",)) == ["한식"] * 5
