"""A slate that is not the same food over and over, and new shops that get their chance with a known probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from recommender.diversity import Picked, pick
from recommender.ranking import Ranked, rank
from recommender.score import Scored
from tests.recommender.conftest import request_at
from tests.recommender.test_ranking import candidate


def ranked(
    number: int, score: float, *, is_open: bool | None = True, doubts: int | None = None, **changes: object
) -> Ranked:
    scored = Scored(candidate(number, **changes), score, score, 0.0)
    return Ranked(scored, is_open, int(is_open is None) if doubts is None else doubts)


def shops(picked: Picked) -> list[int]:
    return [item.candidate.shop_id for item in picked.items]


def never() -> float:
    return 0.99


def test_of_two_alike_the_second_gives_way_to_something_else() -> None:
    directions = {1: [1.0, 0.0], 2: [1.0, 0.0], 3: [0.0, 1.0]}

    def vectors(menus: Sequence[int]) -> npt.NDArray[np.float32]:
        return np.asarray([directions[menu] for menu in menus], np.float32)

    items = [
        ranked(1, 0.9, category="한식"),
        ranked(2, 0.88, category="분식", price=9000),
        ranked(3, 0.8, category="중식", price=11_000),
    ]
    found = pick(items, request_at(), most=2, least=2, vectors=vectors, draw=never)
    assert shops(found) == [1, 3]


def test_prices_of_a_slate_are_spread() -> None:
    same = [ranked(n, 0.9 - n / 1000, category=f"{n}", menu_name=f"{n}", price=7000) for n in range(4)]
    cheaper = ranked(9, 0.86, category="9", menu_name="9", price=4500)
    assert 9 in shops(pick([*same, cheaper], request_at(), most=3, least=3, draw=never))


def test_what_is_uncertain_is_not_lifted_for_being_different() -> None:
    items = [
        *(ranked(n, 0.9, category="한식", menu_name="김치찌개") for n in (1, 2)),
        ranked(3, 0.9, category="중식", is_open=None),
    ]
    assert shops(pick(items, request_at(), most=2, least=2, draw=never)) == [1, 2]


def test_for_an_allergic_child_known_ingredients_stand_before_unknown_ones_however_alike_they_are() -> None:
    plain = {"category": "한식", "price": 7000, "menu_name": "김치찌개"}
    known = [candidate(n, **{**plain, "category": f"{n % 3}"}, allergens=()) for n in range(6)]
    unknown = [candidate(n, category=f"{n}", menu_name=f"{n}", price=900 * n, allergens=None) for n in range(10, 16)]
    request = request_at(diet=frozenset({"peanut"}))
    ordered = rank([Scored(one, 0.9, 0.9, 0.0) for one in [*known, *unknown]], request, enough=12)
    assert set(shops(pick(ordered, request, most=5, least=3, draw=lambda: 0.0))) < set(range(6))


def test_a_closed_shop_that_was_agreed_to_stands_behind_all_that_are_open() -> None:
    items = [
        *(ranked(n, 0.9, category="한식", menu_name="김치찌개") for n in (1, 2)),
        ranked(3, 0.9, category="중식", is_open=False, doubts=9),
        ranked(4, 0.1, category="일식", is_open=None),
    ]
    assert shops(pick(items, request_at(), most=3, least=3, draw=never)) == [1, 2, 4]


def test_an_experiment_is_as_certain_as_what_makes_room_for_it_and_no_third_of_its_kind() -> None:
    unsure = ranked(7, 0.1, category="7", chosen=0, doubts=1)
    third = ranked(8, 0.1, category="0", chosen=0)
    usual = [
        ranked(n, 0.9 - n / 100, category=kind, menu_name=f"{n}", price=3000 + 900 * n, chosen=9)
        for n, kind in enumerate("00123")
    ]
    assert shops(pick([*usual, unsure, third], request_at(), most=5, least=3, draw=lambda: 0.0)) == [0, 1, 2, 3, 4]


def test_an_order_that_was_asked_for_is_kept() -> None:
    items = [ranked(n, 0.1 * n, category=f"{n}", price=1000 * n, menu_name="죽") for n in range(1, 7)]
    assert shops(pick(items, request_at(order="cheap"), most=3, least=3, draw=never)) == [1, 2, 3]


def many() -> list[Ranked]:
    return [
        ranked(n, 0.9 - n / 100, category=f"{n}", menu_name=f"{n}", price=3000 + 900 * n, chosen=9) for n in range(5)
    ]


def test_a_new_shop_gets_the_last_place_now_and_then_and_its_chance_is_known() -> None:
    new = [ranked(n, 0.1, category=f"{n}", menu_name=f"{n}", price=20_000, chosen=0) for n in (7, 8)]
    plain = pick([*many(), *new], request_at(), most=5, least=3, draw=never)
    assert shops(plain) == [0, 1, 2, 3, 4]
    assert list(plain.propensities.values()) == pytest.approx([1, 1, 1, 1, 0.95])
    explored = pick([*many(), *new], request_at(), most=5, least=3, draw=iter((0.01, 0.6)).__next__)
    assert shops(explored) == [0, 1, 2, 3, 8]
    assert explored.propensities[8] == pytest.approx(0.05 / 2)


def test_the_chances_sum_to_the_places() -> None:
    new = [ranked(n, 0.1, category=f"{n}", menu_name=f"{n}", price=20_000, chosen=0) for n in (7, 8)]
    plain = pick([*many(), *new], request_at(), most=5, least=3, draw=never)
    explored = [
        pick([*many(), *new], request_at(), most=5, least=3, draw=iter((0.01, where)).__next__) for where in (0.1, 0.9)
    ]
    chances = {**plain.propensities, **explored[0].propensities, **explored[1].propensities}
    assert sum(chances.values()) == pytest.approx(5)


def test_somebody_who_named_a_food_gets_no_experiments() -> None:
    new = ranked(7, 0.1, category="7", chosen=0)
    found = pick([*many(), new], request_at(dishes=("죽",)), most=5, least=3, draw=lambda: 0.0)
    assert shops(found) == [0, 1, 2, 3, 4]
    assert set(found.propensities.values()) == {1.0}


def test_a_shop_of_unknown_hours_is_no_experiment() -> None:
    new = ranked(7, 0.1, category="7", chosen=0, is_open=None)
    assert shops(pick([*many(), new], request_at(), most=5, least=3, draw=lambda: 0.0)) == [0, 1, 2, 3, 4]
