"""Which meal people usually have at an hour."""

from __future__ import annotations

import datetime as dt
from typing import Final

__all__ = ["meal_time_of"]

_FROM_HOUR: Final = ((5, "breakfast"), (10, "lunch"), (14, "snack"), (17, "dinner"), (21, "late_night"))


def meal_time_of(moment: dt.datetime) -> str:
    """The meal people usually have at that hour of ``moment``'s own clock."""
    meals = [meal for hour, meal in _FROM_HOUR if moment.hour >= hour]
    return meals[-1] if meals else "late_night"
