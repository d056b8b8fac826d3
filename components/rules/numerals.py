"""Korean numerals as people write them: digits, Sino-Korean (오, 십오) and native (둘, 세)."""

from __future__ import annotations

import re
from typing import Final

SINO: Final = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6, "칠": 7, "팔": 8, "구": 9}
_UNITS: Final = {"십": 10, "백": 100, "천": 1000}
# Before a counter (세 명), and standing alone (셋이서).
_ONES: Final = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_TENS: Final = {"열": 10, "스물": 20, "서른": 30}
# Of rough numbers (두세, 대여섯) the larger one is meant to fit.
_ROUGH: Final = {
    "한두": 2, "두어": 2, "두세": 3, "서너": 4, "세네": 4, "두서너": 4, "너댓": 5, "네댓": 5, "네다섯": 5, "댓": 5,
    "대여섯": 6,
}  # fmt: skip
BEFORE_COUNTER: Final = (
    _ONES
    | _TENS
    | {"스무": 20}
    | {ten + one: tens + ones for ten, tens in _TENS.items() for one, ones in _ONES.items()}
    | _ROUGH
)
ALONE: Final = {"하나": 1, "둘": 2, "셋": 3, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}

_LARGEST: Final = 1e12  # above it, a float is no whole number for long, and no amount of anything we read
_DIGITS: Final = re.compile(r"\d{1,3}(?:[,.]\d{3})+(?!\d)|\d+(?:\.\d+)?")


def digits(text: str) -> float:
    """Value of digits with thousands separators or a decimal point; a number beyond all use is capped."""
    if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", text):
        return min(float(re.sub(r"\D", "", text)), _LARGEST)
    return min(float(text), _LARGEST)


def number(text: str) -> int:
    """Value of a numeral that mixes digits, Sino-Korean digits and units: 만 오천, 1.5만, 3천5백, 십팔만, 1만2000.

    Raises:
        ValueError: a character is no part of a numeral.
    """
    total, section, coefficient = 0.0, 0.0, None
    position = 0
    while position < len(text):
        char = text[position]
        match = _DIGITS.match(text, position)
        if match:
            coefficient = digits(match.group())
            position = match.end()
            continue
        if char in SINO:
            coefficient = float(SINO[char])
        elif char in _UNITS:
            section += (1 if coefficient is None else coefficient) * _UNITS[char]
            coefficient = None
        elif char == "만":
            section += coefficient or 0
            total += (section or 1) * 10_000
            section, coefficient = 0.0, None
        elif not char.isspace():
            raise ValueError(f"{char!r} in {text!r} is no part of a numeral")
        position += 1
    return round(total + section + (coefficient or 0))


def counted(text: str) -> int:
    """Value of digits, or of a native or Sino-Korean numeral before a counter."""
    text = text.strip()
    if text in BEFORE_COUNTER:
        return BEFORE_COUNTER[text]
    return ALONE[text] if text in ALONE else number(text)
