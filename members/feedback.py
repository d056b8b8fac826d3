"""What people thought of a meal or of a recommendation: explicit feedback, the strongest word there is (§3.3.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from psycopg.types.json import Jsonb

from storage import queries
from storage.postgres import Pool

__all__ = ["Choice", "last_choice", "rate"]

_FEEDBACK: Final = queries.load("feedback")
_WEIGHT: Final = 1.0
_MEANT_FOR: Final = dt.timedelta(days=14)


@dataclass(frozen=True)
class Choice:
    """A shop somebody chose."""

    shop_id: int
    name: str


async def last_choice(pool: Pool, user_id: str, at: dt.datetime) -> Choice | None:
    """The shop ``user_id`` chose last before ``at``; None when that is more than two weeks ago.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        row = await _FEEDBACK.last_choice(conn, user_id=user_id, since=at - _MEANT_FOR)
    return None if row is None else Choice(**row)


async def rate(pool: Pool, user_id: str, rating: int, message_id: str, *, shop_id: int | None = None) -> bool:
    """Note a rating (1–5) of a shop, or of the recommendation as such; False when this message was noted already.

    The rating joins the training log with weight 1.0 and has the profile rebuilt.

    Raises:
        StorageRejected: no rating, or there is no such shop.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        row = await _FEEDBACK.add(
            conn,
            user_id=user_id,
            shop_id=shop_id,
            rating=rating,
            message_id=message_id,
            weight=_WEIGHT,
            context=Jsonb({"message_id": message_id}),
        )
    return bool(row["is_new"])
