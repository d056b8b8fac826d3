"""Opening hours of public card lists: weekday, Saturday and holiday times as HHMM pairs.

Three columns of pairs stand for eight days. Sundays are public holidays by law, so the holiday pair is theirs too. A
closing before the opening is after midnight. ``0000``–``0000`` means around the clock at a convenience store; elsewhere
it means closed on a Saturday or holiday and says nothing of weekdays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from catalog.hours import DAYS, HOLIDAY, DayHours, Hours

__all__ = ["OpeningTimes", "parse_opening"]

_HHMM: Final = re.compile(r"([01]?\d|2[0-4]):?([0-5]\d)")
_DAY: Final = 24 * 60
_LONGEST_NIGHT: Final = 20 * 60
"""A restaurant open longer than this across midnight (0900–0850) is a slip of the pen, not a fact."""


@dataclass(frozen=True)
class OpeningTimes:
    """Start and end of weekdays, Saturdays and holidays, as written; empty where nothing is."""

    weekday: tuple[str, str]
    saturday: tuple[str, str]
    holiday: tuple[str, str]


def parse_opening(times: OpeningTimes, *, never_closes: bool) -> tuple[Hours, list[str]]:
    """The hours, and what of them could not be believed.

    Args:
        never_closes: whether the shop is of a type (convenience store) at which 0000–0000 means around the clock.
    """
    doubts: list[str] = []
    days: dict[str, DayHours | None] = {}
    columns = (
        ("weekday", times.weekday, DAYS[:5]),
        ("Saturday", times.saturday, DAYS[5:6]),
        ("holiday", times.holiday, (DAYS[6], HOLIDAY)),
    )
    for label, pair, keys in columns:
        try:
            hours = _parse_pair(*pair, never_closes=never_closes)
        except _NothingSaid:
            continue
        except ValueError as doubt:
            doubts.append(f"{label} hours {pair[0]}-{pair[1]}: {doubt}")
            continue
        if hours is None and label == "weekday":
            doubts.append("weekday hours 0000-0000 say nothing at a restaurant")
            continue
        days.update(dict.fromkeys(keys, hours))
    return (Hours(days) if any(days.values()) else Hours({})), doubts


class _NothingSaid(Exception):
    """The pair is empty."""


def _parse_pair(start: str, end: str, *, never_closes: bool) -> DayHours | None:
    """One pair; None is closed."""
    if not start and not end:
        raise _NothingSaid
    opens, closes = _minutes(start), _minutes(end)
    if opens == closes == 0:
        return DayHours(0, _DAY) if never_closes else None
    if opens == closes or opens >= _DAY:
        raise ValueError("opens when it closes")
    if closes < opens:
        closes += _DAY
        if closes - opens > _LONGEST_NIGHT and not never_closes:
            raise ValueError("too long to be true")
    return DayHours(opens, closes)


def _minutes(text: str) -> int:
    match = _HHMM.fullmatch(text.strip())
    if match is None:
        raise ValueError("no time")
    return int(match[1]) * 60 + int(match[2])
