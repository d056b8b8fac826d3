"""From a checked message to the bot's reply: one turn, in order, in time, and never in silence."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import time
from typing import Any

import structlog
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError

from rasa_bot.agent import NaviyamAgent
from rasa_bot.incoming import Said
from rasa_bot.metrics import TURN_SECONDS, TURNS
from rasa_bot.processor import TurnOutput
from rasa_bot.understanding import Understanding
from settings import Settings
from storage.errors import StorageError
from telemetry import logs

__all__ = ["Speaker", "TurnMessage", "Turns"]

_log = structlog.get_logger()

_SAVING_S = 0.5
"""What of a turn's time is kept for saving it."""


@dataclasses.dataclass(frozen=True)
class Speaker:
    """Who speaks, where it was said, and what the message brings along.

    ``location`` (``{"lat", "lng", "label"?}``) and ``now`` (ISO) are pretended ones, in development mode only.
    """

    user_id: str
    conversation_id: str
    platform: str
    location: dict[str, Any] | None = None
    now: str | None = None


class TurnMessage(UserMessage):  # type: ignore[misc]  # Rasa ships no types
    """Rasa's message, ``time_limit_s``: how long understanding and acting may take, and whom to ask what it means."""

    time_limit_s: float | None = None
    understanding: Understanding | None = None


class Turns:
    """Runs turns on the agent of this worker process."""

    def __init__(self, agent: NaviyamAgent, settings: Settings) -> None:
        self._agent = agent
        self._limit_s = settings.rasa.turn_timeout_ms / 1000
        self._understanding = Understanding(settings)

    async def answer(self, speaker: Speaker, said: Said, message_id: str) -> list[dict[str, Any]]:
        """The bot's messages (``text``, ``buttons``, ``custom``), at least one, within ``rasa.turn_timeout_ms``.

        The same message id in the same conversation is answered from the first time. Turns of a conversation run in the
        order they come in. The limit of messages a minute (design, step 1) belongs in front of this.
        """
        began = time.perf_counter()
        outcome = "answered"
        with logs.bind(conversation_id=speaker.conversation_id, message_id=message_id):
            try:
                replies = await asyncio.wait_for(self._run(speaker, said, message_id), self._limit_s)
            except (asyncio.TimeoutError, LockError) as error:
                outcome, replies = "too_slow", [said.apology("too_slow")]
                _log.warning("turn_given_up", reason=type(error).__name__)
            except StorageError as error:
                outcome, replies = "not_saved", [said.apology("failed")]
                _log.error("turn_not_saved", reason=str(error))
            except Exception:
                # The last line of defence: whatever it was, the person must not wait in silence.
                outcome, replies = "failed", [said.apology("failed")]
                _log.exception("turn_failed")
            seconds = time.perf_counter() - began
            _log.info("turn_done", outcome=outcome, ms=round(seconds * 1000, 1), platform=speaker.platform)
        TURNS.labels(speaker.platform, outcome).inc()
        TURN_SECONDS.labels(speaker.platform).observe(seconds)
        return replies

    async def close(self) -> None:
        """Close the line to the model server."""
        await self._understanding.close()

    async def _run(self, speaker: Speaker, said: Said, message_id: str) -> list[dict[str, Any]]:
        deadline = time.monotonic() + self._limit_s - _SAVING_S
        message = TurnMessage(
            said.text,
            TurnOutput(speaker.platform),
            speaker.conversation_id,
            parse_data=said.parse_data,
            input_channel=speaker.platform,
            message_id=message_id,
            metadata={
                "user_id": speaker.user_id,
                "platform": speaker.platform,
                "location": speaker.location,
                "now": speaker.now,
                "message_id": message_id,
                "received_at": dt.datetime.now(dt.timezone.utc).isoformat(),
                "shown": said.shown,
                "is_payload": said.parse_data is not None,
            },
        )
        message.understanding = self._understanding
        async with self._agent.lock_store.lock(speaker.conversation_id):
            message.time_limit_s = max(0.0, deadline - time.monotonic())
            replies: list[dict[str, Any]] = await self._agent.processor.handle_message(message)
        return replies
