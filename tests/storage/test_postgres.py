"""The pool: its errors are ours, its time limits hold against slow, hung and vanished servers, and it recovers."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from settings import Settings
from storage.errors import (
    StorageConflict,
    StorageError,
    StorageMisused,
    StorageRejected,
    StorageTimeout,
    StorageUnavailable,
)
from storage.postgres import Pool, open_pool
from tests.storage.conftest import Failing


@contextlib.asynccontextmanager
async def opened(settings: Settings, **options: int) -> AsyncIterator[Pool]:
    pool = await open_pool(settings, **options)
    try:
        yield pool
    finally:
        await pool.close()


async def _ask(pool: Pool) -> int:
    async with pool.autocommit() as connection:
        row = await (await connection.execute("SELECT 1 AS one")).fetchone()
    assert row is not None
    return row["one"]


async def test_rows_are_dictionaries_and_json_travels_both_ways(pool: Pool) -> None:
    async with pool.connection() as connection:
        said = {"글": "가나다", "수": [1, 2.5, None]}
        cursor = await connection.execute("SELECT %s::jsonb AS said", [psycopg.types.json.Jsonb(said)])
        assert await cursor.fetchone() == {"said": said}


async def test_sessions_live_in_seoul(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await (await connection.execute("SHOW timezone")).fetchone() == {"TimeZone": "Asia/Seoul"}


async def test_a_block_is_one_transaction(pool: Pool) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with pool.connection() as connection:
            await connection.execute("INSERT INTO users (user_id) VALUES ('half-done')")
            raise ZeroDivisionError
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT 1 FROM users WHERE user_id = 'half-done'")
        assert await cursor.fetchone() is None


async def test_an_autocommit_block_keeps_what_was_done_and_leaves_the_connection_as_it_was(settings: Settings) -> None:
    one = settings.copy(update={"postgres": settings.postgres.copy(update={"pool_min": 1, "pool_max": 1})})
    async with opened(one) as pool:
        with contextlib.suppress(ZeroDivisionError):
            async with pool.autocommit() as connection:
                await connection.execute("INSERT INTO users (user_id) VALUES ('kept')")
                raise ZeroDivisionError
        async with pool.connection() as connection:
            assert not connection.autocommit
            cursor = await connection.execute("DELETE FROM users WHERE user_id = 'kept'")
            assert cursor.rowcount == 1


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT * FROM nowhere", StorageMisused),
        ("DROP TABLE shops", StorageMisused),
        ("SELEC 1", StorageMisused),
        ("INSERT INTO users (user_id) VALUES (NULL)", StorageRejected),
        ("INSERT INTO foodcard_users VALUES ('x', -1)", StorageRejected),
        ("SELECT 'x'::int", StorageRejected),
        ("SELECT 1 / 0", StorageRejected),
        ("SELECT pg_sleep(30)", StorageTimeout),
    ],
)
async def test_a_refused_statement_raises_what_its_caller_must_know(
    settings: Settings, statement: str, expected: type[StorageError]
) -> None:
    async with opened(settings, statement_timeout_ms=200) as pool:
        with pytest.raises(StorageError) as caught:
            async with pool.connection() as connection:
                await connection.execute(statement)
        assert type(caught.value) is expected
        assert isinstance(caught.value.__cause__, psycopg.Error)
        assert await _ask(pool) == 1


async def test_an_error_never_quotes_the_row(pool: Pool) -> None:
    with pytest.raises(StorageRejected) as caught:
        async with pool.connection() as connection:
            await connection.execute(
                "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at)"
                " VALUES ('secret-name', 1, 'ODD', now())"
            )
    assert "secret-name" not in str(caught.value)


async def test_a_deadlock_is_a_conflict_for_one_and_success_for_the_other(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO users (user_id) VALUES ('left'), ('right') ON CONFLICT DO NOTHING")
    held = [asyncio.Event(), asyncio.Event()]

    async def update(first: str, second: str, mine: int) -> None:
        async with pool.connection() as connection:
            await connection.execute("UPDATE users SET nickname = 'x' WHERE user_id = %s", [first])
            held[mine].set()
            await held[1 - mine].wait()
            await connection.execute("UPDATE users SET nickname = 'x' WHERE user_id = %s", [second])

    outcomes = await asyncio.gather(update("left", "right", 0), update("right", "left", 1), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {type(None), StorageConflict}


async def test_waiting_for_a_connection_ends(settings: Settings) -> None:
    tight = settings.copy(
        update={"postgres": settings.postgres.copy(update={"pool_min": 1, "pool_max": 1, "connect_timeout_ms": 200})}
    )
    async with opened(tight) as pool, pool.connection():
        with pytest.raises(StorageTimeout):
            await _ask(pool)


async def test_a_hung_server_costs_a_request_its_time_limit_and_no_more(failing: Failing) -> None:
    limits = {"statement_timeout_ms": 300, "connect_timeout_ms": 500}
    async with failing("postgres", **limits) as (proxy, settings), opened(settings) as pool:
        assert await _ask(pool) == 1
        proxy.hang()
        began = time.monotonic()
        with pytest.raises(StorageTimeout):
            await _ask(pool)
        assert time.monotonic() - began < 2
        proxy.flow()
        assert await _ask_until(pool) == 1


async def test_who_gives_up_on_a_hung_server_is_free_at_once(failing: Failing) -> None:
    async with failing("postgres", statement_timeout_ms=5_000) as (proxy, settings), opened(settings) as pool:
        assert await _ask(pool) == 1
        proxy.hang()
        began = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(_ask(pool), timeout=0.2)
        assert time.monotonic() - began < 2
        proxy.flow()


async def test_a_cancelled_query_is_cancelled_on_the_server_and_the_connection_lives(pool: Pool) -> None:
    async def sleep() -> None:
        async with pool.connection() as connection:
            await connection.execute("SELECT pg_sleep(1.5) /* to be cancelled */")

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(sleep(), timeout=0.2)
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*) AS n FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
            " AND query LIKE '%to be cancelled%'"
        )
        assert await cursor.fetchone() == {"n": 0}


async def test_connections_cut_while_idle_are_replaced_before_anybody_notices(failing: Failing) -> None:
    async with failing("postgres", pool_min=3, pool_max=3) as (proxy, settings), opened(settings) as pool:
        await asyncio.gather(*(_ask(pool) for _ in range(6)))
        proxy.cut()
        assert await asyncio.gather(*(_ask(pool) for _ in range(6))) == [1] * 6


async def test_a_server_that_was_away_for_a_while_is_used_again_soon(failing: Failing) -> None:
    async with failing("postgres", connect_timeout_ms=500) as (proxy, settings), opened(settings) as pool:
        assert await _ask(pool) == 1
        await proxy.refuse()
        began = time.monotonic()
        while time.monotonic() - began < 3:
            with pytest.raises(StorageUnavailable):
                await _ask(pool)
        await proxy.open()
        began = time.monotonic()
        assert await _ask_until(pool) == 1
        assert time.monotonic() - began < 3


async def test_opening_says_at_once_that_the_server_is_down(settings: Settings, unused_tcp_port: int) -> None:
    away = settings.copy(update={"postgres": settings.postgres.copy(update={"port": unused_tcp_port})})
    began = time.monotonic()
    with pytest.raises(StorageUnavailable, match="refused"):
        await open_pool(away)
    assert time.monotonic() - began < 1


async def test_opening_gives_up_on_a_server_that_hangs(failing: Failing) -> None:
    async with failing("postgres") as (proxy, settings):
        proxy.hang()
        began = time.monotonic()
        with pytest.raises(StorageTimeout):
            await open_pool(settings)
        assert time.monotonic() - began < 4


async def test_opening_names_a_missing_database(settings: Settings) -> None:
    lost = settings.copy(update={"postgres": settings.postgres.copy(update={"database": "naviyam_lost"})})
    with pytest.raises(StorageError, match="naviyam_lost"):
        await open_pool(lost)


async def _ask_until(pool: Pool, limit_s: float = 5) -> int:
    """The first answer after an outage; requests meanwhile may still fail, but not for ever."""
    deadline = time.monotonic() + limit_s
    while True:
        try:
            return await _ask(pool)
        except StorageUnavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
