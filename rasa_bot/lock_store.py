"""One turn of a conversation at a time, in the order of arrival, over all worker processes.

Rasa's Redis locks are not atomic and poll once a second (R5). Here turns of a conversation first queue up within their
process (a connection's messages all come to one), and the first of each process in Redis: two Lua scripts keep a queue
a conversation; the one who leaves hands the lock to the next and wakes its process by publish/subscribe. Uncontended, a
turn costs one round trip before it and one after. A lock is leased: what a killed process held comes free
`_LEASE_GRACE_MS` after the longest turn. Without Redis the order holds within each process, and Redis is asked again
after a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import time
import uuid
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import structlog
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore

from rasa_bot.metrics import LOCK_WAIT_SECONDS, LOCKS
from settings import Settings, get_settings
from storage.errors import StorageUnavailable, mapped
from storage.redis import Client, open_client

__all__ = ["RedisLockStore"]

_log = structlog.get_logger()

_SCRIPTS = Path(__file__).parent / "lock_scripts"
_WAKE_PREFIX = "naviyam:wake:"
_LEASE_GRACE_MS = 1_000
_ASK_AGAIN_S = 0.25  # a wake-up lost with its subscription delays a waiter by this, no more
_AWAY_S = 1.0
_LISTEN_S = 5.0


class RedisLockStore(LockStore):  # type: ignore[misc]  # Rasa ships no types
    """Named in endpoints.yml. Make it inside the event loop that uses it."""

    def __init__(
        self,
        endpoint_config: object = None,  # noqa: ARG002  # Rasa's signature; settings.py says where Redis is
        *,
        settings: Settings | None = None,
    ) -> None:
        settings = settings or get_settings()
        self._settings = settings
        self._client: Client = open_client(settings)
        self._take = self._client.register_script((_SCRIPTS / "take.lua").read_text())
        self._leave = self._client.register_script((_SCRIPTS / "leave.lua").read_text())
        self._patience_ms = settings.rasa.turn_timeout_ms
        self._lease_ms = settings.rasa.turn_timeout_ms + _LEASE_GRACE_MS
        self._process = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._numbers = itertools.count()
        self._local: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: dict[str, asyncio.Event] = {}
        self._away_until = 0.0
        self._listener: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = 0,  # noqa: ARG002  # Rasa's signature
        wait_time_in_seconds: float = 0,  # noqa: ARG002
    ) -> AsyncIterator[TicketLock]:
        """Wait for this conversation's turn; the two times of Rasa's signature follow from ``rasa.turn_timeout_ms``.

        Raises:
            rasa.core.lock_store.LockError: others held it for longer than the longest turn.
        """
        began = time.monotonic()
        deadline = began + self._patience_ms / 1000
        token = f"{self._process}:{next(self._numbers)}"
        local = self._local.setdefault(conversation_id, asyncio.Lock())
        await self._take_local(local, deadline)
        try:
            is_shared = await self._take_shared(conversation_id, token, deadline)
            LOCK_WAIT_SECONDS.observe(time.monotonic() - began)
            try:
                yield TicketLock(conversation_id)
            finally:
                if is_shared:
                    self._in_background(self._leave_shared(conversation_id, token))
        finally:
            local.release()

    async def check(self) -> None:
        """Whether Redis answers, for ``/ready``.

        Raises:
            storage.errors.StorageUnavailable: it does not.
        """
        await self._client.ping()

    async def close(self) -> None:
        """Let running releases end, then close the connections."""
        if self._background:
            await asyncio.wait(self._background, timeout=1)
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        await self._client.close()

    async def _take_shared(self, conversation_id: str, token: str, deadline: float) -> bool:
        """Take the lock all processes share; ``False``: Redis is away."""
        if time.monotonic() < self._away_until:
            LOCKS.labels("process").inc()
            return False
        woken = asyncio.Event()
        try:
            arguments: list[str | int] = [token, self._lease_ms, self._patience_ms]
            while not await self._take(keys=_keys(conversation_id), args=arguments):
                self._waiting[token] = woken
                self._listen()
                if time.monotonic() > deadline:
                    raise LockError("another process holds the conversation for longer than the longest turn")
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(woken.wait(), _ASK_AGAIN_S)
                woken.clear()
        except StorageUnavailable as error:
            self._away_until = time.monotonic() + _AWAY_S
            _log.warning("locks_within_process_only", reason=str(error))
            LOCKS.labels("process").inc()
            return False
        except BaseException:
            self._in_background(self._leave_shared(conversation_id, token))
            raise
        finally:
            self._waiting.pop(token, None)
        LOCKS.labels("redis").inc()
        return True

    @staticmethod
    async def _take_local(local: asyncio.Lock, deadline: float) -> None:
        if not local.locked():
            await local.acquire()
            return
        try:
            await asyncio.wait_for(local.acquire(), deadline - time.monotonic())
        except asyncio.TimeoutError as error:
            raise LockError("this process holds the conversation for longer than the longest turn") from error

    async def _leave_shared(self, conversation_id: str, token: str) -> None:
        # Redis gone: the lease ends by itself.
        with contextlib.suppress(StorageUnavailable):
            await self._leave(keys=_keys(conversation_id), args=[token, self._lease_ms, _WAKE_PREFIX])

    def _listen(self) -> None:
        """Hear wake-ups from the first time somebody waits on."""
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._hear_wake_ups())

    async def _hear_wake_ups(self) -> None:
        client = open_client(self._settings, blocking_ms=int(_LISTEN_S * 1000))
        try:
            with contextlib.suppress(StorageUnavailable), mapped("redis"):
                async with client.pubsub(ignore_subscribe_messages=True) as wake_ups:
                    await wake_ups.subscribe(_WAKE_PREFIX + self._process)
                    while True:
                        message = await wake_ups.get_message(timeout=_LISTEN_S)
                        woken = self._waiting.get(message["data"].decode()) if message else None
                        if woken is not None:
                            woken.set()
        finally:
            await client.close()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _keys(conversation_id: str) -> list[str]:
    return [f"naviyam:lock:{conversation_id}", f"naviyam:lock-queue:{conversation_id}"]
