"""Talks to the running system as a person would, and reads back what it understood and did."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any, Final

import psycopg
import requests

from settings import Settings

__all__ = ["Conversation", "NotRunning", "Turn"]

_TIMEOUT_S: Final = 10.0
_SILENT: Final = frozenset({"action_listen", "action_extract_slots", "action_session_start"})
_LAST_TURN: Final = """
SELECT event FROM tracker_events
WHERE conversation_id = %(conversation)s AND event_id >= (
    SELECT max(event_id) FROM tracker_events WHERE conversation_id = %(conversation)s AND event ->> 'event' = 'user')
ORDER BY event_id
"""


class NotRunning(RuntimeError):
    """나비얌 does not answer, or not as it should; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Turn:
    """One message and what came of it.

    ``actions`` are (action, policy, confidence) in order, without the silent ones; ``slots`` are those that were set;
    ``replies`` are the bot's messages as the channel gave them.
    """

    intent: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Mapping[str, Any], ...]
    actions: tuple[tuple[str, str | None, float | None], ...]
    slots: Mapping[str, Any]
    replies: tuple[Mapping[str, Any], ...]

    @property
    def text(self) -> str:
        """All the bot said, line by line."""
        return "\n".join(reply["text"] for reply in self.replies if reply.get("text"))

    @property
    def buttons(self) -> dict[str, str]:
        """Title → payload of every button of the reply."""
        return {b["title"]: b["payload"] for reply in self.replies for b in reply.get("buttons") or ()}

    @property
    def slate(self) -> Mapping[str, Any] | None:
        """The slate of the reply, as its JSON contract, or None."""
        return next((r["custom"]["slate"] for r in self.replies if "slate" in (r.get("custom") or {})), None)


class Conversation:
    """One conversation with the running system, in development mode.

    Args:
        metadata: ``user``, ``location`` and ``now``, as `rasa_bot.channels.rest` takes them.
    """

    def __init__(self, settings: Settings, metadata: Mapping[str, Any]) -> None:
        self._settings = settings
        self._metadata = dict(metadata)
        self._sender = f"desk-{uuid.uuid4()}"

    def say(self, text: str) -> Turn:
        """Say something, or press a button by its payload.

        Raises:
            NotRunning: nobody answers, or the answer cannot be read.
        """
        replies = self._send(text)
        return _turn(self._last_events(), replies)

    def _send(self, text: str) -> list[dict[str, Any]]:
        url = f"http://127.0.0.1:{self._settings.rasa.port}/webhooks/rest/webhook"
        body = {"sender": self._sender, "message": text, "metadata": self._metadata}
        try:
            answer = requests.post(url, json=body, timeout=_TIMEOUT_S)
            replies = answer.json()
        except requests.RequestException as error:
            raise NotRunning("나비얌 does not answer: run `naviyam up` first, or look at `naviyam status`") from error
        if answer.status_code != 200:
            raise NotRunning(f"나비얌 refused the message ({answer.status_code}): {replies.get('error', replies)}")
        return list(replies)

    def _last_events(self) -> list[dict[str, Any]]:
        try:
            with psycopg.connect(self._settings.postgres_dsn(), connect_timeout=5) as connection:
                rows = connection.execute(_LAST_TURN, {"conversation": self._sender}).fetchall()
        except psycopg.Error as error:
            raise NotRunning("the conversation cannot be read back: PostgreSQL does not answer") from error
        return [event for (event,) in rows]


def _turn(events: list[dict[str, Any]], replies: list[dict[str, Any]]) -> Turn:
    said = events[0].get("parse_data", {}) if events else {}
    intent = said.get("intent") or {}
    return Turn(
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple((one["name"], float(one["confidence"])) for one in said.get("intent_ranking") or []),
        entities=tuple(said.get("entities") or []),
        actions=tuple(
            (event["name"], event.get("policy"), event.get("confidence"))
            for event in events
            if event["event"] == "action" and event["name"] not in _SILENT
        ),
        slots={event["name"]: event["value"] for event in events if event["event"] == "slot"},
        replies=tuple(replies),
    )
