"""Opens the pool of PostgreSQL connections that every process of ours works with.

Two clocks watch each statement. The server's (``statement_timeout``) ends what is merely slow and keeps the connection.
The client's, a little longer, ends what a hung server or a dead network never answers, and drops the connection. A
connection that died while it lay in the pool is noticed before it is lent, without a round trip.
"""

from __future__ import annotations

import contextlib
import select
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import orjson
import psycopg
from psycopg import sql
from psycopg.abc import PQGen
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from settings import Settings
from storage.errors import mapped

__all__ = ["Connection", "Pool", "open_pool"]

_CLIENT_GRACE_S = 0.5  # how much longer than the server's clock ours runs
_CANCEL_LIMIT_S = 0.5  # a server that cannot even take a cancel request in this time is hung
_IDLE_IN_TRANSACTION_MS = 30_000

_Result = TypeVar("_Result")


class Connection(psycopg.AsyncConnection[DictRow]):
    """A connection on which no wait for the server is longer than ``answer_limit_s`` seconds."""

    answer_limit_s: float | None = None

    async def wait(self, gen: PQGen[_Result], interval: float = 0.1, timeout: float | None = None) -> _Result:
        """psycopg's one place of waiting, with our clock; a connection whose server is late is closed."""
        if timeout is not None or self.answer_limit_s is None:
            return await super().wait(gen, interval, timeout)
        try:
            return await super().wait(gen, interval, self.answer_limit_s)
        except psycopg.OperationalError as error:
            if type(error).__name__ != "_WaitTimeout":
                raise
            # The answer may still come, and would then be read as that of the next statement.
            self.pgconn.finish()
            raise psycopg.errors.ConnectionTimeout("the server does not answer") from error

    async def cancel_safe(self, *, timeout: float = 30.0) -> None:
        """Ask the server to stop; who cancels is in a hurry, so a hung server is given up at once."""
        try:
            await super().cancel_safe(timeout=min(timeout, _CANCEL_LIMIT_S))
        except psycopg.Error:
            self.pgconn.finish()
            raise


class Pool(AsyncConnectionPool[Connection]):
    """A pool whose blocks raise `storage.errors.StorageError` and nothing of the driver's."""

    @contextlib.asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[Connection]:
        """Lend a connection for one transaction: committed at the block's end, rolled back when it raises.

        Raises:
            StorageError: see there; `StorageTimeout` also when no connection came free in time.
        """
        with mapped("postgres"):
            async with super().connection(timeout) as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def autocommit(self, timeout: float | None = None) -> AsyncIterator[Connection]:
        """Lend a connection on which each statement is its own transaction: two round trips fewer for a lone read.

        Raises:
            StorageError: as `connection`.
        """
        async with self.connection(timeout) as connection:
            await connection.set_autocommit(True)
            try:
                yield connection
            finally:
                if not connection.closed:
                    await connection.set_autocommit(False)


async def open_pool(
    settings: Settings,
    *,
    name: str = "naviyam",
    owner: bool = False,
    statement_timeout_ms: int | None = None,
) -> Pool:
    """Open a pool and wait until it has its first connections.

    Rows are dictionaries, JSON goes through orjson, sessions live in Asia/Seoul.

    Args:
        settings: where the server is, and the sizes and time limits of the pool.
        name: what the server's process list shows, e.g. ``naviyam-actions``.
        owner: log in as the role that owns the tables (imports, tests) instead of the processes' role.
        statement_timeout_ms: for long work; left out, the setting's.

    Raises:
        StorageUnavailable: the server cannot be reached.
        StorageMisused: it refuses the login, or the database or its extensions are missing.
    """
    limit_ms = statement_timeout_ms or settings.postgres.statement_timeout_ms
    connect_s = settings.postgres.connect_timeout_ms / 1000

    async def configure(connection: Connection) -> None:
        set_json_dumps(orjson.dumps, connection)
        set_json_loads(orjson.loads, connection)
        connection.answer_limit_s = limit_ms / 1000 + _CLIENT_GRACE_S
        # The first geography call of a connection loads PostGIS and its tables (15 ms): no child should wait for it.
        await connection.execute("SELECT ST_DWithin('POINT(127 37)'::geography, 'POINT(127 37)'::geography, 1)")
        await connection.commit()

    pool = Pool(
        settings.postgres_dsn(owner=owner),
        connection_class=Connection,
        kwargs=_session(name, limit_ms),
        min_size=settings.postgres.pool_min,
        max_size=max(settings.postgres.pool_min, settings.postgres.pool_max),
        timeout=connect_s,
        # psycopg doubles the pause between attempts; given up early, the next request starts afresh instead.
        reconnect_timeout=connect_s,
        configure=configure,
        check=_refuse_dead,
        name=name,
        open=False,
    )
    with mapped("postgres"):
        await _try_login(settings, owner=owner)
        await pool.open()
        try:
            await pool.wait(timeout=2 * connect_s)
        except BaseException:
            await pool.close()
            raise
    return pool


def _session(name: str, statement_timeout_ms: int) -> dict[str, Any]:
    options = {
        "statement_timeout": statement_timeout_ms,
        "lock_timeout": statement_timeout_ms,
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_MS,
        "timezone": "Asia/Seoul",
        # Estimates are small and queries many: compiling them costs more than it saves.
        "jit": "off",
    }
    return {
        "row_factory": dict_row,
        "application_name": name,
        "options": " ".join(f"-c {key}={value}" for key, value in options.items()),
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
    }


async def _try_login(settings: Settings, *, owner: bool) -> None:
    """Say at once, and exactly, why the server refuses; the pool would only say that no connection came in time."""
    login = await psycopg.AsyncConnection.connect(settings.postgres_dsn(owner=owner), autocommit=True)
    try:
        await login.execute(sql.SQL("SELECT postgis_lib_version()"))
    finally:
        await login.close()


async def _refuse_dead(connection: Connection) -> None:
    """Raise when a pooled connection's server has gone.

    An idle connection has nothing to read, unless the server said good-bye or the network reported its end; only then
    is it worth asking.
    """
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    if poller.poll(0):
        await AsyncConnectionPool.check_connection(connection)
