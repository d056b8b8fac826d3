"""A slate that breaks a promise is found, whatever the bot noted of the wish. Needs no running system."""

from __future__ import annotations

from typing import Any

import pytest

from ops.dialogue.promises import Facts, amount_in, broken


def slate(price: int = 6_000, *relaxed: str) -> dict[str, Any]:
    item = {"menu": {"menu_id": 1, "name": "국밥", "price": price, "final_price": price - 2_000}}
    return {"request": {"budget": 99_000, "spendable": 99_000}, "relaxed": list(relaxed), "items": [item]}


@pytest.mark.parametrize(
    ("shown", "facts", "stated", "problem"),
    [
        (slate(), Facts({1: 6_000}), 6_000, None),
        (slate(), Facts({1: 6_000}), 5_000, "more than 5000"),
        (slate(6_000, "radius"), Facts({1: 6_000}), 5_000, "more than 5000"),
        (slate(6_000, "budget"), Facts({1: 6_000}), 5_000, None),
        (slate(), Facts({1: 6_000}, card_pays=5_500), None, "more than 5500"),
        (slate(6_000, "budget"), Facts({1: 6_000}, card_pays=5_500), None, "more than 5500"),
        (slate(6_000, "spendable"), Facts({1: 6_000}, card_pays=0), None, None),
        (slate(), Facts({1: 6_500}), None, "costs 6500"),
        (slate(), Facts({}), None, "no menu"),
        (slate(), Facts({1: 6_000}, {1: frozenset({"peanut"})}, avoids=frozenset({"peanut"})), None, "holds peanut"),
        (slate(), Facts({1: 6_000}, {}, avoids=frozenset({"peanut"})), None, None),
    ],
)
def test_a_broken_promise_is_found(
    shown: dict[str, Any], facts: Facts, stated: int | None, problem: str | None
) -> None:
    found = list(broken(shown, facts, stated))
    assert (found == []) if problem is None else any(problem in one for one in found)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("5천원으로 점심 먹을 곳", 5_000),
        ("만원 이하로 먹을 데", 10_000),
        ("5천원에서 7천원 사이로", 7_000),
        ("8,000원 안으로", 8_000),
        ("2만원으로 둘이서", 20_000),
        ("7천원 정도", None),
        ("만2천원으로", None),
        ("만두 먹고 싶어", None),
        ("만원 이상", None),
        ("근처 맛집", None),
        (None, None),
    ],
)
def test_the_amount_is_read_from_the_words(text: str | None, most: int | None) -> None:
    assert amount_in(text) == most
