"""Drawn-out and repeated letters folded: ㅋㅋㅋㅋㅋ → ㅋㅋ, 좋아아아아 → 좋아, 배고파배고파배고파 → 배고파배고파.

Digits and stars are never folded: they count.
"""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.aligned import Aligned
from components.normaliser.hangul import is_syllable, split

_WEEPING: Final = re.compile("[ㅠㅜ]{2,}")
_RUN: Final = re.compile(r"([^\W\d_])\1{2,}|([^\w\s★⭐🌟])\2+")
_WORD_RUN: Final = re.compile(r"([가-힣]{2,6}?)\1{2,}")
_DRAWN_OUT: Final = re.compile(r"(?<=[가-힣])([아에이오우어으애])\1+(?![가-힣])")
_LAUGHS: Final = frozenset("하허호후히헤흐크키캬")
_TWICE: Final = frozenset(".*")


def fold_repeats(text: Aligned) -> Aligned:
    """Fold runs of three and more of a letter, of two and more of a mark, of three and more of a word."""
    text = text.edit([(m.start(), m.end(), "ㅠㅠ") for m in _WEEPING.finditer(text.text) if m.group() != "ㅠㅠ"])
    text = text.edit([_short(m) for m in _RUN.finditer(text.text)])
    text = text.edit([(m.end() - len(m.group()) + 2 * len(m[1]), m.end(), "") for m in _WORD_RUN.finditer(text.text)])
    return text.edit([(m.start(), m.end(), "") for m in _DRAWN_OUT.finditer(text.text) if _draws_out(m)])


def _short(run: re.Match[str]) -> tuple[int, int, str]:
    """An edit that keeps the first of the run, or the first two."""
    char = run.group()[0]
    keep = 1
    if char in _LAUGHS or char in _TWICE or (char.isalpha() and not is_syllable(char)):
        keep = 2
    elif not char.isalnum() and ord(char) > 0x2FFF:
        keep = 2  # an emoji: how often says how much
    return run.start() + keep, run.end(), ""


def _draws_out(run: re.Match[str]) -> bool:
    """Whether the bare vowels only lengthen the syllable before them."""
    before = run.string[run.start() - 1]
    return split(before)[2] == "" and split(before)[1] in _SAME_END[split(run[1])[1]]


_SAME_END: Final = {
    "ㅏ": "ㅏㅑㅘ",
    "ㅓ": "ㅓㅕㅝ",
    "ㅗ": "ㅗㅛ",
    "ㅜ": "ㅜㅠ",
    "ㅡ": "ㅡ",
    "ㅣ": "ㅣㅟㅢ",
    "ㅐ": "ㅐㅒㅙㅔㅖㅞㅚ",
    "ㅔ": "ㅔㅖㅞㅐㅒㅙㅚ",
}
