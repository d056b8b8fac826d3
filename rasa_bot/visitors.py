"""Whose account is speaking: platform accounts become people of ours, remembered for a while."""

from __future__ import annotations

import collections
import time
from typing import Any

from members import demo, identity
from rasa_bot.tracker_store import PostgresTrackerStore

__all__ = ["Visitors", "demo_people"]

_REMEMBERED_MAX = 10_000
_EXISTS_S = 5.0


class Visitors:
    """Looks people up in PostgreSQL, and remembers them for a few seconds: people can be deleted."""

    def __init__(self, store: PostgresTrackerStore) -> None:
        self._store = store
        self._accounts: collections.OrderedDict[tuple[str, str], tuple[str, float]] = collections.OrderedDict()
        self._seen: dict[str, float] = {}

    async def resolve(self, platform: str, external_id: str) -> str:
        """The ``user_id`` of a platform's account; makes the person at first sight.

        Raises:
            storage.errors.StorageError: PostgreSQL is away.
        """
        account, now = (platform, external_id), time.monotonic()
        user_id, until = self._accounts.get(account, ("", 0.0))
        if until < now:
            user_id = await identity.resolve(await self._store.pool(), platform, external_id)
            self._accounts[account] = (user_id, now + _EXISTS_S)
            if len(self._accounts) > _REMEMBERED_MAX:
                self._accounts.popitem(last=False)
        return user_id

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
