"""The event bus: nothing confirmed is lost, nothing poisonous blocks the rest, outages are sat out."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from settings import Settings
from storage.bus import DEAD, WORKER, Bus, Event, Handler
from storage.errors import StorageTimeout, StorageUnavailable
from tests.storage.conftest import Failing


@contextlib.asynccontextmanager
async def consuming(bus: Bus, handler: Handler, *, concurrency: int = 1) -> AsyncIterator[None]:
    task = asyncio.create_task(bus.consume(handler, concurrency=concurrency))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Inbox:
    """A handler that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Condition()

    async def __call__(self, event: Event) -> None:
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    @property
    def ids(self) -> list[str]:
        """Message ids in the order of their arrival, repeats included."""
        return [event.message_id for event in self.events]

    async def wait_for(self, *ids: str, limit_s: float = 10) -> None:
        """Wait until each of ``ids`` has come."""

        async def until() -> None:
            async with self._changed:
                await self._changed.wait_for(lambda: set(ids) <= set(self.ids))

        await asyncio.wait_for(until(), limit_s)


async def _until_waiting(bus: Bus, expected: dict[str, int], limit_s: float = 5) -> None:
    deadline = time.monotonic() + limit_s
    while (seen := await bus.waiting()) != expected:
        assert time.monotonic() < deadline, seen
        await asyncio.sleep(0.05)


async def test_what_is_published_is_consumed_once_in_order(bus: Bus) -> None:
    inbox = Inbox()
    for number in range(50):
        await bus.publish("turn", b"%d" % number, f"m{number}")
    async with consuming(bus, inbox):
        await inbox.wait_for("m49")
        await _until_waiting(bus, {WORKER: 0, DEAD: 0})
    assert inbox.ids == [f"m{number}" for number in range(50)]
    assert inbox.events[7] == Event("turn", "m7", b"7", redelivered=False)


async def test_a_confirmed_message_is_in_the_queue_before_any_consumer_exists(bus: Bus) -> None:
    await bus.publish("turn", b"{}", "early")
    assert await bus.waiting() == {WORKER: 1, DEAD: 0}


async def test_many_may_publish_at_once(bus: Bus) -> None:
    await asyncio.gather(*(bus.publish("turn", b"{}", str(number)) for number in range(300)))
    await _until_waiting(bus, {WORKER: 300, DEAD: 0})


async def test_a_message_nobody_can_handle_goes_to_the_dead_and_the_next_is_served(bus: Bus) -> None:
    inbox = Inbox()

    async def picky(event: Event) -> None:
        if event.body == b"poison":
            raise ValueError(event.body)
        await inbox(event)

    await bus.publish("turn", b"poison", "bad")
    await bus.publish("turn", b"{}", "good")
    async with consuming(bus, picky):
        await inbox.wait_for("good")
        await _until_waiting(bus, {WORKER: 0, DEAD: 1})


async def test_the_log_of_a_dead_message_does_not_quote_it(bus: Bus, caplog: pytest.LogCaptureFixture) -> None:
    async def failing_handler(event: Event) -> None:
        raise ValueError(event.body.decode())

    await bus.publish("turn", "제 이름은 김민수예요".encode(), "bad")
    async with consuming(bus, failing_handler):
        await _until_waiting(bus, {WORKER: 0, DEAD: 1})
    assert "bad is dead: ValueError" in caplog.text
    assert "김민수" not in caplog.text


async def test_a_message_waits_while_its_server_is_away(bus: Bus) -> None:
    inbox, attempts = Inbox(), 0

    async def needs_database(event: Event) -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise StorageUnavailable("postgres: away")
        await inbox(event)

    await bus.publish("turn", b"{}", "patient")
    async with consuming(bus, needs_database):
        await inbox.wait_for("patient")
        await _until_waiting(bus, {WORKER: 0, DEAD: 0})
    assert attempts == 3
    assert not inbox.events[0].redelivered


async def test_a_worker_that_dies_at_work_gives_its_message_back(bus: Bus) -> None:
    started, inbox = asyncio.Event(), Inbox()

    async def never_done(_: Event) -> None:
        started.set()
        await asyncio.Event().wait()

    await bus.publish("turn", b"{}", "half-done")
    async with consuming(bus, never_done):
        await asyncio.wait_for(started.wait(), 5)
    async with consuming(bus, inbox):
        await inbox.wait_for("half-done")
    assert inbox.events[0].redelivered


async def test_publishing_to_a_hung_broker_fails_in_time_and_works_again_after(failing: Failing, bus: Bus) -> None:
    async with failing("rabbitmq", timeout_ms=400) as (proxy, settings):
        far = Bus(settings)
        await far.publish("turn", b"{}", "before")
        proxy.hang()
        began = time.monotonic()
        with pytest.raises(StorageTimeout):
            await far.publish("turn", b"{}", "during")
        assert time.monotonic() - began < 1.5
        proxy.flow()
        await far.publish("turn", b"{}", "after")
        await far.close()
    assert (await bus.waiting())[WORKER] >= 2


async def test_publishing_to_a_broker_that_is_away_fails_at_once(settings: Settings, unused_tcp_port: int) -> None:
    away = settings.copy(update={"rabbitmq": settings.rabbitmq.copy(update={"port": unused_tcp_port})})
    bus = Bus(away)
    began = time.monotonic()
    with pytest.raises(StorageUnavailable):
        await bus.publish("turn", b"{}", "lost")
    assert time.monotonic() - began < 1
    await bus.close()


async def test_a_consumer_outlives_the_brokers_absence(failing: Failing, bus: Bus) -> None:
    inbox = Inbox()
    async with failing("rabbitmq") as (proxy, settings):
        far = Bus(settings)
        async with consuming(far, inbox):
            await bus.publish("turn", b"{}", "before")
            await inbox.wait_for("before")
            await proxy.refuse()
            await bus.publish("turn", b"{}", "during")
            await asyncio.sleep(0.5)
            await proxy.open()
            await inbox.wait_for("during")
        await far.close()


async def test_an_unconfirmed_publish_may_be_repeated_under_the_same_id(failing: Failing, bus: Bus) -> None:
    inbox = Inbox()
    async with failing("rabbitmq", timeout_ms=400) as (proxy, settings):
        far = Bus(settings)
        for number in range(20):
            if number % 5 == 4:
                proxy.cut()
            while True:
                try:
                    await far.publish("turn", b"{}", str(number))
                    break
                except StorageUnavailable:
                    continue
        await far.close()
    async with consuming(bus, inbox):
        await inbox.wait_for(*(str(number) for number in range(20)))
