"""A closed-loop load: so many senders at once, each waiting for its answer before it sends again."""

from __future__ import annotations

import asyncio
import dataclasses
import statistics
import time
from collections.abc import Awaitable, Callable

__all__ = ["Level", "run_level"]

Send = Callable[[int], Awaitable[None]]
"""Sends request number n and returns when it is answered; raises when the answer is wrong or missing."""


@dataclasses.dataclass(frozen=True)
class Level:
    """What one concurrency gave. Latencies in ms over the requests that were answered rightly."""

    concurrency: int
    requests: int
    errors: int
    seconds: float
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    first_error: str | None

    def as_json(self) -> dict[str, object]:
        """The level for ``--json``."""
        return dataclasses.asdict(self)


async def run_level(send: Send, *, concurrency: int, seconds: float, tell: Callable[[int], None]) -> Level:
    """Keep ``concurrency`` requests in flight for ``seconds``; ``tell`` hears the number answered so far."""
    latencies: list[float] = []
    errors: list[str] = []
    number = 0
    began = time.perf_counter()

    async def one_sender() -> None:
        nonlocal number
        while time.perf_counter() - began < seconds:
            number += 1
            sent = time.perf_counter()
            try:
                await send(number)
            except Exception as error:  # a wrong answer of any kind is a count, not the end of the run
                errors.append(f"{type(error).__name__}: {error}")
            else:
                latencies.append((time.perf_counter() - sent) * 1000)
            tell(len(latencies) + len(errors))

    await asyncio.gather(*(one_sender() for _ in range(concurrency)))
    took = time.perf_counter() - began
    return Level(
        concurrency=concurrency,
        requests=len(latencies) + len(errors),
        errors=len(errors),
        seconds=round(took, 2),
        per_second=round(len(latencies) / took, 1),
        p50_ms=_quantile(latencies, 50),
        p95_ms=_quantile(latencies, 95),
        p99_ms=_quantile(latencies, 99),
        first_error=errors[0][:200] if errors else None,
    )


def _quantile(values: list[float], percent: int) -> float:
    if len(values) < 2:
        return round(values[0], 1) if values else 0.0
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)
