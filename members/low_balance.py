"""The notice of a low balance: told once, and again only after the card was topped up and a day has gone by (§3.2.2).

The flag falls back by itself when somebody writes a balance at or above the threshold (a trigger of migration 0008).
"""

from __future__ import annotations

import datetime as dt

from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["claim", "claim_on"]

_low_balance = queries.load("low_balance")


async def claim(pool: Pool, user_id: str, at: dt.datetime) -> int | None:
    """The balance in won, when it has to be told to ``user_id`` at ``at``; it then counts as told.

    One statement: of any number of replies at once exactly one gets the amount. Ask last, when nothing can come between
    the answer and the person any more.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await claim_on(conn, user_id, at)


async def claim_on(conn: Connection, user_id: str, at: dt.datetime) -> int | None:
    """`claim` on a connection that the caller has already."""
    balance = await _low_balance.claim(conn, user_id=user_id, at=at)
    return None if balance is None else int(balance)
