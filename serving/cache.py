"""Answers already known: in this process, for some minutes, found by a hash of what was asked.

In the process and not in Redis, because one process serves a device: a look-up costs a microsecond instead of a round
trip, and an outage of Redis takes nothing away. A key is a hash, so that no text lies about in memory.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

from serving.metrics import CACHE

__all__ = ["Answers"]

T = TypeVar("T")


class Answers(Generic[T]):
    """At most `rows_max` answers, each for `seconds`; the least recently used goes first. 0 seconds: none are kept."""

    def __init__(
        self, *, name: str, seconds: float, rows_max: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._known: TTLCache[bytes, T] = TTLCache(maxsize=rows_max if seconds else 0, ttl=seconds, timer=clock)
        self._hits, self._misses = (CACHE.labels(name, outcome) for outcome in ("hit", "miss"))

    def get(self, *parts: str) -> T | None:
        """The answer to what was asked, if it is known."""
        found: T | None = self._known.get(_key(parts))
        (self._misses if found is None else self._hits).inc()
        return found

    def put(self, answer: T, *parts: str) -> None:
        """Keep an answer."""
        if self._known.maxsize:
            self._known[_key(parts)] = answer

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()


def _key(parts: tuple[str, ...]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return digest.digest()
