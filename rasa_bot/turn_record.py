"""What a finished turn tells the rest of the system, as one message on the event bus (routing key ``turn``)."""

from __future__ import annotations

import uuid
from typing import Any

from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

__all__ = ["ROUTING_KEY", "make"]

ROUTING_KEY = "turn"

_SESSION_NAMESPACE = uuid.UUID("6b5b0f0e-6f0c-5a6e-9d0a-6e6176697961")


def make(tracker: DialogueStateTracker, events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The record of the turn whose new ``events`` (Rasa's dictionaries) were just stored; ``None`` if nobody spoke.

    ``session_id`` follows from conversation and session start, so that every reader comes to the same one.
    """
    said = next((event for event in reversed(events) if event["event"] == "user"), None)
    if said is None:
        return None
    metadata = said.get("metadata") or {}
    started, turn = _session(tracker)
    return {
        "conversation_id": tracker.sender_id,
        "user_id": metadata.get("user_id"),
        "platform": metadata.get("platform"),
        "message_id": said.get("message_id"),
        "received_at": metadata.get("received_at"),
        "session_id": str(uuid.uuid5(_SESSION_NAMESPACE, f"{tracker.sender_id}/{started:.6f}")),
        "session_started_at": started,
        "turn": turn,
        "finished_at": events[-1]["timestamp"],
        "events": events,
    }


def _session(tracker: DialogueStateTracker) -> tuple[float, int]:
    """Start of the current session in seconds since the epoch, and the number of messages in it."""
    started, turn = tracker.events[0].timestamp, 0
    for event in tracker.events:
        if isinstance(event, SessionStarted):
            started, turn = event.timestamp, 0
        elif isinstance(event, UserUttered):
            turn += 1
    return started, turn
