"""A device whose batches run as long as the test wants: it blocks on events, so nothing depends on speed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from serving.batching import Batcher

PATIENCE_S = 20.0
"""How long a test waits for what must happen; only a failing test ever waits so long."""

Rows = Sequence[str]


class Device:
    """Answers a row with its letters reversed, once the test lets the batch go."""

    def __init__(self, *, held: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.at_once = self.most_at_once = 0
        self.fails: Callable[[Rows], Exception | None] = lambda _: None
        self._free = threading.Event()
        self._began = threading.Semaphore(0)
        if not held:
            self._free.set()

    def __call__(self, rows: Rows) -> list[str | Exception]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.batches.append(list(rows))
        self._began.release()
        try:
            assert self._free.wait(PATIENCE_S)
            if (error := self.fails(rows)) is not None:
                raise error
            return [row[::-1] for row in rows]
        finally:
            self.at_once -= 1

    def let_go(self) -> None:
        """Let this batch and all that follow run through."""
        self._free.set()

    async def began(self) -> None:
        """Wait until one more batch has begun."""
        loop = asyncio.get_running_loop()
        assert await loop.run_in_executor(None, self._began.acquire, True, PATIENCE_S)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def make(
    device: Device, *, rows_max: int = 4, window_s: float = 0.0, queue_max: int = 100, clock: Clock | None = None
) -> Batcher[str, str]:
    """A batcher that serves; `window_s` 0 makes batches of what waits when the device is free."""
    executor = ThreadPoolExecutor(2)  # two threads, so that one batch at a time is the batcher's doing
    more = {} if clock is None else {"clock": clock}
    made: Batcher[str, str] = Batcher(
        device, executor, name="test", rows_max=rows_max, window_s=window_s, queue_max=queue_max, **more
    )
    made.start()
    return made
