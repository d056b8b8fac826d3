"""Redis: a short wait whatever happens, no command sent twice, and errors of our tree."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
from redis.exceptions import ResponseError

from settings import Settings
from storage.errors import StorageTimeout, StorageUnavailable
from storage.redis import Client, open_client
from tests.storage.conftest import Failing


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Client]:
    client = open_client(settings)
    try:
        yield client
    finally:
        await client.close()


async def test_what_is_set_is_got(redis: Client) -> None:
    await redis.set("아이", "밥", ex=5)
    assert await redis.get("아이") == "밥".encode()


async def test_a_pipeline_is_one_transaction(redis: Client) -> None:
    pipeline = redis.pipeline()
    pipeline.incr("n")
    pipeline.incrby("n", 4)
    assert await pipeline.execute() == [1, 5]


async def test_a_script_is_loaded_when_the_server_does_not_know_it(redis: Client) -> None:
    await redis.script_flush()
    double = redis.register_script("return ARGV[1] * 2")
    assert await double(args=[21]) == 42


async def test_a_wrong_command_is_the_callers_fault(redis: Client) -> None:
    await redis.set("text", "x")
    with pytest.raises(ResponseError):
        await redis.incr("text")


async def test_a_hung_server_is_waited_for_once(failing: Failing, redis: Client) -> None:
    async with failing("redis", timeout_ms=200) as (proxy, settings), opened(settings) as client:
        await client.ping()
        proxy.hang()
        began = time.monotonic()
        with pytest.raises(StorageTimeout):
            await client.incr("counted")
        assert time.monotonic() - began < 0.5
        proxy.flow()
        await asyncio.sleep(0.1)
        assert int(await redis.get("counted") or 0) <= 1
        assert await client.ping()


async def test_a_pipeline_to_a_hung_server_ends_too(failing: Failing) -> None:
    async with failing("redis", timeout_ms=200) as (proxy, settings), opened(settings) as client:
        await client.ping()
        proxy.hang()
        pipeline = client.pipeline()
        pipeline.incr("counted")
        with pytest.raises(StorageTimeout):
            await pipeline.execute()
        proxy.flow()


async def test_connections_cut_while_idle_are_replaced_before_anybody_notices(failing: Failing) -> None:
    async with failing("redis") as (proxy, settings), opened(settings) as client:
        await asyncio.gather(*(client.ping() for _ in range(5)))
        proxy.cut()
        await asyncio.sleep(0.01)
        assert await asyncio.gather(*(client.ping() for _ in range(5))) == [True] * 5


async def test_a_server_that_is_away_is_told_at_once_and_used_again_at_once(failing: Failing) -> None:
    async with failing("redis") as (proxy, settings), opened(settings) as client:
        await client.ping()
        await proxy.refuse()
        began = time.monotonic()
        with pytest.raises(StorageUnavailable):
            await client.ping()
        assert time.monotonic() - began < 0.5
        await proxy.open()
        assert await client.ping()


async def test_a_cancelled_command_leaves_no_answer_for_the_next(failing: Failing, redis: Client) -> None:
    await redis.set("mine", "1")
    await redis.set("yours", "2")
    async with failing("redis", timeout_ms=2_000) as (proxy, settings), opened(settings) as client:
        await client.ping()
        proxy.hang()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.get("mine"), timeout=0.1)
        proxy.flow()
        assert await client.get("yours") == b"2"
