"""Answers are kept for a while, told apart by all that was asked, and not found by what was not."""

from __future__ import annotations

import pytest

pytest.importorskip("cachetools", reason="the extra is not installed: make test EXTRAS=ax")

from serving.cache import Answers
from tests.serving.device import Clock


def make(*, seconds: float = 300, rows_max: int = 100) -> tuple[Answers[str], Clock]:
    clock = Clock()
    return Answers(name="test", seconds=seconds, rows_max=rows_max, clock=clock), clock


def test_an_answer_is_known_for_its_time_and_not_longer() -> None:
    answers, clock = make()
    answers.put("hello", "안녕", "", "v1")
    clock.now += 299
    assert answers.get("안녕", "", "v1") == "hello"
    clock.now += 2
    assert answers.get("안녕", "", "v1") is None


def test_text_context_and_adapter_are_each_part_of_what_was_asked() -> None:
    answers, _ = make()
    answers.put("hello", "ab", "c", "v1")
    for asked in (("a", "bc", "v1"), ("abc", "", "v1"), ("ab", "c", "v2"), ("ab", "", "cv1"), ("ab", "c", "v1", "")):
        assert answers.get(*asked) is None


def test_the_oldest_goes_when_there_are_too_many_and_none_is_kept_for_no_time() -> None:
    answers, _ = make(rows_max=2)
    for name in "abc":
        answers.put(name, name)
    assert [answers.get(name) for name in "abc"] == [None, "b", "c"]
    none_kept, _ = make(seconds=0)
    none_kept.put("a", "a")
    assert none_kept.get("a") is None


def test_half_a_character_can_be_asked_for() -> None:
    answers, _ = make()
    answers.put("x", "\ud83d")
    assert answers.get("\ud83d") == "x"
