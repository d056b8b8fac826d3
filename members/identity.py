"""Who is speaking: a platform's account becomes one person of ours."""

from __future__ import annotations

import uuid

from storage import queries
from storage.postgres import Pool

__all__ = ["exists", "resolve"]

_users = queries.load("users")


async def resolve(pool: Pool, platform: str, external_id: str) -> str:
    """The ``user_id`` of a platform's account; a person is made at first sight.

    Two first messages at once make one person: whoever is second finds the identity taken and uses it.

    Args:
        platform: ``web``, ``kakao``, ``telegram`` or ``app``.
        external_id: the platform's own id, at most 200 characters.

    Raises:
        StorageRejected: another platform, or an id too long.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        account = {"platform": platform, "external_id": external_id}
        known = await _users.by_identity(conn, **account)
        if known is None:
            known = await _users.add(conn, user_id=str(uuid.uuid4()), **account)
        if known is None:  # taken between the two looks
            known = await _users.by_identity(conn, **account)
    return str(known["user_id"])


async def exists(pool: Pool, user_id: str) -> bool:
    """Whether there is such a person."""
    async with pool.autocommit() as conn:
        return await _users.by_id(conn, user_id=user_id) is not None
