"""Opening hours of made-up shops: every shape that real ones have, the unknown one included."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from catalog.hours import DAYS, HOLIDAY, DayHours, Hours

__all__ = ["SHAPES", "draw_hours"]

_UNKNOWN_SHARE: Final = 0.08
_HOLIDAY_UNKNOWN_SHARE: Final = 0.15
_HOLIDAY_CLOSED_SHARE: Final = 0.35
_WEEKDAYS_OFF: Final = ("sun", "sun", "sun", "mon", "mon", "tue", "wed")


def _around_the_clock(_: random.Random) -> DayHours:
    return DayHours(0, 24 * 60)


def _morning(draw: random.Random) -> DayHours:
    return DayHours(_clock(draw, 6.0, 8.0), _clock(draw, 14.0, 16.0))


def _day(draw: random.Random) -> DayHours:
    return DayHours(_clock(draw, 9.0, 11.0), _clock(draw, 20.0, 22.0))


def _cafe(draw: random.Random) -> DayHours:
    return DayHours(_clock(draw, 7.5, 10.5), _clock(draw, 21.0, 23.0))


def _two_meals(draw: random.Random) -> DayHours:
    pause = _clock(draw, 14.5, 15.5)
    return DayHours(_clock(draw, 10.5, 11.5), _clock(draw, 20.5, 22.0), (pause, pause + draw.choice((60, 90, 120))))


def _long_day(draw: random.Random) -> DayHours:
    return DayHours(_clock(draw, 10.0, 11.5), _clock(draw, 23.0, 25.0))


def _night(draw: random.Random) -> DayHours:
    return DayHours(_clock(draw, 15.0, 18.0), _clock(draw, 24.5, 28.0))


SHAPES: Final[Mapping[str, Callable[[random.Random], DayHours]]] = {
    "around_the_clock": _around_the_clock,
    "morning": _morning,
    "day": _day,
    "cafe": _cafe,
    "two_meals": _two_meals,
    "long_day": _long_day,
    "night": _night,
}
"""How a day can be shaped; which a shop draws from depends on its kind."""


def draw_hours(draw: random.Random, shapes: Sequence[str], day_off_share: float) -> Hours:
    """Hours of one shop.

    Args:
        shapes: keys of `SHAPES`, one of which is taken; repeated keys are likelier.
        day_off_share: how likely the shop rests one day a week.
    """
    if draw.random() < _UNKNOWN_SHARE:
        return Hours({})
    shape = draw.choice(shapes)
    usual = SHAPES[shape](draw)
    days: dict[str, DayHours | None] = dict.fromkeys(DAYS, usual)
    if shape == "around_the_clock":
        return Hours({**days, HOLIDAY: usual})
    if draw.random() < 0.25:
        days["sun"] = _shorter(usual)
    if draw.random() < day_off_share:
        days[draw.choice(_WEEKDAYS_OFF)] = None
    chance = draw.random()
    if chance < _HOLIDAY_CLOSED_SHARE:
        days[HOLIDAY] = None
    elif chance < 1 - _HOLIDAY_UNKNOWN_SHARE:
        days[HOLIDAY] = usual
    return Hours(days)


def _shorter(usual: DayHours) -> DayHours:
    """A day that ends an hour earlier, if the break allows it."""
    close = usual.close - 60
    return DayHours(usual.open, close, usual.pause) if usual.pause is None or usual.pause[1] < close else usual


def _clock(draw: random.Random, earliest: float, latest: float) -> int:
    """A half hour between two hours of the day, in minutes since midnight."""
    return draw.randint(round(earliest * 2), round(latest * 2)) * 30
