"""Whose account is speaking: platform accounts become people of ours."""

from __future__ import annotations

import time
from typing import Any

from members import demo, identity
from rasa_bot.tracker_store import PostgresTrackerStore

__all__ = ["Visitors", "demo_people"]

_REMEMBERED_MAX = 10_000
_EXISTS_S = 5.0


class Visitors:
    """Looks people up in PostgreSQL. Who exists is remembered for seconds alone: people can be deleted."""

    def __init__(self, store: PostgresTrackerStore) -> None:
        self._store = store
        self._seen: dict[str, float] = {}

    async def resolve(self, platform: str, external_id: str) -> str:
        """The ``user_id`` of a platform's account; makes the person at first sight.

        Asked anew each time (one look by key): a worker that remembered somebody deleted meanwhile would speak with
        nobody while the next worker speaks with a new person, and what must not be eaten would depend on which.

        Raises:
            storage.errors.StorageError: PostgreSQL is away.
        """
        return await identity.resolve(await self._store.pool(), platform, external_id)

    async def exists(self, user_id: str) -> bool:
        """Whether there is such a person; a yes holds for `_EXISTS_S`: people can be deleted. Raises as `resolve`."""
        now = time.monotonic()
        if self._seen.get(user_id, 0.0) < now:
            if not await identity.exists(await self._store.pool(), user_id):
                return False
            if len(self._seen) >= _REMEMBERED_MAX:
                self._seen.clear()
            self._seen[user_id] = now + _EXISTS_S
        return True


def demo_people() -> list[dict[str, Any]]:
    """The demo people as the web page offers them."""
    return [{"id": person.user_id, "name": person.name, "description": person.description} for person in demo.PEOPLE]
