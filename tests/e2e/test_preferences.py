"""What somebody says of themselves at any time: kept, said back, taken back."""

from __future__ import annotations

import pytest

from tests.e2e.talk import Talk
from tests.system import System


@pytest.fixture
def child(system: System) -> Talk:
    """Somebody nobody knows."""
    return Talk(system)


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("나 땅콩 알레르기 있어", "dietary_restrictions", ["peanut"]),
        ("매운 거 싫어해", "dietary_restrictions", ["spicy"]),
        ("나 매운 거 못 먹어", "dietary_restrictions", ["spicy"]),
        ("난 치킨 좋아해", "preferred_categories", {"치킨": 1.0}),
        ("난 키위 알레르기 있어", "unfiltered_restrictions", ["키위"]),
    ],
)
def test_a_statement_is_kept_and_can_be_taken_back(child: Talk, text: str, column: str, value: object) -> None:
    told = child.say(text)
    assert child.profile is not None, told.text
    assert child.profile[column] == value
    assert "되돌렸어요" in child.press(told, "되돌리기").text
    assert not child.profile[column]


def test_no_after_the_confirmation_takes_back_a_taste_and_no_allergy(child: Talk) -> None:
    child.say("나 땅콩 알레르기 있어")
    child.say("아니야")
    assert child.profile is not None
    assert child.profile["dietary_restrictions"] == ["peanut"]
    child.say("난 치킨 좋아해")
    assert "되돌렸어요" in child.say("아니야").text
    assert not child.profile["preferred_categories"]


def test_a_restriction_is_dropped_only_after_a_question(child: Talk) -> None:
    child.say("나 우유 알레르기 있어")
    asked = child.say("이제 우유 알레르기 없어")
    assert child.profile is not None
    assert child.profile["dietary_restrictions"] == ["milk"], asked.text
    child.press(asked, "이제 먹어도 돼요")
    assert child.profile["dietary_restrictions"] == []
