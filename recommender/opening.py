"""Is it open then, and until when: `catalog.hours` asked about candidates, with parsed hours kept."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Final

import orjson

from catalog.hours import Hours, HoursError

__all__ = ["Opening", "hours_of", "is_open_at", "opening_at"]


_SOON: Final = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Opening:
    """A shop at a moment: open, closed or unknown (None), and what comes next. Moments in Asia/Seoul."""

    is_open: bool | None
    closes_at: dt.datetime | None = None
    """When the day's last serving ends, while it is open."""
    pause: tuple[dt.datetime, dt.datetime] | None = None
    """The break still to come, or running."""
    opens_at: dt.datetime | None = None
    """When it serves next, while it is closed."""

    def break_is_near(self, at: dt.datetime, within: dt.timedelta = _SOON) -> bool:
        """Whether serving stops for a break so soon after ``at`` that somebody who sets out should know it."""
        return bool(self.is_open and self.pause is not None and at <= self.pause[0] < at + within)


@functools.lru_cache(maxsize=20_000)
def hours_of(stored: str | None) -> Hours:
    """Parsed business hours; text that cannot be read is a shop of which nothing is known."""
    try:
        return Hours.parse(orjson.loads(stored) if stored else None)
    except (HoursError, orjson.JSONDecodeError):
        return Hours({})


def is_open_at(stored: str | None, at: dt.datetime) -> bool | None:
    """Whether the shop with these stored hours serves at ``at``; None: unknown."""
    return None if stored is None else hours_of(stored).is_open(at)


def opening_at(stored: str | None, at: dt.datetime) -> Opening:
    """What the shop with these stored hours does at ``at``."""
    hours = hours_of(stored)
    is_open = hours.is_open(at)
    if is_open is None:
        return Opening(None)
    if is_open:
        return Opening(True, closes_at=hours.closes_at(at), pause=hours.pause_at(at))
    return Opening(False, pause=hours.pause_at(at), opens_at=hours.next_opening(at))
