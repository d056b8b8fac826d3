"""Makes utterances as people in a hurry type them: the same words, harder to read. Seeded, so that two runs agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from jamo import h2j, j2hcj

__all__ = ["NOISES"]

_EMOJI: Final = ("😋", "ㅋㅋ", "ㅠㅠ", "🙏", "ㅎㅎ", "🍚", "!!", "~")
_FIRST, _LAST = ord("가"), ord("힣")
_FINALS: Final = 28


def _is_syllable(sign: str) -> bool:
    return _FIRST <= ord(sign) <= _LAST


def _typo(text: str, dice: random.Random) -> str:
    """One syllable loses, or swaps, its final consonant."""
    places = [at for at, sign in enumerate(text) if _is_syllable(sign)]
    if not places:
        return text
    at = dice.choice(places)
    code = ord(text[at]) - _FIRST
    final = code % _FINALS
    changed = code - final + (0 if final else dice.choice((4, 21)))  # ㄴ or ㅇ
    return f"{text[:at]}{chr(_FIRST + changed)}{text[at + 1 :]}"


def _no_spaces(text: str, _: random.Random) -> str:
    return text.replace(" ", "")


def _jamo_slip(text: str, dice: random.Random) -> str:
    """One syllable falls apart into its letters: 떡볶이 → 떠ㄱ볶이."""
    places = [at for at, sign in enumerate(text) if _is_syllable(sign) and (ord(sign) - _FIRST) % _FINALS]
    if not places:
        return text
    at = dice.choice(places)
    without = chr(ord(text[at]) - (ord(text[at]) - _FIRST) % _FINALS)
    return f"{text[:at]}{without}{j2hcj(h2j(text[at]))[-1]}{text[at + 1 :]}"


def _emoji(text: str, dice: random.Random) -> str:
    return f"{text}{dice.choice(('', ' '))}{dice.choice(_EMOJI)}"


NOISES: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "typos": _typo,
    "no_spaces": _no_spaces,
    "jamo_slips": _jamo_slip,
    "emoji": _emoji,
}
"""Name → what it does to a text, given dice."""
