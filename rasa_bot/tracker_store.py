"""Rasa's tracker store in PostgreSQL: append-only, one round trip to load and one to append, and it fails loudly.

Only the last session is loaded; what carries over from earlier ones are slots, set anew at its start. What was loaded
is remembered on the tracker, so that saving needs no second look. Events go to the event bus once they are committed,
never before (R8), as one record a turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Any

import orjson
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_bot import events as rasa_events
from rasa_bot import turn_record
from rasa_bot.metrics import STORE_SECONDS
from settings import Settings, get_settings
from storage import queries
from storage.postgres import Pool, open_pool

__all__ = ["PostgresTrackerStore"]

_tracker = queries.load("tracker")
_stored_events = "naviyam_stored_events"
_FORGOTTEN = "forgotten"
"""The slot by which ``action_data_request`` says that the person is no more."""


class PostgresTrackerStore(TrackerStore):  # type: ignore[misc]  # Rasa ships no types
    """Named in endpoints.yml. Opens its connections when first used; make it inside the event loop that uses it."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        *,
        settings: Settings | None = None,
        **_: Any,  # Rasa passes what stands in endpoints.yml
    ) -> None:
        super().__init__(domain, event_broker)
        self._settings = settings or get_settings()
        self._pool: Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> Pool:
        """The connections of this process, for everyone in it.

        Raises:
            storage.errors.StorageUnavailable: PostgreSQL cannot be reached.
        """
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await open_pool(self._settings, name="naviyam-rasa")
        return self._pool

    async def close(self) -> None:
        """Give the connections back."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def create_tracker(
        self,
        sender_id: str,
        append_action_listen: bool = True,  # noqa: ARG002  # Rasa's signature; the session start appends it
    ) -> DialogueStateTracker:
        """A tracker for a conversation that has no events yet; nothing is written before there are some."""
        return self.init_tracker(sender_id)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last session of a conversation, ``None`` when there is none.

        Raises:
            storage.errors.StorageError: it could not be read. Never mistaken for "none" (R9).
        """
        return await self._load(_tracker.last_session, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """All sessions of a conversation. Raises as `retrieve`."""
        return await self._load(_tracker.all_sessions, conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are new since loading, all or none, then hand the turn to the event bus.

        Raises:
            storage.errors.StorageError: nothing was written.
        """
        stored = getattr(tracker, _stored_events, 0)
        events = [event.as_dict() for event in list(tracker.events)[stored:]]
        if not events:
            return
        began = time.perf_counter()
        if any(event["event"] == "slot" and event.get("name") == _FORGOTTEN and event.get("value") for event in events):
            # The person was deleted in this turn: what it would leave behind goes too, and nothing is published.
            async with (await self.pool()).autocommit() as conn:
                await _tracker.forget(conn, conversation_id=tracker.sender_id)
            return
        async with (await self.pool()).autocommit() as conn:
            document = orjson.dumps(events, option=orjson.OPT_NON_STR_KEYS).decode()
            await _tracker.append(conn, conversation_id=tracker.sender_id, events=document)
        setattr(tracker, _stored_events, stored + len(events))
        STORE_SECONDS.labels("append").observe(time.perf_counter() - began)
        record = turn_record.make(tracker, events)
        if record is not None and self.event_broker is not None:
            self.event_broker.publish(record)

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything was ever said in it. Raises as `retrieve`."""
        async with (await self.pool()).autocommit() as conn:
            return bool(await _tracker.exists(conn, conversation_id=conversation_id))

    async def keys(self) -> Iterable[str]:
        """All conversation ids. Raises as `retrieve`."""
        async with (await self.pool()).autocommit() as conn:
            return [row["conversation_id"] async for row in _tracker.conversation_ids(conn)]

    async def said_lately(self, conversation_id: str, messages_max: int) -> list[dict[str, Any]]:
        """Rasa's ``user`` and ``bot`` events as dictionaries, oldest first, over all sessions. Raises as `retrieve`."""
        async with (await self.pool()).autocommit() as conn:
            rows = _tracker.said_lately(conn, conversation_id=conversation_id, messages_max=messages_max)
            return [row["event"] async for row in rows]

    async def _load(self, query: Any, conversation_id: str) -> DialogueStateTracker | None:
        began = time.perf_counter()
        async with (await self.pool()).autocommit() as conn:
            events = [row["event"] async for row in query(conn, conversation_id=conversation_id)]
        STORE_SECONDS.labels("load").observe(time.perf_counter() - began)
        if not events:
            return None
        tracker = self.init_tracker(conversation_id)
        tracker.events.extend(rasa_events.read(events))
        tracker.replay_events()
        setattr(tracker, _stored_events, len(events))
        return tracker
