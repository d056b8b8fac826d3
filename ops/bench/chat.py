"""``naviyam bench chat``: greetings and full recommendation turns through the REST webhook, end to end.

Every request comes from a sender of its own, so that nothing is answered from a conversation already in memory, and
every answer is looked at: a greeting must be text, a recommendation must carry a slate with items.
"""

from __future__ import annotations

import platform
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp

from ops.bench.load import Level, Send, run_level
from ops.stack import status
from settings import Settings

__all__ = ["SCENARIOS", "run"]

_NOON = "2026-11-24T12:10:00+09:00"
_TIMEOUT_S = 15.0

SCENARIOS: dict[str, tuple[str, bool]] = {
    "greeting": ("안녕", False),
    "recommendation": ("5천원으로 점심 먹을만한 곳 추천해줘", True),
}
"""Name → what is sent, and whether the answer must carry a slate."""


class _WrongAnswer(Exception):
    """The system answered, but not what was asked for."""


async def run(
    settings: Settings,
    *,
    place: tuple[float, float],
    concurrencies: tuple[int, ...],
    seconds: float,
    tell: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """Run every scenario at every concurrency, after a short warm-up.

    Args:
        place: latitude and longitude the children stand at.
        seconds: how long each level lasts.
        tell: hears scenario, concurrency and the number of answers so far.

    Returns:
        A report ready for JSON: machine, workers, one row a scenario and concurrency, memory by process in MiB.
    """
    rows = []
    connector = aiohttp.TCPConnector(limit=max(concurrencies))
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S), raise_for_status=True
    ) as session:
        for name, (text, wants_slate) in SCENARIOS.items():
            send = _sender(session, settings, text, place, wants_slate=wants_slate)
            await run_level(send, concurrency=2, seconds=min(2.0, seconds), tell=lambda _: None)
            for concurrency in concurrencies:
                level = await run_level(
                    send,
                    concurrency=concurrency,
                    seconds=seconds,
                    tell=lambda count, name=name, concurrency=concurrency: tell(name, concurrency, count),  # type: ignore[misc]
                )
                rows.append(_row(name, level))
    return {
        "bench": "chat",
        "machine": {
            "cpu": platform.processor() or platform.machine(),
            "cores": _cores(),
            "python": platform.python_version(),
        },
        "rasa_workers": settings.rasa.workers,
        "levels": rows,
        "memory_mb": {row.name: row.memory_mb for row in status.read(settings)},
    }


def _sender(
    session: aiohttp.ClientSession, settings: Settings, text: str, place: tuple[float, float], *, wants_slate: bool
) -> Send:
    url = f"http://127.0.0.1:{settings.rasa.port}/webhooks/rest/webhook"
    metadata = {"user": "demo-12000", "location": {"lat": place[0], "lng": place[1]}, "now": _NOON}

    async def send(_: int) -> None:
        body = {"sender": f"bench-{uuid.uuid4()}", "message": text, "metadata": metadata}
        async with session.post(url, json=body) as answer:
            messages = await answer.json()
        if not any(message.get("text") for message in messages):
            raise _WrongAnswer("no text")
        if wants_slate and not any((m.get("custom") or {}).get("slate", {}).get("items") for m in messages):
            raise _WrongAnswer(f"no slate: {messages[0]['text'][:80]}")

    return send


def _row(scenario: str, level: Level) -> dict[str, object]:
    return {"scenario": scenario, **level.as_json()}


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))
