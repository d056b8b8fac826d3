"""Single fields of public files: telephone numbers, prices, dates, coordinates, clocks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from catalog.rows import Point

__all__ = ["parse_date", "parse_phone", "parse_point", "parse_price"]

_NOT_DIGITS: Final = re.compile(r"\D+")
_NATIONWIDE: Final = re.compile(r"(?:0\d{1,2})?(1[568]\d{2})(\d{4})")
_LOCAL: Final = re.compile(r"(02|0[3-6]\d|01[016-9]|070|050\d)(\d{3,4})(\d{4})")
_ALL_ZEROS: Final = re.compile(r"0\d{0,2}0+")
_PRICE: Final = re.compile(r"(\d[\d,]*)\s*원?")
_PRICE_MAX: Final = 1_000_000
_DATE: Final = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})")
_LATITUDES, _LONGITUDES = (33.0, 39.0), (124.0, 132.0)
"""South Korea and its islands."""


def parse_phone(text: str) -> str | None:
    """A telephone number with hyphens; None when it cannot be one (033-1577-0711 is 1577-0711)."""
    digits = _NOT_DIGITS.sub("", text)
    if _ALL_ZEROS.fullmatch(digits):
        return None
    if match := _NATIONWIDE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return "-".join(match.groups())
    return None


def parse_price(text: str) -> int | None:
    """Won; None when it is no amount between 1 and 1,000,000."""
    match = _PRICE.fullmatch(text.strip())
    price = int(match[1].replace(",", "")) if match else 0
    return price if 0 < price <= _PRICE_MAX else None


def parse_date(text: str) -> dt.date | None:
    """A date of the forms 2025-07-14, 2025.07.14, 20250714, a time behind it allowed; None for anything else."""
    match = _DATE.match(text.strip())
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_point(lat: str, lng: str) -> Point | None:
    """Degrees of a place in South Korea, swapped ones put right; None for anything else.

    Raises:
        ValueError: something is written there, but no place in South Korea.
    """
    if not lat.strip() and not lng.strip():
        return None
    values = float(lat), float(lng)
    for one, other in (values, values[::-1]):
        if _LATITUDES[0] <= one <= _LATITUDES[1] and _LONGITUDES[0] <= other <= _LONGITUDES[1]:
            return Point(one, other)
    raise ValueError("coordinates outside South Korea")
