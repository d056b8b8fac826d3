"""The event bus: what happened is published once it is committed, and consumed by the workers.

::

    publish(routing_key) ──► naviyam.events (topic) ──#──► naviyam.worker (quorum) ──rejected──► naviyam.dead

Delivery is at least once. A publisher knows that RabbitMQ has the message on disk when `Bus.publish` returns; a
consumer's message is gone only when its handler has returned. Handlers must therefore be idempotent; ``message_id`` is
there for that. Connections are made when needed and made anew after a failure; no call waits longer than
``rabbitmq.timeout_ms``.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import random
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractIncomingMessage, AbstractQueue
from yarl import URL

from settings import Settings
from storage.errors import StorageConflict, StorageUnavailable, mapped

__all__ = ["DEAD", "EVENTS", "WORKER", "Bus", "Event", "Handler"]

EVENTS = "naviyam.events"
WORKER = "naviyam.worker"
DEAD = "naviyam.dead"

_HEARTBEAT_S = 10  # a connection whose peer vanished is noticed after two of them
_DELIVERIES_MAX = 20  # a message that killed that many workers is dead
_PAUSE_FIRST_S, _PAUSE_MAX_S = 0.2, 5.0

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Event:
    """A message as its consumer sees it. ``redelivered``: somebody may have handled it before."""

    routing_key: str
    message_id: str
    body: bytes
    redelivered: bool


Handler = Callable[[Event], Awaitable[None]]


@dataclasses.dataclass(frozen=True)
class _Link:
    """A live connection with its one channel and what was declared on it."""

    connection: AbstractConnection
    channel: AbstractChannel
    exchange: AbstractExchange
    worker: AbstractQueue
    dead: AbstractQueue


class Bus:
    """One process's way to RabbitMQ. Making it connects to nothing."""

    def __init__(self, settings: Settings, *, name: str = "naviyam") -> None:
        """
        Args:
            settings: where RabbitMQ is, the prefetch, and how long a call may take.
            name: what RabbitMQ's management page shows for the connection.
        """
        self._url = URL(settings.amqp_url()).update_query(heartbeat=_HEARTBEAT_S, name=name)
        self._limit_s = settings.rabbitmq.timeout_ms / 1000
        self._prefetch = settings.rabbitmq.prefetch
        self._link: _Link | None = None
        self._linking = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def publish(self, routing_key: str, body: bytes, message_id: str) -> None:
        """Publish one message and wait until RabbitMQ has it safely.

        Raises:
            StorageUnavailable: it is unknown or untrue that RabbitMQ has it; publish again later, with the same id.
        """
        message = aio_pika.Message(
            body,
            message_id=message_id,
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        async with self._using() as link:
            await link.exchange.publish(message, routing_key, timeout=self._limit_s)

    async def waiting(self) -> dict[str, int]:
        """How many messages wait in the workers' queue and in that of the dead; also tells whether RabbitMQ answers.

        Raises:
            StorageUnavailable: it does not.
        """
        async with self._using() as link:
            counts = {}
            for queue in (link.worker, link.dead):
                declared = await link.channel.declare_queue(queue.name, passive=True, timeout=self._limit_s)
                counts[queue.name] = declared.declaration_result.message_count or 0
            return counts

    async def consume(self, handler: Handler, *, concurrency: int = 1) -> None:
        """Give each message of the workers' queue to ``handler``; runs until cancelled, across RabbitMQ's absences.

        A handler that returns has done with the message. One that raises `StorageUnavailable` or `StorageConflict` is
        given the same message again after a pause, as long as it takes. Any other error sends the message to the queue
        of the dead, and the next is served.

        Args:
            handler: must be idempotent.
            concurrency: how many messages are handled at a time; 1 keeps their order.
        """
        pause = _PAUSE_FIRST_S
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._consume_until_lost(handler, concurrency)
            except StorageUnavailable as error:
                if asyncio.get_running_loop().time() - began > _PAUSE_MAX_S:
                    pause = _PAUSE_FIRST_S
                _log.warning("event bus lost, consuming again soon: %s", error)
                await asyncio.sleep(_jittered(pause))
                pause = min(2 * pause, _PAUSE_MAX_S)

    async def close(self) -> None:
        """End the connection; messages handed out and not done with go back to the queue."""
        if self._link is not None:
            self._drop(self._link)
        await asyncio.gather(*self._closing)

    @contextlib.asynccontextmanager
    async def _using(self) -> AsyncIterator[_Link]:
        """The shared link, for one call. Whatever fails on it, the next call starts on a fresh one."""
        link: _Link | None = None
        try:
            with mapped("rabbitmq"):
                link = await self._linked()
                yield link
        except StorageUnavailable:
            if link is not None:
                self._drop(link)
            raise

    async def _linked(self) -> _Link:
        async with self._linking:
            if self._link is None or self._link.connection.is_closed or self._link.channel.is_closed:
                self._link = await asyncio.wait_for(self._connect(), self._limit_s)
            return self._link

    async def _connect(self) -> _Link:
        connection = await aio_pika.connect(self._url, timeout=self._limit_s)
        try:
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
            dead_exchange = await channel.declare_exchange(DEAD, aio_pika.ExchangeType.FANOUT, durable=True)
            dead = await channel.declare_queue(DEAD, durable=True, arguments={"x-queue-type": "quorum"})
            await dead.bind(dead_exchange)
            worker = await channel.declare_queue(
                WORKER,
                durable=True,
                arguments={
                    "x-queue-type": "quorum",
                    "x-dead-letter-exchange": DEAD,
                    # By default a quorum queue may lose a message on its way to the dead; this needs the overflow rule.
                    "x-dead-letter-strategy": "at-least-once",
                    "x-overflow": "reject-publish",
                    "x-delivery-limit": _DELIVERIES_MAX,
                },
            )
            await worker.bind(exchange, "#")
        except BaseException:
            self._close_aside(connection)
            raise
        return _Link(connection, channel, exchange, worker, dead)

    def _drop(self, link: _Link) -> None:
        if self._link is link:
            self._link = None
        self._close_aside(link.connection)

    def _close_aside(self, connection: AbstractConnection) -> None:
        """Say good-bye without making anybody wait for the answer of a server that may be hung."""
        task = asyncio.create_task(_close(connection, self._limit_s))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _consume_until_lost(self, handler: Handler, concurrency: int) -> None:
        async with self._own_link() as link:
            await link.channel.set_qos(prefetch_count=self._prefetch, timeout=self._limit_s)
            inbox: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def on_lost(*_: object) -> None:
                if not lost.done():
                    lost.set_exception(StorageUnavailable("rabbitmq: the connection was lost"))

            link.channel.close_callbacks.add(on_lost)
            link.connection.close_callbacks.add(on_lost)
            await link.worker.consume(inbox.put, timeout=self._limit_s)
            servers = [asyncio.create_task(_serve(inbox, handler)) for _ in range(concurrency)]
            try:
                done, _ = await asyncio.wait([lost, *servers], return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
            finally:
                for server in servers:
                    server.cancel()
                await asyncio.gather(*servers, return_exceptions=True)
                lost.cancel()

    @contextlib.asynccontextmanager
    async def _own_link(self) -> AsyncIterator[_Link]:
        """A link for consuming alone, so that a slow publisher and a busy consumer do not hold each other up."""
        with mapped("rabbitmq"):
            link = await asyncio.wait_for(self._connect(), self._limit_s)
            try:
                yield link
            finally:
                self._close_aside(link.connection)


async def _serve(inbox: asyncio.Queue[AbstractIncomingMessage], handler: Handler) -> None:
    while True:
        message = await inbox.get()
        try:
            await _until_storage_answers(handler, _event(message))
        except Exception as error:
            # Not the error's text: it may quote what a person wrote. The message itself lies in the queue of the dead.
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.error(
                "message %s is dead: %s in %s:%s",
                message.message_id,
                type(error).__name__,
                place.filename,
                place.lineno,
            )
            await message.reject(requeue=False)
        else:
            await message.ack()


async def _until_storage_answers(handler: Handler, event: Event) -> None:
    """Hold the message while a server it needs is away: given back, it would soon have used up its deliveries."""
    pause = _PAUSE_FIRST_S
    while True:
        try:
            return await handler(event)
        except (StorageUnavailable, StorageConflict) as error:
            _log.warning("message %s waits: %s", event.message_id, error)
            await asyncio.sleep(_jittered(pause))
            pause = min(2 * pause, _PAUSE_MAX_S)


def _event(message: AbstractIncomingMessage) -> Event:
    return Event(message.routing_key or "", message.message_id or "", message.body, bool(message.redelivered))


async def _close(connection: AbstractConnection, limit_s: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError, *aio_pika.exceptions.CONNECTION_EXCEPTIONS):
        await asyncio.wait_for(connection.close(), limit_s)


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311
