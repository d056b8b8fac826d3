"""Opens Redis: sessions, caches, limits and locks. Nothing in it is missed for long, so nobody waits for it long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import redis.asyncio as aioredis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from settings import Settings
from storage.errors import mapped

__all__ = ["Client", "open_client"]

if TYPE_CHECKING:  # generic in the stubs alone
    _Redis = aioredis.Redis[bytes]
    _Pipeline = Pipeline[bytes]
else:
    _Redis = aioredis.Redis
    _Pipeline = Pipeline


class Client(_Redis):
    """A client whose commands and pipelines raise `storage.errors.StorageUnavailable` when Redis is away.

    A wrong command raises redis-py's own ``ResponseError``. Subscriptions (``pubsub()``) raise redis-py's errors: put
    ``storage.errors.mapped("redis")`` around their loop.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """redis-py's one place of sending, with our errors."""
        with mapped("redis"):
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> _Pipeline:
        """Several commands in one round trip, all or none of them when ``transaction``."""
        return _MappedPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class _MappedPipeline(_Pipeline):
    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        with mapped("redis"):
            answers: list[Any] = await super().execute(raise_on_error)
            return answers


class _Connection(aioredis.Connection):
    """A connection that knows when the server has hung up while it lay in the pool.

    redis-py asks this before it lends a connection, but its Python parser takes the end of the stream for silence.
    """

    async def can_read_destructive(self) -> bool:
        """Whether there is something to read that nobody asked for; raises when the stream has ended."""
        reader: asyncio.StreamReader | None = self._reader  # type: ignore[attr-defined]
        if reader is not None and reader.at_eof():
            raise RedisConnectionError("the server has hung up")
        return bool(await super().can_read_destructive())


def open_client(settings: Settings, *, blocking_ms: int = 0) -> Client:
    """A client with a pool of its own; it connects when first used. Close it by ``await client.close()``.

    Nothing is sent twice: the pool notices a connection that died while idle, and a command that got no answer may have
    been carried out. (redis-py's own retries also made 9 s of a time-out of 0.5 s.)

    Args:
        settings: where Redis is and how long a command may take.
        blocking_ms: how long the blocking commands of this client (BLPOP, …) are told to wait in Redis itself.
    """
    seconds = settings.redis.timeout_ms / 1000
    pool: aioredis.ConnectionPool[Any] = aioredis.ConnectionPool.from_url(
        settings.redis_url(),
        connection_class=_Connection,
        socket_connect_timeout=seconds,
        socket_timeout=seconds + blocking_ms / 1000,
        retry=Retry(NoBackoff(), 0),
    )
    client = Client(connection_pool=pool)
    client.auto_close_connection_pool = True  # redis-py closes only pools it made itself
    return client
