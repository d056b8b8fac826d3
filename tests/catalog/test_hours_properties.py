"""When a shop serves: what must hold for any hours, checked against a minute-by-minute count."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from catalog.hours import DAYS, HOLIDAY, SEOUL, DayHours, Hours, Status, is_public_holiday

MONDAY = dt.datetime(2025, 7, 14, tzinfo=SEOUL)
"""The first of two weeks without a public holiday."""


@st.composite
def day_hours(draw: st.DrawFn) -> DayHours:
    start = draw(st.integers(0, 1439))
    length = draw(st.integers(1, 1440))
    pause = None
    if length >= 4 and draw(st.booleans()):
        first = draw(st.integers(1, length - 3))
        pause = (start + first, start + draw(st.integers(first + 1, length - 1)))
    return DayHours(start, start + length, pause)


any_day = st.one_of(st.none(), day_hours())
full_weeks = st.fixed_dictionaries(dict.fromkeys((*DAYS, HOLIDAY), any_day)).map(Hours)
any_weeks = st.dictionaries(st.sampled_from((*DAYS, HOLIDAY)), any_day).map(Hours)
minutes = st.integers(0, 7 * 1440 - 1)
moments = st.integers(0, 366 * 1440).map(lambda minute: MONDAY + dt.timedelta(minutes=minute))


def spans(hours: Hours, at: dt.datetime) -> set[bool]:
    """Whether the day of ``at`` or the day before serves at ``at``, read off the day's own hours."""
    found = set()
    for days_back in (0, 1):
        day = at.date() - dt.timedelta(days=days_back)
        known = hours.days.get(HOLIDAY if is_public_holiday(day) else DAYS[day.weekday()])
        if known is not None:
            minute = at.hour * 60 + at.minute + days_back * 1440
            found.add(any(start <= minute < end for start, end in known.spans))
    return found


def week_ahead(hours: Hours, at: dt.datetime) -> set[Status]:
    """What the shop does at each half hour of the next seven days."""
    return {hours.status(at + dt.timedelta(minutes=30 * count)) for count in range(7 * 48)}


@given(any_weeks, moments)
def test_it_is_open_exactly_when_todays_or_yesterdays_hours_say_so(hours: Hours, at: dt.datetime) -> None:
    assert (hours.is_open(at) is True) == (True in spans(hours, at))


@given(full_weeks, moments)
def test_a_week_that_is_known_is_never_unknown(hours: Hours, at: dt.datetime) -> None:
    assert hours.status(at) is not Status.UNKNOWN


@given(full_weeks, minutes)
def test_the_minutes_of_the_week_say_what_the_hours_say(hours: Hours, minute: int) -> None:
    week, _ = hours.to_multiranges()
    assert week is not None
    at = MONDAY + dt.timedelta(days=7, minutes=minute)  # the second week: its Monday has a Sunday before it
    assert any(span.lower <= minute < span.upper for span in week) == hours.is_open(at)


@given(full_weeks)
def test_the_minutes_of_the_week_are_sorted_apart_and_within_it(hours: Hours) -> None:
    week, _ = hours.to_multiranges()
    edges = [edge for span in week or () for edge in (span.lower, span.upper)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= 7 * 1440 for edge in edges)


@given(full_weeks, moments)
def test_it_closes_when_it_is_first_closed_breaks_aside(hours: Hours, at: dt.datetime) -> None:
    closes = hours.closes_at(at)
    if closes is None:
        assert hours.status(at) not in (Status.OPEN, Status.BREAK) or Status.CLOSED not in week_ahead(hours, at)
        return
    assert closes > at
    assert hours.status(closes - dt.timedelta(minutes=1)) in (Status.OPEN, Status.BREAK)
    assert hours.status(closes) is not Status.OPEN


@given(full_weeks, moments)
def test_it_opens_next_after_being_closed_until_then(hours: Hours, at: dt.datetime) -> None:
    opens = hours.next_opening(at)
    if opens is None:
        assert hours.status(at) is Status.OPEN or Status.OPEN not in week_ahead(hours, at)
        return
    assert opens > at
    assert hours.is_open(at) is False
    assert hours.is_open(opens) is True
    assert hours.is_open(opens - dt.timedelta(minutes=1)) is False


@given(any_weeks)
def test_the_stored_form_comes_back_as_it_went(hours: Hours) -> None:
    assert Hours.parse(hours.as_json()) == hours
