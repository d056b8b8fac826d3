"""Who is in need is heard, and who only speaks as people speak is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasa_bot.distress import heard

CASES = [
    line.split("\t") for line in Path(__file__).with_name("distress_cases.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("text", "need"), CASES)
def test_need_is_heard_and_a_figure_of_speech_is_not(text: str, need: str) -> None:
    assert heard(text) == (None if need == "-" else need)


@pytest.mark.parametrize("text", ["죽!!! 고... 싶어ㅠㅠㅠ", "죽고  싶어😭", "죽  고싶어"])
def test_signs_and_blanks_hide_nothing(text: str) -> None:
    assert heard(text) == "life"
