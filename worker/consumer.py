"""What is done with each message of the event bus, by its routing key."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Counter, Histogram

from members import follow_ups
from storage.bus import Event
from storage.errors import StorageError
from storage.postgres import Pool
from telemetry import logs
from telemetry.metrics import LATENCY_BUCKETS_S
from worker import record, turn
from worker.turn import PoisonMessage

__all__ = ["handler"]

_log = structlog.get_logger()

_MESSAGES = Counter("naviyam_worker_messages_total", "Messages of the event bus.", ["kind", "outcome"])
_SECONDS = Histogram("naviyam_worker_handling_seconds", "Handling one.", ["kind"], buckets=LATENCY_BUCKETS_S)
_KINDS = {"turn"}


def handler(pool: Pool) -> Callable[[Event], Awaitable[None]]:
    """The handler for `storage.bus.Bus.consume`.

    It raises `PoisonMessage` for what can never be handled, and `storage.errors.StorageError` for what can later.
    """

    async def handle(event: Event) -> None:
        kind = event.routing_key if event.routing_key in _KINDS else "unknown"
        began, outcome = time.perf_counter(), "failed"
        try:
            await _handle(pool, event)
            outcome = "done"
        except PoisonMessage:
            outcome = "dead"
            raise
        except StorageError:
            outcome = "postponed"
            raise
        finally:
            _MESSAGES.labels(kind, outcome).inc()
            _SECONDS.labels(kind).observe(time.perf_counter() - began)

    return handle


async def _handle(pool: Pool, event: Event) -> None:
    if event.routing_key not in _KINDS:
        raise PoisonMessage("no such kind of message")
    said = turn.read(event.body)
    with logs.bind(conversation_id=said.conversation_id, message_id=said.message_id):
        await record.write(pool, said)
        done = await follow_ups.drain(pool)
        _log.info("turn_recorded", slates=len(said.slates), follow_ups=done, redelivered=event.redelivered)
