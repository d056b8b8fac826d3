"""Particles that fit the word before them: 김밥을, 라면을, BBQ를, GS25에서."""

from __future__ import annotations

import re
import string
from typing import Final

import tossi

__all__ = ["with_particle"]

_LETTERS: Final = (
    *("에이", "비", "씨", "디", "이", "에프", "지", "에이치", "아이", "제이", "케이", "엘", "엠"),
    *("엔", "오", "피", "큐", "알", "에스", "티", "유", "브이", "더블유", "엑스", "와이", "제트"),
)
_READ_AS: Final = dict(zip(string.ascii_uppercase, _LETTERS, strict=True))
_BRACKETS_AT_END: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_NO_SOUND_AT_END: Final = re.compile(r"[^0-9A-Za-z가-힣]+$")


def with_particle(word: str, particle: str) -> str:
    """``word`` with the form of ``particle`` that fits its last sound (``이``, ``을``, ``은``, ``으로``, ``이에요`` …).

    Brackets and signs at the end are not read; a word that ends in Latin letters is read letter by letter.
    """
    read = _NO_SOUND_AT_END.sub("", _BRACKETS_AT_END.sub("", word)) or word
    last = read[-1:].upper()
    return word + str(tossi.pick(_READ_AS.get(last, read), particle))
