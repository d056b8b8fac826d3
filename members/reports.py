"""Tickets: somebody tells us that a fact is wrong or that something fails.

A ticket about a shop lowers its ``trust``: nothing happens for two people; from the third different one on, within 60
days, each takes 0.2. Trust multiplies the popularity a shop is ranked by; below 0.4 (six people) the shop is not
recommended any more, until an operator settles the tickets and `judge` is asked again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from members.privacy import mask
from storage import queries
from storage.postgres import Pool

__all__ = ["TOLD_FROM", "Kind", "Ticket", "file", "judge", "reported"]

Kind = Literal["closed", "card", "price", "hours", "menu", "place", "app", "other"]
TOLD_FROM: Final = 3
"""From so many different people on, a report is worth telling others."""

_REPORTS: Final = queries.load("reports")
_DAYS: Final = 60
_LONGEST_WORDS: Final = 500


@dataclass(frozen=True)
class Ticket:
    """A filed ticket. ``people``: how many report this shop; ``trust`` in [0, 1], None without a shop."""

    report_id: int
    trust: float | None = None
    people: int = 1


async def file(
    pool: Pool, user_id: str, kind: Kind, words: str, message_id: str, *, shop_id: int | None, at: dt.datetime
) -> Ticket | None:
    """File a ticket, its words masked; None when this message was filed already, or the person is not known.

    Raises:
        StorageRejected: there is no such shop.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.connection() as conn:
        row = await _REPORTS.add(
            conn,
            user_id=user_id,
            shop_id=shop_id,
            kind=kind,
            words=mask(words)[:_LONGEST_WORDS],
            message_id=message_id,
        )
        if row is None or shop_id is None:
            return None if row is None else Ticket(row["report_id"])
        judged = await _REPORTS.judge(conn, shop_id=shop_id, days=_DAYS, at=at)
    return Ticket(row["report_id"], judged["trust"], judged["people"])


async def judge(pool: Pool, shop_id: int, at: dt.datetime) -> float | None:
    """Reckon a shop's trust anew, after tickets were settled; None when there is no such shop."""
    async with pool.autocommit() as conn:
        row = await _REPORTS.judge(conn, shop_id=shop_id, days=_DAYS, at=at)
    return None if row is None else float(row["trust"])


async def reported(pool: Pool, shop_id: int, at: dt.datetime) -> Mapping[str, int]:
    """Kind → how many different people report it of this shop and nobody has settled; none below `TOLD_FROM`."""
    async with pool.autocommit() as conn:
        rows = [row async for row in _REPORTS.of_shop(conn, shop_id=shop_id, days=_DAYS, at=at)]
    return {row["kind"]: row["people"] for row in rows if row["people"] >= TOLD_FROM}
