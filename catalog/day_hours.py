"""One day's serving time, and its stored form: ``{"open": "10:00", "close": "21:30", "break": ["15:00", "17:00"]}``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["DAY_MINUTES", "DayHours", "HoursError", "parse_day"]

DAY_MINUTES: Final = 24 * 60
_CLOCK: Final = re.compile(r"([0-4]\d):([0-5]\d)")


class HoursError(ValueError):
    """Business hours do not have the stored form; the message says what is wrong with them."""


@dataclass(frozen=True)
class DayHours:
    """One day's serving time, in minutes since that day's midnight.

    Raises:
        HoursError: the times are out of order, or the day is longer than 24 hours.
    """

    open: int
    close: int
    pause: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.open < DAY_MINUTES:
            raise HoursError("a day opens between 00:00 and 23:59")
        if not self.open < self.close <= self.open + DAY_MINUTES:
            raise HoursError("a day closes after it opens and within 24 hours")
        if self.pause and not self.open < self.pause[0] < self.pause[1] < self.close:
            raise HoursError("a break lies inside the opening hours")

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Serving spans ``[start, end)``, the break left out."""
        if self.pause is None:
            return [(self.open, self.close)]
        return [(self.open, self.pause[0]), (self.pause[1], self.close)]

    def as_json(self) -> dict[str, Any]:
        """The stored form of this day."""
        stored: dict[str, Any] = {"open": _clock(self.open), "close": _clock(self.close)}
        if self.pause:
            stored["break"] = [_clock(self.pause[0]), _clock(self.pause[1])]
        return stored


def parse_day(value: Any) -> DayHours:
    """Read one day's stored form.

    Raises:
        HoursError: a field, a time or their order is wrong.
    """
    if not isinstance(value, Mapping) or not {"open", "close"} <= value.keys() <= {"open", "close", "break"}:
        raise HoursError("a day is null or has 'open', 'close' and perhaps 'break'")
    pause = value.get("break")
    if pause is not None and (not isinstance(pause, Sequence) or isinstance(pause, str) or len(pause) != 2):
        raise HoursError("a break is a start and an end")
    return DayHours(
        _parse_clock(value["open"]),
        _parse_clock(value["close"]),
        (_parse_clock(pause[0]), _parse_clock(pause[1])) if pause else None,
    )


def _parse_clock(text: Any) -> int:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise HoursError(f"{text!r} is not a time like 09:30")
    return int(match[1]) * 60 + int(match[2])


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
