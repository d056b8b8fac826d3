"""When a shop serves: examples a person would give."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.hours import SEOUL, DayHours, Hours, HoursError, Status, is_public_holiday

LUNCH_AND_DINNER = {"open": "11:00", "close": "21:00", "break": ["15:00", "17:00"]}
NIGHT = {"open": "17:00", "close": "26:00"}
ROUND_THE_CLOCK = {"open": "00:00", "close": "24:00"}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def at(text: str) -> dt.datetime:
    """A moment in Seoul."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def every_day(day: dict[str, object] | None) -> Hours:
    return Hours.parse(dict.fromkeys((*WEEK, "holiday"), day))


# 2025-07-14 is a Monday without a holiday near it.


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2025-07-14T10:59", Status.CLOSED),
        ("2025-07-14T11:00", Status.OPEN),
        ("2025-07-14T14:59", Status.OPEN),
        ("2025-07-14T15:00", Status.BREAK),
        ("2025-07-14T17:00", Status.OPEN),
        ("2025-07-14T20:59", Status.OPEN),
        ("2025-07-14T21:00", Status.CLOSED),
    ],
)
def test_a_day_with_a_break_is_open_closed_or_on_its_break(moment: str, status: Status) -> None:
    assert every_day(LUNCH_AND_DINNER).status(at(moment)) is status


def test_a_night_past_midnight_belongs_to_the_day_it_began() -> None:
    hours = Hours.parse({**dict.fromkeys(WEEK), "mon": NIGHT})
    assert hours.is_open(at("2025-07-15T01:59")) is True
    assert hours.is_open(at("2025-07-15T02:00")) is False
    assert hours.closes_at(at("2025-07-14T23:00")) == at("2025-07-15T02:00")


def test_sundays_night_runs_into_monday() -> None:
    hours = Hours.parse({**dict.fromkeys(WEEK), "sun": NIGHT})
    assert hours.is_open(at("2025-07-14T01:00")) is True
    week, _ = hours.to_multiranges()
    assert week is not None
    assert [(span.lower, span.upper) for span in week] == [(0, 120), (6 * 1440 + 17 * 60, 7 * 1440)]


def test_round_the_clock_never_closes() -> None:
    hours = every_day(ROUND_THE_CLOCK)
    assert hours.is_open(at("2025-07-14T03:33")) is True
    assert hours.closes_at(at("2025-07-14T03:33")) is None


def test_round_the_clock_until_the_day_off_closes_at_its_midnight() -> None:
    hours = Hours.parse({**dict.fromkeys(WEEK, ROUND_THE_CLOCK), "wed": None})
    assert hours.closes_at(at("2025-07-14T12:00")) == at("2025-07-16T00:00")


def test_a_break_does_not_end_the_day() -> None:
    hours = every_day(LUNCH_AND_DINNER)
    assert hours.closes_at(at("2025-07-14T12:00")) == at("2025-07-14T21:00")
    assert hours.pause_at(at("2025-07-14T12:00")) == (at("2025-07-14T15:00"), at("2025-07-14T17:00"))
    assert hours.pause_at(at("2025-07-14T18:00")) is None


def test_the_next_opening_is_the_end_of_the_break_or_the_next_working_day() -> None:
    hours = Hours.parse({**dict.fromkeys(WEEK, LUNCH_AND_DINNER), "tue": None})
    assert hours.next_opening(at("2025-07-14T15:30")) == at("2025-07-14T17:00")
    assert hours.next_opening(at("2025-07-14T22:00")) == at("2025-07-16T11:00")
    assert hours.next_opening(at("2025-07-14T12:00")) is None


def test_a_missing_day_is_unknown_and_never_open_or_closed() -> None:
    hours = Hours.parse({"mon": LUNCH_AND_DINNER})
    assert hours.is_open(at("2025-07-15T12:00")) is None
    assert hours.status(at("2025-07-15T12:00")) is Status.UNKNOWN
    assert hours.next_opening(at("2025-07-14T22:00")) is None, "an unknown day lies between"


def test_nothing_known_is_unknown_at_any_moment() -> None:
    hours = Hours.parse(None)
    assert hours.is_open(at("2025-07-14T12:00")) is None
    assert hours.as_json() is None
    assert hours.to_multiranges() == (None, None)


def test_an_unknown_yesterday_leaves_only_the_small_hours_in_doubt() -> None:
    hours = Hours.parse({"mon": LUNCH_AND_DINNER})
    assert hours.is_open(at("2025-07-14T02:00")) is None
    assert hours.is_open(at("2025-07-14T09:00")) is False


def test_on_a_public_holiday_only_the_holidays_own_hours_count() -> None:
    liberation_day = "2025-08-15T12:00"  # a Friday
    assert Hours.parse({**dict.fromkeys(WEEK, LUNCH_AND_DINNER)}).is_open(at(liberation_day)) is None
    closed_then = Hours.parse({**dict.fromkeys(WEEK, LUNCH_AND_DINNER), "holiday": None})
    assert closed_then.is_open(at(liberation_day)) is False
    shorter = Hours.parse({**dict.fromkeys(WEEK, LUNCH_AND_DINNER), "holiday": {"open": "12:00", "close": "15:00"}})
    assert shorter.closes_at(at(liberation_day)) == at("2025-08-15T15:00")


def test_the_night_before_a_holiday_still_runs() -> None:
    hours = Hours.parse({**dict.fromkeys(WEEK, NIGHT), "holiday": None})
    assert hours.is_open(at("2025-08-15T01:00")) is True
    assert hours.is_open(at("2025-08-16T01:00")) is False


@pytest.mark.parametrize("day", ["2025-01-01", "2025-10-06", "2025-10-08", "2025-03-03"])
def test_lunar_and_substitute_holidays_are_known(day: str) -> None:
    assert is_public_holiday(dt.date.fromisoformat(day))


def test_a_moment_of_another_zone_is_read_in_seoul() -> None:
    noon_in_seoul = dt.datetime(2025, 7, 14, 3, 0, tzinfo=dt.timezone.utc)
    assert every_day(LUNCH_AND_DINNER).is_open(noon_in_seoul) is True


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        every_day(NIGHT).is_open(dt.datetime(2025, 7, 14, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    "stored",
    [
        {"monday": NIGHT},
        {"mon": {"open": "9:00", "close": "21:00"}},
        {"mon": {"open": "10:00"}},
        {"mon": {"open": "10:00", "close": "10:00"}},
        {"mon": {"open": "21:00", "close": "10:00"}},
        {"mon": {"open": "10:00", "close": "34:01"}},
        {"mon": {"open": "24:00", "close": "25:00"}},
        {"mon": {"open": "10:00", "close": "20:00", "break": ["09:00", "11:00"]}},
        {"mon": {"open": "10:00", "close": "20:00", "break": ["15:00"]}},
        {"mon": {"open": "10:00", "close": "20:00", "lunch": "12:00"}},
        {"mon": "10:00-20:00"},
        {"mon": {"open": 600, "close": 1200}},
    ],
)
def test_a_form_that_is_not_the_stored_one_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(HoursError):
        Hours.parse(stored)


def test_a_day_of_25_hours_is_refused() -> None:
    with pytest.raises(HoursError, match="within 24 hours"):
        DayHours(0, 25 * 60)
