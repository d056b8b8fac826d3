"""What coupons a person holds, in the database."""

from __future__ import annotations

import datetime as dt

from members.coupons.coupon import Coupon
from members.stages import ONBOARDING_BELOW
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["count_use", "issue", "usable", "usable_on"]

_coupons = queries.load("coupons")


async def usable(pool: Pool, user_id: str, at: dt.datetime) -> tuple[Coupon, ...]:
    """The coupons of ``user_id`` that can still be used at ``at`` (aware), those that end first before the others.

    Used up, expired, not yet valid ones, those for new people (fewer than three choices) and those for holders of an
    active meal card are left out where they do not fit the person.

    Raises:
        ValueError: ``at`` has no time zone.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await usable_on(conn, user_id, at)


async def usable_on(conn: Connection, user_id: str, at: dt.datetime) -> tuple[Coupon, ...]:
    """`usable` on a connection that the caller has already."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment to judge a coupon by")
    rows = _coupons.usable(conn, user_id=user_id, at=at, new_below=ONBOARDING_BELOW)
    return tuple(
        [
            Coupon(**{**row, "shop_ids": frozenset(row["shop_ids"]), "categories": frozenset(row["categories"])})
            async for row in rows
        ]
    )


async def issue(pool: Pool, user_id: str, source_key: str) -> bool:
    """Give the coupon its giver calls ``source_key`` to a person; False when they hold it, or one of both is not there.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return bool(await _coupons.issue(conn, user_id=user_id, source_key=source_key))


async def count_use(pool: Pool, user_id: str, coupon_id: int, at: dt.datetime) -> bool:
    """Take note of one use at ``at``; False when none was left or the coupon was not valid then.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await _coupons.count_use(conn, user_id=user_id, coupon_id=coupon_id, at=at) is not None
