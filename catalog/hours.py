"""When a shop serves: business hours as the catalogue stores them, and the questions asked of them.

The stored form (column ``shops.business_hours``) is per day, ``mon`` … ``sun`` and ``holiday``::

    {"mon": {"open": "10:00", "close": "21:30", "break": ["15:00", "17:00"]}, "tue": null, …}

``close`` may exceed 24:00 (``"25:00"`` is 1 a.m. of the next day), ``null`` means closed that day, a missing day means
unknown. All clocks are Asia/Seoul. Unknown stays unknown: on a public holiday only ``holiday`` counts, and without it
nothing is known, for many shops close then.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import holidays
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from catalog.day_hours import DAY_MINUTES, DayHours, HoursError, parse_day

__all__ = [
    "DAYS",
    "HOLIDAY",
    "SEOUL",
    "UNKNOWN_HOURS",
    "DayHours",
    "Hours",
    "HoursError",
    "Status",
    "is_public_holiday",
]

SEOUL: Final = ZoneInfo("Asia/Seoul")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY: Final = "holiday"
_WEEK_MINUTES: Final = 7 * DAY_MINUTES
_LOOK_AHEAD_DAYS: Final = 8


class Status(str, enum.Enum):
    """What a shop is doing at a moment; the values of ``shops.current_status``."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    BREAK = "BREAK"
    UNKNOWN = "UNKNOWN"


@functools.lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("KR")


@functools.lru_cache(maxsize=4_096)
def is_public_holiday(day: dt.date) -> bool:
    """Whether ``day`` is a public holiday in Korea, substitute and one-off holidays included."""
    return day in _calendar()


@dataclass(frozen=True)
class Hours:
    """Business hours of one shop. ``Hours({})`` is a shop of which nothing is known."""

    days: Mapping[str, DayHours | None]
    """Day key → hours, or None for closed that day; an absent key is unknown."""

    @classmethod
    def parse(cls, stored: Mapping[str, Any] | None) -> Hours:
        """Read the stored form; None is a shop of which nothing is known.

        Raises:
            HoursError: a key, a time or their order is wrong.
        """
        days: dict[str, DayHours | None] = {}
        for key, value in (stored or {}).items():
            if key not in DAYS and key != HOLIDAY:
                raise HoursError(f"no day is called {key!r}")
            days[key] = None if value is None else parse_day(value)
        return cls(days)

    @classmethod
    def every_day(cls, hours: DayHours) -> Hours:
        """The same hours on every day of the week and on holidays."""
        return cls(dict.fromkeys((*DAYS, HOLIDAY), hours))

    def as_json(self) -> dict[str, Any] | None:
        """The stored form; None when nothing is known."""
        return {key: day.as_json() if day else None for key, day in self.days.items()} or None

    def on(self, day: dt.date) -> DayHours | None:
        """The hours that hold on ``day``; None: closed.

        Raises:
            KeyError: nothing is known of that day.
        """
        return self.days[HOLIDAY if is_public_holiday(day) else DAYS[day.weekday()]]

    def status(self, at: dt.datetime) -> Status:
        """What the shop is doing at ``at`` (an aware datetime of any zone)."""
        local = _local(at)
        minute = _minute(local)
        paused = False
        for hours, since_midnight in (
            (self._known(local.date() - dt.timedelta(days=1)), minute + DAY_MINUTES),
            (self._known(local.date()), minute),
        ):
            if hours is None:
                continue
            if _within(hours.spans, since_midnight):
                return Status.OPEN
            paused = paused or (hours.pause is not None and _within([hours.pause], since_midnight))
        if paused:
            return Status.BREAK
        return Status.CLOSED if self._is_known_closed(local) else Status.UNKNOWN

    def is_open(self, at: dt.datetime) -> bool | None:
        """Whether the shop serves at ``at``; None when unknown."""
        status = self.status(at)
        return None if status is Status.UNKNOWN else status is Status.OPEN

    def closes_at(self, at: dt.datetime) -> dt.datetime | None:
        """When the opening that runs at ``at`` ends for the day, breaks passed over.

        None when the shop is not open at ``at``, or closes at no time within the next week (24 hours a day).
        """
        local = _local(at)
        if self.status(local) not in (Status.OPEN, Status.BREAK):
            return None
        end: dt.datetime | None = None
        for offset in range(-1, _LOOK_AHEAD_DAYS + 1):
            start_of_day = _midnight(local.date() + dt.timedelta(days=offset))
            hours = self._known(start_of_day.date())
            if hours is None:
                continue
            opens = start_of_day + dt.timedelta(minutes=hours.open)
            closes = start_of_day + dt.timedelta(minutes=hours.close)
            if (end is None and opens <= local < closes) or (end is not None and opens <= end < closes):
                end = closes
        horizon = _midnight(local.date() + dt.timedelta(days=_LOOK_AHEAD_DAYS))
        return None if end is None or end >= horizon else end

    def pause_at(self, at: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
        """Start and end of the break still to come, or running, on the day of ``at``; None when there is none."""
        local = _local(at)
        hours = self._known(local.date())
        if hours is None or hours.pause is None or _minute(local) >= hours.pause[1]:
            return None
        start = _midnight(local.date())
        return start + dt.timedelta(minutes=hours.pause[0]), start + dt.timedelta(minutes=hours.pause[1])

    def next_opening(self, at: dt.datetime) -> dt.datetime | None:
        """When the shop serves next, after ``at``.

        None when it is open then, or when an unknown day or a whole week lies between.
        """
        local = _local(at)
        if self.status(local) in (Status.OPEN, Status.UNKNOWN):
            return None
        # Yesterday counts too: its break may end after midnight.
        last_night = self._known(local.date() - dt.timedelta(days=1))
        coming = _starts_after(local, _midnight(local.date() - dt.timedelta(days=1)), last_night)
        for offset in range(_LOOK_AHEAD_DAYS):
            start_of_day = _midnight(local.date() + dt.timedelta(days=offset))
            if coming and min(coming) <= start_of_day:
                break
            try:
                hours = self.on(start_of_day.date())
            except KeyError:
                return None
            coming += _starts_after(local, start_of_day, hours)
        return min(coming, default=None)

    def to_multiranges(self) -> tuple[Multirange[int] | None, Multirange[int] | None]:
        """The columns ``open_minutes`` and ``holiday_minutes``.

        Returns:
            Minutes since Monday 00:00, ``[0, 10080)``, Sunday's night wrapped to Monday's morning (None: nothing is
            known); and minutes since midnight of a holiday, ``[0, 2880)``, its night included (None: unknown).
            A day that is unknown has no minutes: SQL that must tell it from closed asks ``business_hours ? day``.
        """
        if not self.days:
            return None, None
        week: list[tuple[int, int]] = []
        for index, key in enumerate(DAYS):
            hours = self.days.get(key)
            for start, end in hours.spans if hours else []:
                week += _wrapped(index * DAY_MINUTES + start, index * DAY_MINUTES + end)
        if HOLIDAY not in self.days:
            return _multirange(week), None
        holiday = self.days[HOLIDAY]
        return _multirange(week), _multirange(holiday.spans if holiday else [])

    def _known(self, day: dt.date) -> DayHours | None:
        """The hours of ``day``, None when closed or unknown."""
        try:
            return self.on(day)
        except KeyError:
            return None

    def _is_known_closed(self, local: dt.datetime) -> bool:
        """Whether a moment outside all known spans is known to be closed, last night's opening considered."""
        try:
            today = self.on(local.date())
        except KeyError:
            return False
        if _minute(local) >= min(_NIGHT_ENDS, today.open if today else _NIGHT_ENDS):
            return True
        try:
            self.on(local.date() - dt.timedelta(days=1))
        except KeyError:
            return False
        return True


UNKNOWN_HOURS: Final = Hours({})

_NIGHT_ENDS: Final = 6 * 60
"""Until when an unknown yesterday leaves this morning in doubt: nights end by 6 o'clock."""


def _local(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("the moment must carry its time zone")
    return at.astimezone(SEOUL)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SEOUL)


def _minute(local: dt.datetime) -> int:
    return local.hour * 60 + local.minute


def _starts_after(moment: dt.datetime, midnight: dt.datetime, hours: DayHours | None) -> list[dt.datetime]:
    """When the spans of a day that began at ``midnight`` start, as far as that is after ``moment``."""
    starts = [midnight + dt.timedelta(minutes=start) for start, _ in hours.spans] if hours else []
    return [start for start in starts if start > moment]


def _within(spans: Sequence[tuple[int, int]], minute: int) -> bool:
    return any(start <= minute < end for start, end in spans)


def _wrapped(start: int, end: int) -> list[tuple[int, int]]:
    """A span of the week, cut at Sunday midnight and continued on Monday."""
    if start >= _WEEK_MINUTES:
        return [(start - _WEEK_MINUTES, end - _WEEK_MINUTES)]
    if end <= _WEEK_MINUTES:
        return [(start, end)]
    return [(start, _WEEK_MINUTES), (0, end - _WEEK_MINUTES)]


def _multirange(spans: Sequence[tuple[int, int]]) -> Multirange[int]:
    """Spans as PostgreSQL stores them: sorted, touching ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return Multirange(Range(start, end) for start, end in joined)
