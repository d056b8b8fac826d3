"""Reads the bot's messages out of a conversation's events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

__all__ = ["after_message", "latest", "of_event"]

_PARTS = ("buttons", "custom", "image", "attachment")


def of_event(event: BotUttered) -> dict[str, Any]:
    """One bot message as it goes to a person: ``text``, ``buttons``, ``custom``, whichever there are."""
    message: dict[str, Any] = {"text": event.text} if event.text else {}
    message.update({part: event.data[part] for part in _PARTS if event.data.get(part)})
    return message


def latest(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What the bot answered to the last message of ``events``, in order."""
    replies: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, UserUttered):
            replies = []
        elif isinstance(event, BotUttered):
            replies.append(of_event(event))
    return [reply for reply in replies if reply]


def after_message(events: Iterable[Event], message_id: str) -> list[dict[str, Any]] | None:
    """What the bot answered to that message; ``None`` when ``events`` do not hold it."""
    found: list[Event] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if found is not None:
                break
            if event.message_id == message_id:
                found = []
        elif found is not None:
            found.append(event)
    return None if found is None else latest(found)
