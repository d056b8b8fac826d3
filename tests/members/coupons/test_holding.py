"""Who holds which coupon, and that none is used more often than it may."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest

from members import coupons, profile
from storage.errors import StorageRejected
from storage.postgres import Pool
from tests.members.coupons.examples import DAY, NOON


async def make(pool: Pool, **columns: Any) -> str:
    """A coupon of 1,000 won off, with ``columns`` changed; its key."""
    key = uuid.uuid4().hex
    values = {
        "source_key": key,
        "title": "할인",
        "kind": "FIXED",
        "amount": 1_000,
        "scope": "ALL",
        "valid_from": NOON - DAY,
        "valid_until": NOON + DAY,
        **columns,
    }
    async with pool.connection() as conn:
        await conn.execute(
            f"INSERT INTO coupons ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
            list(values.values()),
        )
    return key


async def give(pool: Pool, person: str, **columns: Any) -> None:
    assert await coupons.issue(pool, person, await make(pool, **columns))


async def titles(pool: Pool, person: str, at: dt.datetime = NOON) -> list[str]:
    return [coupon.title for coupon in await coupons.usable(pool, person, at)]


async def test_a_coupon_is_read_as_it_was_made(pool: Pool, person: str) -> None:
    await give(
        pool,
        person,
        title="한식 15%",
        kind="PERCENT",
        amount=15,
        max_discount=1_500,
        min_order=4_000,
        scope="CATEGORY",
        categories=["한식"],
        uses_per_user=2,
        is_stackable=True,
        works_with_card=True,
    )
    (held,) = await coupons.usable(pool, person, NOON)
    assert held == coupons.Coupon(
        coupon_id=held.coupon_id,
        title="한식 15%",
        kind="PERCENT",
        valid_from=NOON - DAY,
        valid_until=NOON + DAY,
        amount=15,
        max_discount=1_500,
        min_order=4_000,
        scope="CATEGORY",
        categories=frozenset({"한식"}),
        uses_left=2,
        is_stackable=True,
        works_with_card=True,
    )


async def test_expired_and_future_ones_are_not_usable_and_what_ends_first_comes_first(pool: Pool, person: str) -> None:
    await give(pool, person, title="later", valid_until=NOON + 3 * DAY)
    await give(pool, person, title="soon", valid_until=NOON + DAY)
    await give(pool, person, title="past", valid_from=NOON - 2 * DAY, valid_until=NOON)
    await give(pool, person, title="future", valid_from=NOON + DAY, valid_until=NOON + 2 * DAY)
    assert await titles(pool, person) == ["soon", "later"]
    assert await titles(pool, person, NOON + DAY) == ["future", "later"]


async def test_somebody_elses_coupon_is_not_mine(pool: Pool, person: str) -> None:
    await make(pool)
    assert await titles(pool, person) == []
    assert await titles(pool, "nobody") == []


@pytest.mark.parametrize(("choices", "usable"), [(None, ["welcome"]), (2, ["welcome"]), (3, [])])
async def test_a_coupon_for_new_people_is_for_their_first_choices(
    pool: Pool, person: str, choices: int | None, usable: list[str]
) -> None:
    await give(pool, person, title="welcome", scope="NEW_USER")
    if choices is not None:
        async with pool.connection() as conn:
            await conn.execute(
                "INSERT INTO user_profiles (user_id, interaction_count) VALUES (%s, %s)", [person, choices]
            )
    assert await titles(pool, person) == usable


@pytest.mark.parametrize(("status", "usable"), [(None, []), ("ACTIVE", ["card"]), ("SUSPENDED", [])])
async def test_a_coupon_for_card_holders_needs_an_active_card(
    pool: Pool, person: str, status: str | None, usable: list[str]
) -> None:
    await give(pool, person, title="card", scope="FOODCARD")
    if status is not None:
        async with pool.connection() as conn:
            await conn.execute(
                "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at) VALUES (%s, 1, %s, now())",
                [person, status],
            )
    assert await titles(pool, person) == usable


async def test_a_coupon_given_twice_is_one(pool: Pool, person: str) -> None:
    key = await make(pool)
    assert await coupons.issue(pool, person, key)
    assert not await coupons.issue(pool, person, key)
    assert not await coupons.issue(pool, person, "no such coupon")
    assert not await coupons.issue(pool, "nobody", key)


async def test_of_twelve_uses_at_once_two_count_where_two_are_allowed(pool: Pool, person: str) -> None:
    await give(pool, person, uses_per_user=2)
    (held,) = await coupons.usable(pool, person, NOON)
    used = await asyncio.gather(*(coupons.count_use(pool, person, held.coupon_id, NOON) for _ in range(12)))
    assert sum(used) == 2
    assert await titles(pool, person) == []


async def test_an_expired_coupon_cannot_be_used(pool: Pool, person: str) -> None:
    await give(pool, person)
    (held,) = await coupons.usable(pool, person, NOON)
    assert not await coupons.count_use(pool, person, held.coupon_id, NOON + DAY)
    assert not await coupons.count_use(pool, "nobody", held.coupon_id, NOON)


async def test_the_profile_says_whether_it_is_worth_asking(pool: Pool, person: str) -> None:
    assert not (await profile.read(pool, person)).has_coupons
    await give(pool, person)
    assert (await profile.read(pool, person)).has_coupons


async def test_a_moment_without_a_time_zone_is_refused(pool: Pool, person: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await coupons.usable(pool, person, NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    "columns",
    [
        {"amount": 0},
        {"kind": "PERCENT", "amount": 101},
        {"kind": "BOGO"},
        {"kind": "FREEBIE", "amount": None},
        {"freebie": "음료"},
        {"scope": "SHOP"},
        {"scope": "CATEGORY"},
        {"categories": ["한식"]},
        {"max_discount": 0},
        {"min_order": -1},
        {"uses_per_user": 0},
        {"valid_until": NOON - DAY},
    ],
)
async def test_a_coupon_that_makes_no_sense_is_refused(pool: Pool, columns: dict[str, Any]) -> None:
    with pytest.raises(StorageRejected):
        await make(pool, **columns)
