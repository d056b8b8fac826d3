"""What was said before a message, in the few words the understanding takes (specification §3.1, step 3.2)."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_bot import replies

__all__ = ["context_of", "with_context"]

_NOT_SAID = frozenset({ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, "action_extract_slots"})


def with_context(message: UserMessage, tracker: DialogueStateTracker) -> UserMessage:
    """The message for the understanding alone: its metadata holds ``context``, which is not stored with it."""
    understood = copy.copy(message)
    understood.metadata = {**(message.metadata or {}), "context": context_of(tracker)}
    return understood


def context_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Of a conversation before its next message.

    ``previous_action`` and ``previous_intent`` are names or None; ``said`` is what the last words were: ``slate``,
    ``question``, ``statement`` or ``nothing``; ``shops`` are the names of the slate shown last, in its order.
    """
    applied = tracker.applied_events()
    actions = (e.action_name for e in reversed(applied) if isinstance(e, ActionExecuted))
    latest = tracker.latest_message
    slate = tracker.get_slot("slate")
    items = slate.get("items", []) if isinstance(slate, dict) else []
    return {
        "previous_action": next((name for name in actions if name and name not in _NOT_SAID), None),
        "previous_intent": latest.intent.get("name") if latest is not None else None,
        "said": _kind_of(replies.latest(applied), is_asking=tracker.get_slot("question") is not None),
        "shops": [str(item["name"]) for item in items if isinstance(item, dict) and "name" in item],
    }


def _kind_of(said: list[dict[str, Any]], *, is_asking: bool) -> str:
    """``is_asking``: an answer is waited for. 뭐 먹고 싶어요? at the end of small talk waits for none."""
    if not said:
        return "nothing"
    if any("slate" in (message.get("custom") or {}) for message in said):
        return "slate"
    texts = [message["text"].rstrip() for message in said if message.get("text")]
    return "question" if is_asking and texts and texts[-1].endswith("?") else "statement"
