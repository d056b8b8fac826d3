"""Turns of a conversation exclude each other over processes, in order, and nobody's death or Redis's stops them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from rasa.core.lock_store import LockError

from rasa_bot.lock_store import RedisLockStore
from settings import Settings
from storage.redis import Client


@pytest.fixture
async def make_store(settings: Settings, redis: Client) -> AsyncIterator[Callable[..., RedisLockStore]]:
    """Makes stores as several worker processes have them; keywords change ``settings.rasa``."""
    assert await redis.dbsize() == 0
    stores: list[RedisLockStore] = []

    def make(own: Settings = settings, **rasa: Any) -> RedisLockStore:
        store = RedisLockStore(settings=own.copy(update={"rasa": own.rasa.copy(update=rasa)}))
        stores.append(store)
        return store

    yield make
    for store in stores:
        await store.close()


async def test_two_stores_never_hold_one_conversation_at_once(
    make_store: Callable[..., RedisLockStore], conversation: str
) -> None:
    stores = [make_store() for _ in range(3)]
    inside, most, turns = 0, 0, 0

    async def turn(store: RedisLockStore) -> None:
        nonlocal inside, most, turns
        async with store.lock(conversation):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            inside -= 1
            turns += 1

    began = time.monotonic()
    await asyncio.gather(*(turn(stores[number % 3]) for number in range(60)))
    assert (most, turns) == (1, 60)
    # 60 turns of 2 ms: polling once a second would take a minute.
    assert time.monotonic() - began < 3


async def test_turns_come_in_the_order_they_were_asked_for(
    make_store: Callable[..., RedisLockStore], conversation: str
) -> None:
    first, second = make_store(), make_store()
    order: list[int] = []

    async def turn(store: RedisLockStore, number: int) -> None:
        async with store.lock(conversation):
            order.append(number)
            await asyncio.sleep(0.005)

    async with first.lock(conversation):
        tasks = [asyncio.create_task(turn(first, number)) for number in range(5)]
        await asyncio.sleep(0.02)
        tasks.append(asyncio.create_task(turn(second, 99)))
        await asyncio.sleep(0.02)
    await asyncio.gather(*tasks)
    assert [number for number in order if number != 99] == [0, 1, 2, 3, 4]
    assert order.index(99) <= 1  # the other process is not made to wait for all of this one's


async def test_conversations_do_not_wait_for_each_other(make_store: Callable[..., RedisLockStore]) -> None:
    store = make_store()
    async with store.lock("one"), store.lock("two"), store.lock("three"):
        pass


async def test_who_gives_up_waiting_leaves_the_queue(
    make_store: Callable[..., RedisLockStore], conversation: str
) -> None:
    holder, waiter, later = make_store(), make_store(), make_store()

    async def wait() -> None:
        async with waiter.lock(conversation):
            raise AssertionError("it was cancelled before its turn")

    async with holder.lock(conversation):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting
    began = time.monotonic()
    async with later.lock(conversation):
        assert time.monotonic() - began < 0.5


async def test_what_a_killed_process_held_comes_free_after_the_longest_turn(
    make_store: Callable[..., RedisLockStore], redis: Client, conversation: str
) -> None:
    await redis.set(f"naviyam:lock:{conversation}", "killed:1", px=300)
    began = time.monotonic()
    async with make_store().lock(conversation):
        assert 0.2 < time.monotonic() - began < 1


async def test_who_died_waiting_is_passed_over(
    make_store: Callable[..., RedisLockStore], redis: Client, conversation: str
) -> None:
    await redis.rpush(f"naviyam:lock-queue:{conversation}", "1000 killed:1")
    began = time.monotonic()
    async with make_store().lock(conversation):
        assert time.monotonic() - began < 0.2


async def test_waiting_ends_with_the_longest_turn(
    make_store: Callable[..., RedisLockStore], redis: Client, conversation: str
) -> None:
    await redis.set(f"naviyam:lock:{conversation}", "other:1", px=60_000)
    store = make_store(turn_timeout_ms=400, action_timeout_ms=300)
    began = time.monotonic()
    with pytest.raises(LockError):
        async with store.lock(conversation):
            raise AssertionError("another holds it")
    assert 0.3 < time.monotonic() - began < 1


async def test_without_redis_the_order_holds_within_the_process_and_nobody_waits_for_redis(
    make_store: Callable[..., RedisLockStore], settings: Settings, conversation: str
) -> None:
    store = make_store(settings.copy(update={"redis": settings.redis.copy(update={"port": 1})}))
    order: list[int] = []

    async def turn(number: int) -> None:
        async with store.lock(conversation):
            order.append(number)
            await asyncio.sleep(0.001)

    began = time.monotonic()
    await asyncio.gather(*(turn(number) for number in range(20)))
    assert order == list(range(20))
    assert time.monotonic() - began < 1
