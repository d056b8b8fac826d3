"""Every way a server can fail us, and the one place where the drivers' own errors are turned into them.

StorageError
├── StorageUnavailable    the server is away, overloaded or shutting down: degrade, or try again later
│   └── StorageTimeout    it did not answer within the time this call had; whether it acted is unknown
├── StorageConflict       another transaction was in the way: the same transaction may be run again
├── StorageRejected       it understood and refuses the data (a constraint, a type): repeating is useless
└── StorageMisused        a programming or set-up error (no such table, no right): repeating is useless
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import aio_pika.exceptions
import pamqp.exceptions
import psycopg
import psycopg_pool
import redis.exceptions

__all__ = [
    "StorageConflict",
    "StorageError",
    "StorageMisused",
    "StorageRejected",
    "StorageTimeout",
    "StorageUnavailable",
    "mapped",
]


class StorageError(Exception):
    """A server could not do what was asked. The driver's error is its ``__cause__``."""


class StorageUnavailable(StorageError):
    """The server is away, overloaded or shutting down."""


class StorageTimeout(StorageUnavailable):
    """The server did not answer in time; whether it acted is unknown."""


class StorageConflict(StorageError):
    """Another transaction was in the way; the same transaction may be run again."""


class StorageRejected(StorageError):
    """The server refuses the data."""


class StorageMisused(StorageError):
    """A programming or set-up error: no such table, column, queue or right."""


# First match wins, so that a class stands before its parents.
_MEANINGS: tuple[tuple[type[BaseException], type[StorageError]], ...] = (
    # PostgreSQL
    (psycopg_pool.PoolTimeout, StorageTimeout),
    (psycopg_pool.TooManyRequests, StorageUnavailable),
    (psycopg_pool.PoolClosed, StorageUnavailable),
    (psycopg.errors.QueryCanceled, StorageTimeout),
    (psycopg.errors.LockNotAvailable, StorageTimeout),
    (psycopg.errors.IdleInTransactionSessionTimeout, StorageTimeout),
    (psycopg.errors.ConnectionTimeout, StorageTimeout),
    (psycopg.errors.SerializationFailure, StorageConflict),
    (psycopg.errors.DeadlockDetected, StorageConflict),
    (psycopg.errors.ReadOnlySqlTransaction, StorageUnavailable),  # a standby, just before or after a fail-over
    (psycopg.OperationalError, StorageUnavailable),
    (psycopg.IntegrityError, StorageRejected),
    (psycopg.DataError, StorageRejected),
    (psycopg.Error, StorageMisused),
    # Redis
    (redis.exceptions.TimeoutError, StorageTimeout),
    (redis.exceptions.ConnectionError, StorageUnavailable),
    (redis.exceptions.ReadOnlyError, StorageUnavailable),
    # RabbitMQ. A refused message, be it for a full queue, must be kept by who sent it, as with a broker that is away.
    (aio_pika.exceptions.ChannelNotFoundEntity, StorageMisused),
    (aio_pika.exceptions.ChannelPreconditionFailed, StorageMisused),
    (aio_pika.exceptions.ProbableAuthenticationError, StorageMisused),
    (aio_pika.exceptions.AuthenticationError, StorageMisused),
    (aio_pika.exceptions.AMQPError, StorageUnavailable),
    (aio_pika.exceptions.ChannelInvalidStateError, StorageUnavailable),
    (pamqp.exceptions.PAMQPException, StorageUnavailable),  # a connection that broke in the middle of a frame
    # Any of them, below the driver
    (asyncio.TimeoutError, StorageTimeout),
    (OSError, StorageUnavailable),
)


@contextlib.contextmanager
def mapped(server: str) -> Iterator[None]:
    """Turn what a driver raises inside the block into the tree above; everything else passes through.

    Redis's answers to a wrong command (``ResponseError``) pass too: redis-py itself lives on catching some of them.

    Args:
        server: the name for the message, e.g. ``postgres``.

    Raises:
        StorageError: the class that fits, from the driver's error.
    """
    try:
        yield
    except StorageError:
        raise
    except tuple(known for known, _ in _MEANINGS) as error:
        meaning = next(meaning for known, meaning in _MEANINGS if isinstance(error, known))
        raise meaning(f"{server}: {_one_line(error)}") from error


def _one_line(error: BaseException) -> str:
    """What may be logged: PostgreSQL's DETAIL lines quote rows, so its primary message alone is kept."""
    message = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    lines = (message or str(error)).strip().splitlines()
    return lines[0] if lines else type(error).__name__
