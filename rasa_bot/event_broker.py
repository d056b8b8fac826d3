"""Hands finished turns to RabbitMQ without ever delaying a reply.

Turns wait in memory until RabbitMQ confirms them, and are sent again, in order, when it was away. The memory is
bounded: beyond `_WAITING_MAX` the oldest is let go and counted. The tracker store holds every turn, so that a later
sweep can publish what was let go or died with the process.
"""

from __future__ import annotations

import asyncio
import collections
from typing import Any

import orjson
import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig

from rasa_bot import turn_record
from rasa_bot.metrics import EVENTS, EVENTS_WAITING
from settings import Settings, get_settings
from storage.bus import Bus
from storage.errors import StorageUnavailable

__all__ = ["RabbitBroker"]

_log = structlog.get_logger()

_WAITING_MAX = 20_000  # about 5 kB each
_AT_ONCE = 32
_PAUSE_FIRST_S, _PAUSE_MAX_S = 0.2, 5.0
_FAREWELL_S = 2.0


class RabbitBroker(EventBroker):  # type: ignore[misc]  # Rasa ships no types
    """Named in endpoints.yml. Make it inside the event loop that uses it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._waiting: collections.deque[dict[str, Any]] = collections.deque()
        self._arrived = asyncio.Event()
        self._all_sent = asyncio.Event()
        self._all_sent.set()
        self._sending: asyncio.Task[None] | None = None

    @classmethod
    async def from_endpoint_config(
        cls,
        broker_config: EndpointConfig,  # noqa: ARG003  # Rasa's signature
        event_loop: asyncio.AbstractEventLoop | None = None,  # noqa: ARG003
    ) -> RabbitBroker:
        """Made by Rasa; everything it needs stands in settings.py. Connects when there is something to send."""
        settings: Settings = get_settings()
        return cls(Bus(settings, name="naviyam-rasa"))

    def publish(self, event: dict[str, Any]) -> None:
        """Take a turn's record (see `turn_record.make`); returns at once."""
        if len(self._waiting) >= _WAITING_MAX:
            self._waiting.popleft()
            EVENTS.labels("let_go").inc()
        self._waiting.append(event)
        EVENTS_WAITING.set(len(self._waiting))
        self._all_sent.clear()
        self._arrived.set()
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def check(self) -> None:
        """Whether RabbitMQ answers, for ``/ready``.

        Raises:
            storage.errors.StorageUnavailable: it does not.
        """
        await self._bus.waiting()

    async def close(self) -> None:
        """Send what waits, for `_FAREWELL_S` at most, and disconnect."""
        try:
            await asyncio.wait_for(self._all_sent.wait(), _FAREWELL_S)
        except asyncio.TimeoutError:
            _log.warning("turns_not_published", count=len(self._waiting))
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self._bus.close()

    async def _send(self) -> None:
        pause = _PAUSE_FIRST_S
        while True:
            await self._arrived.wait()
            batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            if not batch:
                self._arrived.clear()
                self._all_sent.set()
                continue
            unsent = await self._send_batch(batch)
            self._waiting.extendleft(reversed(unsent))
            EVENTS_WAITING.set(len(self._waiting))
            if unsent:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _PAUSE_MAX_S)
            else:
                pause = _PAUSE_FIRST_S

    async def _send_batch(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Publish together; returns what RabbitMQ did not confirm."""
        outcomes = await asyncio.gather(*(self._send_one(record) for record in batch))
        unsent = [record for record, is_sent in zip(batch, outcomes, strict=True) if not is_sent]
        EVENTS.labels("confirmed").inc(len(batch) - len(unsent))
        if unsent:
            EVENTS.labels("postponed").inc(len(unsent))
        return unsent

    async def _send_one(self, record: dict[str, Any]) -> bool:
        body = orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS)
        message_id = f"{record['conversation_id']}/{record['message_id']}"
        try:
            await self._bus.publish(turn_record.ROUTING_KEY, body, message_id)
        except StorageUnavailable as error:
            _log.warning("turn_not_published_yet", reason=str(error))
            return False
        return True
