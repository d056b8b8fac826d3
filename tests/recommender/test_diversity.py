"""A slate that is not the same food over and over, and new shops that get their chance with a known probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.diversity import Picked, pick
from recommender.ranking import Ranked, rank
from recommender.score import RuleScorer, Scored
from tests.recommender.conftest import request_at
from tests.recommender.test_ranking import ALWAYS, NEVER, candidate


def ranked(number: int, score: float, *, is_open: bool | None = True, **changes: object) -> Ranked:
    scored = Scored(candidate(number, **changes), score, score, 0.0)
    return Ranked(scored, is_open, {True: 0, None: 1, False: 9}[is_open])


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


_SHOPS = st.builds(
    lambda hours, allergens, category, chosen, popularity, price: {
        "business_hours": hours,
        "open_hint": {ALWAYS: True, NEVER: False, None: None}[hours],
        "allergens": allergens,
        "category": category,
        "chosen": chosen,
        "popularity": popularity,
        "price": price,
    },
    st.sampled_from([ALWAYS, ALWAYS, NEVER, None]),
    st.sampled_from([(), (), None]),
    st.sampled_from(["한식", "분식", "중식", "양식"]),
    st.sampled_from([0, 9]),
    st.floats(0, 1),
    st.integers(10, 120).map(lambda hundreds: 100 * hundreds),
)


@settings(max_examples=300)
@given(st.lists(_SHOPS, min_size=1, max_size=25), st.sampled_from(["best", "cheap", "near"]), st.floats(0, 0.999))
def test_nothing_doubtful_is_shown_while_something_more_certain_is_left_out(
    offered: list[dict[str, object]], order: str, luck: float
) -> None:
    request = request_at(diet=frozenset({"peanut"}), relaxed=frozenset({"open"}), order=order)
    found = [candidate(number, **changes) for number, changes in enumerate(offered, start=1)]
    ordered = rank(RuleScorer().score(found, request), request, enough=20)
    picked = pick(ordered, request, most=5, least=3, draw=iter((0.0, luck)).__next__)
    shown = set(shops(picked))
    left_out = [one for one in ordered if one.candidate.shop_id not in shown]
    worst = max(one.doubts for one in picked.items)
    assert all(one.doubts >= worst for one in left_out)
    assert len(shown) >= min(3, len(ordered))


def test_an_allergic_child_sees_the_known_safe_shops_and_no_closed_door_for_variety() -> None:
    request = request_at(diet=frozenset({"peanut"}), relaxed=frozenset({"open"}))
    safe = [candidate(n, category="한식" if n < 4 else "분식", distance=900.0) for n in range(1, 7)]
    doubtful = [candidate(n, category=f"{n}", allergens=None, distance=10.0) for n in range(7, 12)]
    closed = [candidate(n, category=f"{n}", business_hours=NEVER, open_hint=False) for n in range(12, 16)]
    ordered = rank(RuleScorer().score([*closed, *doubtful, *safe], request), request, enough=20)
    assert set(shops(pick(ordered, request, most=5, least=3, draw=never))) <= set(range(1, 7))


def test_an_experiment_is_as_certain_as_what_gives_way_and_no_third_of_its_kind() -> None:
    third = ranked(7, 0.1, category="0", menu_name="7", price=20_000, chosen=0)
    unknown = Ranked(ranked(8, 0.1, category="8", menu_name="8", chosen=0).scored, True, 2)
    twins = [ranked(n, 0.9, category="0", menu_name=f"{n}", price=4000 + 3000 * n, chosen=9) for n in range(2)]
    others = [ranked(n, 0.8, category=f"{n}", menu_name=f"{n}", price=3000 * n, chosen=9) for n in (3, 4, 5)]
    found = pick([*twins, *others, third, unknown], request_at(), most=5, least=3, draw=lambda: 0.0)
    assert set(shops(found)) == {0, 1, 3, 4, 5}
    assert set(found.propensities.values()) == {1.0}
