"""Conversations are appended to, loaded by session, and never mistaken for empty."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered

from rasa_bot.tracker_store import PostgresTrackerStore
from settings import Settings
from storage.errors import StorageRejected, StorageUnavailable


class Remembering(EventBroker):  # type: ignore[misc]  # Rasa ships no types
    """A broker that keeps what is published."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.published.append(event)


@pytest.fixture
def broker() -> Remembering:
    return Remembering()


@pytest.fixture
async def store(settings: Settings, broker: Remembering) -> AsyncIterator[PostgresTrackerStore]:
    """A store on the session's database, publishing to ``broker``."""
    store = PostgresTrackerStore(Domain.empty(), broker, settings=settings)
    yield store
    await store.close()


async def test_what_was_saved_comes_back_in_order(store: PostgresTrackerStore, conversation: str) -> None:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    events = [SessionStarted(), UserUttered("안녕 👋🏽"), BotUttered("네", {"custom": {"n": [1, 2.5, None]}})]
    tracker.update_with_events(events, None)
    await store.save(tracker)
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    again = await store.retrieve(conversation)
    assert [event.as_dict() for event in again.events] == [event.as_dict() for event in tracker.events]
    assert again.latest_message.text == "안녕 👋🏽"


async def test_saving_what_is_saved_adds_nothing(store: PostgresTrackerStore, conversation: str) -> None:
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update(UserUttered("하나"))
    for _ in range(3):
        await store.save(tracker)
    loaded = await store.retrieve(conversation)
    await store.save(loaded)
    assert len((await store.retrieve_full_tracker(conversation)).events) == 1


async def test_only_the_last_session_is_loaded(store: PostgresTrackerStore, conversation: str) -> None:
    tracker = await store.get_or_create_tracker(conversation)
    for text in ("어제", "오늘"):
        tracker.update_with_events([SessionStarted(), SlotSet("place", text), UserUttered(text)], None)
    await store.save(tracker)
    assert [e.text for e in (await store.retrieve(conversation)).events if isinstance(e, UserUttered)] == ["오늘"]
    assert len((await store.retrieve_full_tracker(conversation)).events) == 6
    assert [event["text"] for event in await store.said_lately(conversation, 10)] == ["어제", "오늘"]
    assert [event["text"] for event in await store.said_lately(conversation, 1)] == ["오늘"]


async def test_a_conversation_nobody_had_is_none_and_stays_so(store: PostgresTrackerStore, conversation: str) -> None:
    await store.get_or_create_tracker(conversation)
    assert await store.retrieve(conversation) is None
    assert not await store.exists(conversation)


async def test_a_turn_is_published_after_it_is_stored_and_only_then(
    store: PostgresTrackerStore, broker: Remembering, conversation: str
) -> None:
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update_with_events([SessionStarted(), UserUttered("안녕", message_id="m")], None)
    await store.save(tracker)
    (record,) = broker.published
    assert (record["conversation_id"], record["message_id"], record["turn"]) == (conversation, "m", 1)
    tracker.update(UserUttered("a\x00b"))  # PostgreSQL takes no zero bytes
    with pytest.raises(StorageRejected):
        await store.save(tracker)
    assert len(broker.published) == 1
    assert len((await store.retrieve(conversation)).events) == 2


async def test_a_session_has_one_id_however_often_it_is_loaded(
    store: PostgresTrackerStore, broker: Remembering, conversation: str
) -> None:
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update_with_events([SessionStarted(), UserUttered("하나")], None)
    await store.save(tracker)
    tracker = await store.retrieve(conversation)
    tracker.update(UserUttered("둘"))
    await store.save(tracker)
    tracker = await store.retrieve(conversation)
    tracker.update_with_events([SessionStarted(), UserUttered("셋")], None)
    await store.save(tracker)
    first, second, third = broker.published
    assert first["session_id"] == second["session_id"] != third["session_id"]
    assert [record["turn"] for record in broker.published] == [1, 2, 1]


async def test_a_database_that_is_away_is_an_error_and_not_an_empty_conversation(
    settings: Settings, conversation: str
) -> None:
    away = settings.postgres.copy(update={"port": 1, "connect_timeout_ms": 200})
    store = PostgresTrackerStore(Domain.empty(), settings=settings.copy(update={"postgres": away}))
    with pytest.raises(StorageUnavailable):
        await store.get_or_create_tracker(conversation)
