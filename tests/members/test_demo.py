"""The demo people are what they are described as, whatever was done to them before."""

from __future__ import annotations

import asyncio
import datetime

import pytest

from members import card, coupons, demo, profile
from storage.postgres import Pool

_NOW = datetime.datetime.now(datetime.timezone.utc)


@pytest.mark.parametrize(
    ("user_id", "spendable", "diet"),
    [
        ("demo-12000", 12_000, set()),
        ("demo-3200", 3_200, set()),
        ("demo-peanut", 20_000, {"peanut"}),
        ("demo-nocard", None, set()),
        ("demo-suspended", 0, set()),
        ("demo-coupons", 15_000, set()),
    ],
)
async def test_a_demo_person_can_pay_and_eat_as_described(
    pool: Pool, demo_people: dict[str, demo.Person], user_id: str, spendable: int | None, diet: set[str]
) -> None:
    read = await card.read(pool, user_id, _NOW)
    assert (read.spendable if read else None) == spendable
    assert (await profile.read(pool, user_id)).diet == diet
    assert demo_people[user_id].name
    assert demo_people[user_id].description


async def test_a_suspended_card_still_tells_its_balance(pool: Pool, demo_people: dict[str, demo.Person]) -> None:
    read = await card.read(pool, demo_people["demo-suspended"].user_id, _NOW)
    assert read is not None
    assert (read.status, read.balance) == ("SUSPENDED", 9_000)


async def test_seeding_again_takes_back_what_was_done_to_them(pool: Pool, demo_people: dict[str, demo.Person]) -> None:
    assert "demo-nocard" in demo_people
    async with pool.connection() as connection:
        await connection.execute("UPDATE foodcard_users SET balance = 1, status = 'LOST', daily_limit = 0")
        await connection.execute("INSERT INTO card_spending VALUES ('demo-12000', current_date, 900)")
        await connection.execute("UPDATE user_profiles SET dietary_restrictions = '{egg}', interaction_count = 9")
        await connection.execute(
            "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at)"
            " VALUES ('demo-nocard', 5, 'ACTIVE', now())"
        )
    await demo.seed(pool)
    read = {person: await card.read(pool, person, _NOW) for person in demo_people}
    assert {person: found and found.spendable for person, found in read.items()} == {
        "demo-12000": 12_000,
        "demo-3200": 3_200,
        "demo-peanut": 20_000,
        "demo-nocard": None,
        "demo-suspended": 0,
        "demo-coupons": 15_000,
    }
    assert (await profile.read(pool, "demo-3200")).diet == frozenset()
    assert (await profile.read(pool, "demo-peanut")).diet == {"peanut"}


async def test_the_one_with_coupons_has_one_of_each_kind_again_after_using_them(pool: Pool) -> None:
    await demo.seed(pool)
    held = await coupons.usable(pool, "demo-coupons", _NOW)
    assert {coupon.kind for coupon in held} == {"FIXED", "PERCENT", "BOGO", "FREEBIE"}
    for coupon in held:
        assert await coupons.count_use(pool, "demo-coupons", coupon.coupon_id, _NOW)
    assert await coupons.usable(pool, "demo-coupons", _NOW) == ()
    await demo.seed(pool)
    assert await coupons.usable(pool, "demo-coupons", _NOW) == held
    assert await coupons.usable(pool, "demo-12000", _NOW) == ()


async def test_many_may_seed_at_once(pool: Pool) -> None:
    await asyncio.gather(*(demo.seed(pool) for _ in range(12)))
    async with pool.autocommit() as connection:
        row = await (await connection.execute("SELECT count(*) AS n FROM users WHERE is_demo")).fetchone()
    assert row == {"n": len(demo.PEOPLE)}
