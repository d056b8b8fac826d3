"""What was said lately, as the page shows it when it comes back.

``{"from": "user", "id", "text"}`` and ``{"from": "bot", "to", "messages": [{"text"?, "buttons"?, "custom"?}]}``, oldest
first.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered

from rasa_bot import replies

__all__ = ["MESSAGES_MAX", "of_events"]

MESSAGES_MAX = 60


def of_events(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From Rasa's ``user`` and ``bot`` events, oldest first."""
    past: list[dict[str, Any]] = []
    for event in events:
        if event["event"] == "user":
            past.append({"from": "user", "id": event.get("message_id"), "text": _shown(event)})
            continue
        message = replies.of_event(BotUttered(event.get("text"), event.get("data")))
        if not message:
            continue
        if past and past[-1]["from"] == "bot":
            past[-1]["messages"].append(message)
        else:
            to = past[-1]["id"] if past else None
            past.append({"from": "bot", "to": to, "messages": [message]})
    return past


def _shown(event: dict[str, Any]) -> str:
    """A button's title rather than its payload."""
    return str((event.get("metadata") or {}).get("shown") or event.get("text") or "")
