"""Amounts, distances and moments as people read them."""

from __future__ import annotations

import datetime as dt

from catalog.hours import SEOUL

__all__ = ["ago", "clock", "date", "day_and_clock", "metres", "minute_clock", "short", "when", "won"]

_PARTS_OF_DAY = ((6, "새벽"), (12, "오전"), (18, "오후"), (21, "저녁"), (24, "밤"))
_AT_TWELVE = {0: "밤", 12: "낮"}
_WEEKDAYS = "월화수목금토일"


def won(amount: int) -> str:
    """``5,000원``."""
    return f"{amount:,}원"


def metres(distance_m: int) -> str:
    """``300m``, ``1.2km``, ``2km``."""
    if distance_m < 1000:
        return f"{distance_m}m"
    return f"{distance_m / 1000:.1f}".removesuffix(".0") + "km"


def clock(moment: dt.datetime) -> str:
    """``오후 2시 30분``, ``낮 12시``, ``밤 12시``, ``새벽 1시``."""
    local = moment.astimezone(SEOUL)
    return minute_clock(local.hour * 60 + local.minute)


def minute_clock(minute: int) -> str:
    """The clock of a minute since midnight; from 24:00 on it is the next day's: ``새벽 1시``."""
    hour, rest = divmod(minute % (24 * 60), 60)
    part = _AT_TWELVE.get(hour) or next(name for until, name in _PARTS_OF_DAY if hour < until)
    return f"{part} {hour % 12 or 12}시" + (f" {rest}분" if rest else "")


def day_and_clock(moment: dt.datetime, now: dt.datetime) -> str:
    """The clock, with the day where it is not today: ``내일 오전 10시``, ``수요일 오전 10시``."""
    local, today = moment.astimezone(SEOUL), now.astimezone(SEOUL).date()
    # Half past midnight is still "tonight": 내일 밤 12시 30분 would be heard a day too late.
    day = local.date() - dt.timedelta(days=1) if local.hour == 0 else local.date()
    days = (day - today).days
    if days <= 0:
        return clock(local)
    if days == 1:
        return f"내일 {clock(local)}"
    return f"{_WEEKDAYS[day.weekday()]}요일 {clock(local)}"


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago: ``방금``, ``5분 전``, ``3시간 전``, ``2일 전``."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "방금"
    if minutes < 60:
        return f"{minutes}분 전"
    if minutes < 24 * 60:
        return f"{minutes // 60}시간 전"
    return f"{minutes // (24 * 60)}일 전"


def when(moment: dt.datetime, now: dt.datetime) -> str:
    """When it was: ``방금``, ``5분 전에``."""
    said = ago(moment, now)
    return said if said == "방금" else f"{said}에"


def date(day: dt.date) -> str:
    """``2026년 11월 24일``."""
    return f"{day.year}년 {day.month}월 {day.day}일"


def short(name: str, most: int) -> str:
    """A name of at most ``most`` characters."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
