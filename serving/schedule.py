"""Who is computed next, and how long it will take: the rules of the batcher, without a loop or a clock.

Rows of a batch are padded to the longest, so rows wait in buckets of length and a batch is made of one bucket and what
is shorter. Interactive rows come before bulk ones; among equals the nearest deadline comes first (EDF, which is optimal
on one device where all can be met: Liu and Layland, 1973).
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

__all__ = ["BUCKETS", "BatchTimes", "Priority", "Waiting", "bucket_of", "choose", "seconds_for"]

BUCKETS: Final = (16, 32, 64, 128)
"""Tokens up to which rows count as about as long; the last is the cap."""

_WEIGHT: Final = 0.2
"""Of the newest measurement in the moving average."""


class Priority(enum.IntEnum):
    """Somebody waits for an interactive row; nobody does for a bulk one."""

    INTERACTIVE = 0
    BULK = 1


class Waiting(Protocol):
    """A row that waits; times in seconds of one clock."""

    @property
    def bucket(self) -> int:
        """One of `BUCKETS`."""

    @property
    def priority(self) -> Priority:
        """Its class."""

    @property
    def deadline(self) -> float:
        """When its answer is of no use any more."""

    @property
    def number(self) -> int:
        """Its place in the order of arrival."""


W = TypeVar("W", bound=Waiting)


def bucket_of(tokens: int) -> int:
    """The bucket of a row; what is longer than the cap was cut before it came here."""
    return next((bucket for bucket in BUCKETS if tokens <= bucket), BUCKETS[-1])


def choose(waiting: Sequence[W], rows_max: int) -> list[W]:
    """The next batch: the most urgent row, and up to `rows_max` that cost no longer rows than it does.

    Rows of its own bucket are taken before shorter ones of the same priority: they waste no padding.
    """
    if not waiting:
        return []
    head = min(waiting, key=_urgency)
    fitting = [row for row in waiting if row.bucket <= head.bucket]
    fitting.sort(key=lambda row: (row.priority, row.bucket != head.bucket, row.deadline, row.number))
    chosen = fitting[:rows_max]
    return chosen if head in chosen else [head, *chosen[: rows_max - 1]]


class BatchTimes:
    """How long batches took, as a moving average by bucket and size (rounded up to a power of two)."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[int, int], float] = {}

    def observe(self, bucket: int, rows: int, seconds: float) -> None:
        """A batch of `rows` whose longest row is of `bucket` took so long."""
        cell = (bucket, _size(rows))
        before = self._seconds.get(cell)
        self._seconds[cell] = seconds if before is None else before + _WEIGHT * (seconds - before)

    def estimate(self, bucket: int, rows: int) -> float:
        """Seconds a batch will take; of a kind never seen, as long as the quickest larger one; 0 before the first."""
        size = _size(rows)
        larger = [s for (b, n), s in self._seconds.items() if b >= bucket and n >= size]
        exact = self._seconds.get((bucket, size))
        if exact is not None:
            return exact
        return min(larger) if larger else max(self._seconds.values(), default=0.0)


def seconds_for(buckets: Iterable[int], times: BatchTimes, rows_max: int) -> float:
    """How long rows of these buckets will take, one batch after the other."""
    counts = Counter(buckets)
    return sum(
        math.ceil(rows / rows_max) * times.estimate(bucket, min(rows, rows_max)) for bucket, rows in counts.items()
    )


def _urgency(row: Waiting) -> tuple[int, float, int]:
    return (row.priority, row.deadline, row.number)


def _size(rows: int) -> int:
    return 1 << max(0, rows - 1).bit_length()
