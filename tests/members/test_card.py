"""What a card can pay is the least of what its limits leave, and nothing unless it is active."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import card
from members.card import SEOUL, Card
from members.municipalities import Fact, Limit, Rules
from storage.postgres import Pool

_NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=SEOUL)
_WON = st.integers(0, 1_000_000)
_LIMIT = st.none() | _WON


def _card(**changes: object) -> Card:
    plain = {
        "balance": 12_000,
        "daily_limit": None,
        "monthly_limit": None,
        "per_meal_limit": None,
        "spent_today": 0,
        "spent_this_month": 0,
        "status": "ACTIVE",
        "municipality": None,
        "threshold": 5_000,
        "last_sync_at": _NOON,
    }
    return Card(**{**plain, **changes})


async def _issue(pool: Pool, user_id: str, spending: dict[str, int], **columns: object) -> None:
    values = {"balance": 12_000, "status": "ACTIVE", "last_sync_at": _NOON, **columns}
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    async with pool.connection() as connection:
        await connection.execute(
            f"INSERT INTO foodcard_users (user_id, {names}) VALUES (%s, {marks})", [user_id, *values.values()]
        )
        for day, amount in spending.items():
            await connection.execute("INSERT INTO card_spending VALUES (%s, %s, %s)", [user_id, day, amount])


@pytest.mark.parametrize(
    ("changes", "spendable"),
    [
        ({}, 12_000),
        ({"balance": 0}, 0),
        ({"per_meal_limit": 8_000}, 8_000),
        ({"daily_limit": 10_000, "spent_today": 4_000}, 6_000),
        ({"daily_limit": 10_000, "spent_today": 11_000}, 0),
        ({"monthly_limit": 100_000, "spent_this_month": 97_000}, 3_000),
        ({"daily_limit": 0}, 0),
        *[({"status": status}, 0) for status in ("INACTIVE", "SUSPENDED", "EXPIRED", "LOST")],
    ],
)
def test_what_can_be_spent_is(changes: dict[str, object], spendable: int) -> None:
    assert _card(**changes).spendable == spendable


@given(balance=_WON, daily_limit=_LIMIT, monthly_limit=_LIMIT, per_meal_limit=_LIMIT, spent_today=_WON, before=_WON)
def test_what_can_be_spent_is_never_negative_and_never_more_than_any_limit_leaves(
    balance: int,
    daily_limit: int | None,
    monthly_limit: int | None,
    per_meal_limit: int | None,
    spent_today: int,
    before: int,
) -> None:
    spendable = _card(
        balance=balance,
        daily_limit=daily_limit,
        monthly_limit=monthly_limit,
        per_meal_limit=per_meal_limit,
        spent_today=spent_today,
        spent_this_month=before + spent_today,
    ).spendable
    assert 0 <= spendable <= balance
    assert daily_limit is None or spendable <= max(0, daily_limit - spent_today)
    assert monthly_limit is None or spendable <= max(0, monthly_limit - before - spent_today)
    assert per_meal_limit is None or spendable <= per_meal_limit


async def test_nobody_has_a_card_until_one_is_issued(pool: Pool, person: str) -> None:
    assert await card.read(pool, person, _NOON) is None
    assert await card.read(pool, "nobody", _NOON) is None


async def test_spending_of_today_and_of_this_month_is_added_up(pool: Pool, person: str) -> None:
    spending = {
        "2026-10-31": 1,
        "2026-11-01": 2_000,
        "2026-11-23": 500,
        "2026-11-24": 4_000,
        "2026-11-25": 7,
        "2025-11-24": 9,
    }
    await _issue(pool, person, spending, daily_limit=10_000, monthly_limit=7_000, municipality="춘천시")
    read = await card.read(pool, person, _NOON)
    assert read is not None
    assert (read.spent_today, read.spent_this_month) == (4_000, 6_500)
    assert (read.daily_rest, read.monthly_rest, read.spendable) == (6_000, 500, 500)
    assert (read.municipality, read.threshold, read.last_sync_at) == ("춘천시", 5_000, _NOON)


async def test_the_day_begins_at_midnight_in_seoul(pool: Pool, person: str) -> None:
    await _issue(pool, person, {"2026-11-30": 3_000}, daily_limit=10_000, monthly_limit=20_000)
    last_second = datetime.datetime(2026, 11, 30, 14, 59, 59, tzinfo=datetime.timezone.utc)
    read = await card.read(pool, person, last_second)
    assert read is not None
    assert (read.spent_today, read.spent_this_month) == (3_000, 3_000)
    read = await card.read(pool, person, last_second + datetime.timedelta(seconds=1))
    assert read is not None
    assert (read.spent_today, read.spent_this_month) == (0, 0)


async def test_a_moment_without_a_time_zone_is_refused(pool: Pool, person: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await card.read(pool, person, _NOON.replace(tzinfo=None))


_RULES = Rules(
    "가상시",
    per_meal_limit_won=Fact(Limit(8_000, {"고등": 9_000}), "시청", _NOON.date()),
    daily_limit_won=Fact(Limit(10_000), "시청", _NOON.date()),
    use_hours=Fact((datetime.time(6), datetime.time(22)), "시청", _NOON.date()),
)


@pytest.mark.parametrize(
    ("changes", "spendable"),
    [
        ({}, 8_000),
        ({"age_group": "고등"}, 9_000),
        ({"per_meal_limit": 9_500}, 9_500),
        ({"spent_today": 4_000}, 6_000),
        ({"spent_today": 4_000, "daily_limit": 11_000}, 7_000),
        ({"at": _NOON.replace(hour=22)}, 0),
        ({"at": _NOON.replace(hour=21, minute=59)}, 8_000),
        ({"at": _NOON.replace(hour=20).astimezone(datetime.timezone.utc)}, 8_000),
        ({"balance": 3_000}, 3_000),
    ],
)
def test_where_the_card_states_no_limit_its_municipality_does(changes: dict[str, object], spendable: int) -> None:
    assert _card(**{"at": _NOON, "rules": _RULES, **changes}).spendable == spendable


async def test_a_card_is_read_with_the_rules_of_its_municipality(pool: Pool, person: str) -> None:
    await _issue(pool, person, {}, municipality="춘천", age_group="고등")
    read = await card.read(pool, person, _NOON)
    assert read is not None
    assert read.rules is not None
    assert (read.rules.name, read.age_group, read.at) == ("춘천시", "고등", _NOON)
