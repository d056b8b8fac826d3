"""Which moment a wish is about: now, unless another day was named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from catalog.hours import DAYS, HOLIDAY, is_public_holiday
from members.meal_times import meal_time_of

__all__ = ["at", "day_of", "days_asked", "meal_time_of"]

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEVERAL: Final = {"weekend": DAYS[5:], "weekday": DAYS[:5], "holiday": (HOLIDAY,)}
_AHEAD: Final = {"today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
_USUAL: Final = {
    "breakfast": dt.time(8, 0),
    "lunch": dt.time(12, 30),
    "snack": dt.time(15, 30),
    "dinner": dt.time(18, 30),
    "late_night": dt.time(21, 30),
}
_LATER_TODAY: Final = frozenset(_USUAL) - {"snack"}


def day_of(word: str, now: dt.datetime) -> dt.date | None:
    """The next day of that name (label guide, entity ``day``); None for today and for what names no one day."""
    today = now.date()
    if word in _AHEAD:
        ahead = _AHEAD[word]
    elif word in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(word) - today.weekday()) % 7
    elif word == "weekend":
        ahead = 0 if today.weekday() >= 5 else 5 - today.weekday()
    else:
        return None
    return today + dt.timedelta(days=ahead) if ahead else None


def at(now: dt.datetime, on: dt.date | None, meal_time: str | None) -> dt.datetime:
    """The moment shops must be open: the usual hour of the meal named, today or on the day named; else now.

    A snack is a kind of food that is eaten at any hour, and a meal whose hours have begun is eaten now.
    """
    if on is None or on <= now.date():
        if meal_time not in _LATER_TODAY or meal_time_of(now) == meal_time:
            return now
        return max(now, dt.datetime.combine(now.date(), _USUAL[meal_time], now.tzinfo))
    return dt.datetime.combine(on, _USUAL.get(meal_time or "lunch", _USUAL["lunch"]), now.tzinfo)


def days_asked(words: Sequence[str], now: dt.datetime) -> list[str]:
    """The keys of `catalog.hours.Hours` that a question about other days is about; none for today or no day."""
    keys: list[str] = []
    for word in words:
        if word in _SEVERAL:
            keys += _SEVERAL[word]
        elif (day := day_of(word, now)) is not None:
            keys.append(HOLIDAY if is_public_holiday(day) else DAYS[day.weekday()])
    return list(dict.fromkeys(keys))
