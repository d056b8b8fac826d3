"""Single fields of public files, as dirty as they come."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.hours import DayHours
from catalog.importing.fields import parse_date, parse_phone, parse_point, parse_price
from catalog.importing.opening import OpeningTimes, parse_opening
from catalog.rows import Point


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        (" 033- 252-1191", "033-252-1191"),
        ("033 -254 -2591", "033-254-2591"),
        ("0226355009", "02-2635-5009"),
        ("028319982", "02-831-9982"),
        ("033-1577-0711", "1577-0711"),
        ("02-1577-0711", "1577-0711"),
        ("15770711", "1577-0711"),
        ("0507-1331-9609", "0507-1331-9609"),
        ("010-1234-5678", "010-1234-5678"),
        ("070 7701 8931", "070-7701-8931"),
        ("0200000000", None),
        ("020000000", None),
        ("", None),
        ("없음", None),
        ("02-21", None),
    ],
)
def test_a_telephone_number_gets_its_hyphens_or_is_none(written: str, phone: str | None) -> None:
    assert parse_phone(written) == phone


@pytest.mark.parametrize(
    ("written", "price"),
    [("8000원", 8000), (" 12,000 원", 12000), ("1500", 1500), ("0원", None), ("-500", None), ("시가", None), ("", None),
     ("5000~7000원", None), ("99999999", None)],
)  # fmt: skip
def test_a_price_is_won_or_none(written: str, price: int | None) -> None:
    assert parse_price(written) == price


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-07-14", dt.date(2025, 7, 14)),
        ("2022-11-01 17:21:31", dt.date(2022, 11, 1)),
        ("2025.07.14", dt.date(2025, 7, 14)),
        ("20250714", dt.date(2025, 7, 14)),
        ("2025-13-01", None),
        ("작년", None),
    ],
)
def test_a_date_is_read_in_the_forms_that_occur(written: str, date: dt.date | None) -> None:
    assert parse_date(written) == date


def test_coordinates_are_put_right_when_swapped_and_refused_when_elsewhere() -> None:
    assert parse_point("37.87", "127.73") == Point(37.87, 127.73)
    assert parse_point("127.73", "37.87") == Point(37.87, 127.73)
    assert parse_point("", " ") is None
    for lat, lng in (("0", "0"), ("48.85", "2.35"), ("nan", "127"), ("37.87", ""), ("북위", "동경")):
        with pytest.raises(ValueError, match=r".+"):
            parse_point(lat, lng)


def opening(weekday: str, saturday: str = "-", holiday: str = "-", *, never_closes: bool = False) -> tuple[dict, list]:
    def pair(text: str) -> tuple[str, str]:
        start, end = text.split("-")
        return start, end

    hours, doubts = parse_opening(OpeningTimes(pair(weekday), pair(saturday), pair(holiday)), never_closes=never_closes)
    return dict(hours.days), doubts


def test_three_columns_stand_for_eight_days_and_sunday_is_a_holiday() -> None:
    days, doubts = opening("1000-2100", "1000-2000", "1200-1800")
    assert doubts == []
    assert [days[key] for key in ("mon", "fri", "sat", "sun", "holiday")] == [
        DayHours(600, 1260),
        DayHours(600, 1260),
        DayHours(600, 1200),
        DayHours(720, 1080),
        DayHours(720, 1080),
    ]


def test_a_closing_before_the_opening_is_after_midnight() -> None:
    days, _ = opening("1700-0030")
    assert days["mon"] == DayHours(17 * 60, 24 * 60 + 30)
    assert opening("0700-0000")[0]["tue"] == DayHours(7 * 60, 24 * 60)
    assert opening("07:00-24:00")[0]["tue"] == DayHours(7 * 60, 24 * 60)


def test_four_zeros_twice_mean_round_the_clock_at_a_convenience_store() -> None:
    days, doubts = opening("0000-0000", "0000-0000", "0000-0000", never_closes=True)
    assert set(days.values()) == {DayHours(0, 1440)}
    assert doubts == []


def test_four_zeros_twice_mean_closed_on_a_restaurants_holiday() -> None:
    days, doubts = opening("1000-2000", "1000-2000", "0000-0000")
    assert days["sun"] is None
    assert days["holiday"] is None
    assert doubts == []


def test_four_zeros_twice_say_nothing_of_a_restaurants_weekdays() -> None:
    days, doubts = opening("0000-0000", "0000-0000", "0000-0000")
    assert days == {}
    assert len(doubts) == 1


def test_empty_columns_are_unknown_not_closed() -> None:
    assert opening("-") == ({}, [])
    assert "sun" not in opening("1000-2000")[0]


@pytest.mark.parametrize("weekday", ["0900-0850", "0900-0900", "9시-10시", "0900-", "2561-2600"])
def test_times_that_cannot_be_true_are_doubted_and_left_out(weekday: str) -> None:
    days, doubts = opening(weekday, "1000-2000")
    assert "mon" not in days
    assert days["sat"] == DayHours(600, 1200)
    assert len(doubts) == 1
