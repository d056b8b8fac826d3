"""Three ways to look past how a text was typed: without its ornaments, without its finals, and letter by letter."""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.hangul import FINALS, is_syllable, split

# Laughing, weeping, exclamation and pictures: they colour a message; only where nothing else is said they are it.
_ORNAMENTS: Final = re.compile("[ㅋㅎㅠㅜㅡ~!.,…^;♥★☆\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+")
_FIRST: Final = ord("가")


def without_ornaments(text: str) -> str:
    """The text without ㅋㅋ, ㅠㅠ, !, ~, dots and pictures; the text itself if that is all of it."""
    return " ".join(_ORNAMENTS.sub(" ", text).split()) or text


def is_ornament(text: str) -> bool:
    """Whether the text is nothing but ornaments."""
    return _ORNAMENTS.fullmatch(text) is not None


def without_finals(text: str) -> str:
    """Each syllable without its final consonant (떡볶이 → 떠보이), for finals are what slips most."""
    return "".join(_open(character) if is_syllable(character) else character for character in text)


def letters(text: str) -> str:
    """Syllables as their letters (떡 → ㄸㅓㄱ), so that a slip of one letter leaves its neighbours alone."""
    return "".join("".join(split(character)) if is_syllable(character) else character for character in text)


def _open(syllable: str) -> str:
    code = ord(syllable) - _FIRST
    return chr(_FIRST + code - code % len(FINALS))
