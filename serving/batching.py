"""Dynamic batches on one device: rows wait a moment for company, and no longer than their deadline allows.

A library was looked for: `batched` (0.1.5) gives priorities by the size of a call, knows no deadlines, sheds nothing,
and wakes every few milliseconds while nothing is asked. `serving.schedule` holds the rules, this file the loop.

At most one batch runs at a time. While it runs the next one gathers, so under load batches are full without waiting;
the window counts only for a device that is idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import structlog

from serving.errors import DeadlinePassed, NotReady, Overloaded
from serving.metrics import BATCH_CAP, BATCH_ROWS, BATCH_SECONDS, PADDING, QUEUE, TOKENS, UNSERVED
from serving.schedule import BatchTimes, Priority, bucket_of, choose, seconds_for

__all__ = ["Batcher", "Device"]

_log = structlog.get_logger()

In = TypeVar("In")
Out = TypeVar("Out")

Device = Callable[[Sequence[In]], "Sequence[Out | Exception]"]
"""Computes rows, one outcome a row in their order; runs in the executor's thread. An exception is that row's alone."""

_RETRY_S: Final = 1.0


@dataclass(eq=False)
class _Row(Generic[In, Out]):
    item: In
    tokens: int
    bucket: int
    priority: Priority
    deadline: float
    arrived: float
    number: int
    outcome: asyncio.Future[Out]


class Batcher(Generic[In, Out]):
    """Takes rows from any task of one event loop; `start` and `close` belong to that loop too."""

    def __init__(
        self,
        device: Device[In, Out],
        executor: Executor,
        *,
        name: str,
        rows_max: int,
        window_s: float,
        queue_max: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Build one.

        Args:
            executor: the device's; with one thread it runs one batch at a time, whoever else uses it.
            name: of the model, for metrics.
            rows_max: most rows of a batch.
            window_s: how long a row of an idle device waits for company.
            queue_max: most rows that may wait.
            clock: seconds; tests bring their own.
        """
        self._device, self.executor, self._name = device, executor, name
        self._window_s, self._queue_max, self._clock = window_s, queue_max, clock
        self.rows_max = rows_max
        self.times = BatchTimes()
        self._waiting: list[_Row[In, Out]] = []
        self._changed = asyncio.Event()
        self._count = 0
        self._running_since: float | None = None
        self._running_for = 0.0
        self._task: asyncio.Task[None] | None = None
        BATCH_CAP.labels(name).set(rows_max)

    def start(self) -> None:
        """Begin to serve."""
        self._task = asyncio.get_running_loop().create_task(self._serve(), name=f"batches of {self._name}")

    async def close(self) -> None:
        """Stop; rows that still wait are refused, the batch that runs is waited for."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for row in self._waiting:
            _fail(row, NotReady("the model server ends"))
        self._waiting.clear()

    async def submit(self, items: Sequence[tuple[In, int]], *, priority: Priority, deadline: float) -> list[Out]:
        """Compute rows, given with their number of tokens; all of them, or none.

        Args:
            deadline: on the batcher's clock; later the answer is of no use.

        Raises:
            Overloaded: at once, when by the measured times the queue cannot make it.
            DeadlinePassed: it did not make it all the same.
            Exception: what the device raised for one of the rows.
        """
        buckets = [bucket_of(tokens) for _, tokens in items]
        self._admit(buckets, priority, deadline)
        loop, now = asyncio.get_running_loop(), self._clock()
        rows: list[_Row[In, Out]] = []
        for (item, tokens), bucket in zip(items, buckets, strict=True):
            self._count += 1
            rows.append(_Row(item, tokens, bucket, priority, deadline, now, self._count, loop.create_future()))
        self._waiting += rows
        self._tell()
        try:
            outcomes = asyncio.gather(*(row.outcome for row in rows))
            return list(await asyncio.wait_for(outcomes, max(0.0, deadline - now)))
        except asyncio.TimeoutError:
            UNSERVED.labels(self._name, "deadline").inc(len(rows))
            raise DeadlinePassed("not computed before the deadline") from None
        finally:
            # The caller is gone, or one row failed: nobody waits for the others.
            for row in rows:
                row.outcome.cancel()
            self._waiting = [row for row in self._waiting if not row.outcome.done()]
            self._tell()

    def shrink(self, rows_max: int) -> None:
        """Make smaller batches from now on, as the device has not the memory for larger ones."""
        if rows_max < self.rows_max:
            self.rows_max = max(1, rows_max)
            BATCH_CAP.labels(self._name).set(self.rows_max)
            _log.error("batches_made_smaller", model=self._name, rows_max=self.rows_max)

    @property
    def running_s(self) -> float:
        """How long the present batch has been running; 0 when none is."""
        return 0.0 if self._running_since is None else self._clock() - self._running_since

    def _admit(self, buckets: Sequence[int], priority: Priority, deadline: float) -> None:
        now = self._clock()
        if now >= deadline:
            UNSERVED.labels(self._name, "deadline").inc(len(buckets))
            raise DeadlinePassed("the deadline had passed when the request came")
        if len(self._waiting) + len(buckets) > self._queue_max:
            UNSERVED.labels(self._name, "queue_full").inc(len(buckets))
            raise Overloaded(f"{len(self._waiting)} rows wait already", retry_after_s=_RETRY_S)
        if not self._waiting and self._running_since is None:
            return  # idle: a measurement that was bad luck must be able to get better
        ahead = [row.bucket for row in self._waiting if row.priority <= priority]
        running = 0.0 if self._running_since is None else max(0.0, self._running_for - self.running_s)
        needed = running + seconds_for([*ahead, *buckets], self.times, self.rows_max)
        if now + needed > deadline:
            UNSERVED.labels(self._name, "shed").inc(len(buckets))
            raise Overloaded(f"the queue needs {needed * 1000:.0f} ms", retry_after_s=needed)

    async def _serve(self) -> None:
        while True:
            self._drop_the_late()
            batch = choose(self._waiting, self.rows_max)
            pause = self._pause(batch)
            if pause is None or pause > 0:
                self._changed.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), pause)
                continue
            chosen = set(map(id, batch))
            self._waiting = [row for row in self._waiting if id(row) not in chosen]
            self._show_queue()
            await self._run(batch)

    def _pause(self, batch: Sequence[_Row[In, Out]]) -> float | None:
        """Seconds to wait for more rows before `batch` goes; None when there is none."""
        if not batch:
            return None
        if len(batch) >= self.rows_max:
            return 0.0
        needed = self.times.estimate(max(row.bucket for row in batch), len(batch))
        until = min(min(row.arrived for row in batch) + self._window_s, min(row.deadline for row in batch) - needed)
        return until - self._clock()

    async def _run(self, batch: Sequence[_Row[In, Out]]) -> None:
        bucket, longest = max(row.bucket for row in batch), max(row.tokens for row in batch)
        self._running_for = self.times.estimate(bucket, len(batch))
        self._running_since = began = self._clock()
        loop = asyncio.get_running_loop()
        computing = loop.run_in_executor(self.executor, self._device, [row.item for row in batch])
        try:
            outcomes: Sequence[Out | Exception] = await asyncio.shield(computing)
            if len(outcomes) != len(batch):
                raise RuntimeError(f"the device answered {len(outcomes)} of {len(batch)} rows")
        except asyncio.CancelledError:  # closing: what runs in a thread cannot be stopped
            for row in batch:
                _fail(row, NotReady("the model server ends"))
            with contextlib.suppress(Exception):
                await computing
            raise
        except Exception as error:
            _log.error("batch_failed", model=self._name, rows=len(batch), exc_info=error)
            outcomes = [error] * len(batch)
        finally:
            self._running_since = None
        took = self._clock() - began
        self.times.observe(bucket, len(batch), took)
        BATCH_ROWS.labels(self._name).observe(len(batch))
        BATCH_SECONDS.labels(self._name).observe(took)
        tokens = sum(row.tokens for row in batch)
        TOKENS.labels(self._name).inc(tokens)
        PADDING.labels(self._name).inc(longest * len(batch) - tokens)
        for row, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Exception):
                _fail(row, outcome)
            elif not row.outcome.done():
                row.outcome.set_result(outcome)

    def _drop_the_late(self) -> None:
        """Refuse rows that cannot make it, so that they do not make others late too.

        Where none can make it by the measured times, those whose deadline is yet to come are tried all the same.
        """
        now = self._clock()
        late = [row for row in self._waiting if now + self.times.estimate(row.bucket, 1) > row.deadline]
        if len(late) == len(self._waiting):
            late = [row for row in late if now >= row.deadline]
        for row in late:
            if not row.outcome.done():
                UNSERVED.labels(self._name, "deadline").inc()
            _fail(row, DeadlinePassed("not computed before the deadline"))
        if late:
            self._waiting = [row for row in self._waiting if not row.outcome.done()]

    def _tell(self) -> None:
        self._changed.set()
        self._show_queue()

    def _show_queue(self) -> None:
        for priority in Priority:
            count = sum(row.priority is priority for row in self._waiting)
            QUEUE.labels(self._name, priority.name.lower()).set(count)


def _fail(row: _Row[In, Out], error: Exception) -> None:
    if not row.outcome.done():
        row.outcome.set_exception(error)
