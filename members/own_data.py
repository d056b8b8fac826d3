"""A person's own data: shown, no longer collected, or deleted for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from storage import queries
from storage.postgres import Pool

__all__ = ["collects", "export", "forget", "set_collecting"]

_OWN_DATA: Final = queries.load("own_data")
_TURNS_MOST: Final = 200


async def export(pool: Pool, user_id: str) -> Mapping[str, Any] | None:
    """Everything kept of ``user_id`` as plain JSON (of conversations the latest 200 turns); None: nobody.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        row = await _OWN_DATA.export(conn, user_id=user_id, turns_most=_TURNS_MOST)
    return None if row is None else dict(row["document"])


async def forget(pool: Pool, user_id: str, conversation_id: str) -> tuple[str, ...]:
    """Delete the person and everything that tells of them, in one transaction; returns their conversations' ids.

    What is left holds no trace of who it was: counts of shops. Caches outside PostgreSQL are the caller's to empty.

    Raises:
        StorageUnavailable: PostgreSQL does not answer; nothing was deleted.
    """
    async with pool.connection() as conn:
        found = _OWN_DATA.conversation_ids(conn, user_id=user_id, conversation_id=conversation_id)
        ids = sorted([row["conversation_id"] async for row in found])
        await _OWN_DATA.forget(conn, user_id=user_id, conversation_ids=ids)
    return tuple(ids)


async def set_collecting(pool: Pool, user_id: str, collects: bool) -> bool:
    """Whether conversations, slates, views and choices may be kept from now on; False: there is no such person."""
    async with pool.autocommit() as conn:
        return bool(await _OWN_DATA.set_collecting(conn, user_id=user_id, collects=collects))


async def collects(pool: Pool, user_id: str) -> bool:
    """Whether they may; a person who is not there is nobody to collect of."""
    async with pool.autocommit() as conn:
        return bool(await _OWN_DATA.collects(conn, user_id=user_id))
