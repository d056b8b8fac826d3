"""The slips that the intent model is trained with."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.classifier.slips import slipped
from components.normaliser.hangul import is_syllable


@given(st.text(max_size=60), st.integers(0, 1_000))
def test_any_text_can_be_slipped(text: str, seed: int) -> None:
    noisy = slipped(text, random.Random(seed))
    assert len(noisy) <= len(text) + 6


@given(st.integers(0, 1_000))
def test_the_same_dice_make_the_same_slips(seed: int) -> None:
    text = "5천원으로 점심 먹을 곳 추천해줘"
    assert slipped(text, random.Random(seed)) == slipped(text, random.Random(seed))


def test_most_copies_differ_and_none_is_another_sentence() -> None:
    text, dice = "근처 떡볶이집 알려줘", random.Random(1)
    copies = [slipped(text, dice) for _ in range(200)]
    assert sum(copy != text for copy in copies) > 120
    assert all(abs(len(copy) - len(text)) <= 4 for copy in copies), "a slip, not another sentence"


@pytest.mark.parametrize("text", ["", "123 abc", "ㅋㅋㅋ", "😋"])
def test_what_has_no_syllables_has_no_slips_of_syllables(text: str) -> None:
    for seed in range(50):
        assert not any(map(is_syllable, slipped(text, random.Random(seed))))
