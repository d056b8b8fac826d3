"""A low balance is told once, by one reply, and again only after a top-up and a day."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from members import low_balance
from members.card import SEOUL
from storage.postgres import Pool

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=SEOUL)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def holder(pool: Pool, person: str) -> str:
    """Somebody with 3,200 won, to be told below 5,000."""
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at) VALUES (%s, 3200, 'ACTIVE', now())",
            [person],
        )
    return person


async def change(pool: Pool, holder: str, columns: str) -> None:
    async with pool.connection() as conn:
        await conn.execute(f"UPDATE foodcard_users SET {columns} WHERE user_id = %s", [holder])


async def test_it_is_told_once(pool: Pool, holder: str) -> None:
    assert await low_balance.claim(pool, holder, NOON) == 3_200
    assert await low_balance.claim(pool, holder, NOON) is None
    assert await low_balance.claim(pool, holder, NOON + 48 * HOUR) is None


async def test_of_twelve_replies_at_once_one_tells_it(pool: Pool, holder: str) -> None:
    told = await asyncio.gather(*(low_balance.claim(pool, holder, NOON) for _ in range(12)))
    assert sorted(told, key=str) == [3_200] + [None] * 11


@pytest.mark.parametrize("columns", ["balance = 5000", "status = 'SUSPENDED'", "balance_alert_threshold = 3200"])
async def test_it_is_not_told_without_need(pool: Pool, holder: str, columns: str) -> None:
    await change(pool, holder, columns)
    assert await low_balance.claim(pool, holder, NOON) is None


async def test_a_top_up_makes_it_worth_telling_again_but_not_within_a_day(pool: Pool, holder: str) -> None:
    await low_balance.claim(pool, holder, NOON)
    await change(pool, holder, "balance = 5000")
    await change(pool, holder, "balance = 1000")
    assert await low_balance.claim(pool, holder, NOON + 23 * HOUR) is None
    assert await low_balance.claim(pool, holder, NOON + 24 * HOUR) == 1_000


async def test_spending_more_is_no_top_up(pool: Pool, holder: str) -> None:
    await low_balance.claim(pool, holder, NOON)
    await change(pool, holder, "balance = 4999")
    assert await low_balance.claim(pool, holder, NOON + 48 * HOUR) is None


async def test_somebody_without_a_card_is_told_nothing(pool: Pool, person: str) -> None:
    assert await low_balance.claim(pool, person, NOON) is None
    assert await low_balance.claim(pool, "nobody", NOON) is None
