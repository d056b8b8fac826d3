"""Asks the model server what a typed text means, while other conversations go on (R2): before Rasa's graph runs.

The graph runs on the event loop and may wait for nothing, so the answer is fetched here and handed over in the
message's metadata, where the component finds it. Whatever goes wrong, the message goes on without it and the local
classifier decides; the event says so (``metadata["ax"] = {"fallback": reason}``), and so does /metrics.

One request a message: none is hedged or tried again, as a server that is slow has too much to do already. After some
failures in a row the circuit breaker keeps everybody from waiting in vain, and lets one message at a time try again.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import orjson
import structlog
from circuitbreaker import STATE_CLOSED, STATE_HALF_OPEN, CircuitBreaker

from components.ax.encoding import context_text
from components.ax.result import Prediction
from rasa_bot.metrics import AX_ANSWERS, AX_BREAKER_OPEN, AX_SECONDS
from settings import Settings

__all__ = ["KEY", "Unanswered", "Understanding"]

_log = structlog.get_logger()

KEY: Final = "ax"
"""Of a message's metadata: the whole answer for the component, its version and arm or the fallback in the event."""

_TRANSPORT_S: Final = 0.03
"""What of the time a server may not use, since its answer has to travel."""

_TOLD: Final = frozenset({"overloaded", "not_ready", "out_of_memory", "deadline_passed"})
"""Words of the server that are passed on as the reason; see `serving.errors`."""


class Unanswered(RuntimeError):
    """There is no answer; ``reason`` is a word for event and metrics, ``counts`` says if the server is to blame."""

    def __init__(self, reason: str, *, counts: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.counts = counts


class Understanding:
    """One worker's line to the model server. Make it inside the event loop that uses it; `close` it with the server."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.serving_url
        self._limit_s = settings.serving.timeout_ms / 1000
        self._breaker = CircuitBreaker(
            failure_threshold=settings.serving.breaker_failures,
            recovery_timeout=settings.serving.breaker_seconds,
            expected_exception=Unanswered,
            name="serving",
        )
        self._tries_again = False
        self._session: aiohttp.ClientSession | None = None

    async def enrich(
        self, stored: dict[str, Any], understood: dict[str, Any], text: str, limit_s: float | None
    ) -> None:
        """Put the answer into the metadata that the components see, and what came of it into those that are stored.

        Args:
            stored: metadata of the message as it goes into the conversation; ``user_id`` decides the arm.
            understood: metadata for the components; ``context`` says what was said before.
            limit_s: what is left of the turn; no more than a part of it is used.
        """
        if self._url is None:
            return
        context = understood.get("context") or {}
        seconds = self._limit_s if limit_s is None else min(self._limit_s, 0.4 * limit_s)
        try:
            answer = await self.ask(text, context, str(stored.get("user_id") or ""), seconds)
        except Unanswered as unanswered:
            stored[KEY] = {"fallback": unanswered.reason}
        else:
            understood[KEY] = answer
            stored[KEY] = {"model_version": answer["model_version"], "arm": answer["arm"]}

    async def ask(self, text: str, context: Mapping[str, Any], sender: str, seconds: float) -> dict[str, Any]:
        """The server's answer: `Prediction.as_json`, ``model_version`` and ``arm``.

        Raises:
            Unanswered: there is none, or none in time.
        """
        began = time.perf_counter()
        outcome = "cancelled"
        try:
            answer = await self._through_the_breaker(text, context, sender, seconds)
            outcome = "ok"
        except Unanswered as unanswered:
            outcome = unanswered.reason
            raise
        finally:
            AX_ANSWERS.labels(outcome).inc()
            AX_SECONDS.observe(time.perf_counter() - began)
        return answer

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _through_the_breaker(
        self, text: str, context: Mapping[str, Any], sender: str, seconds: float
    ) -> dict[str, Any]:
        half_open = self._breaker.state == STATE_HALF_OPEN
        if self._breaker.opened or (half_open and self._tries_again):
            raise Unanswered("breaker_open")
        self._tries_again = half_open
        try:
            answer = await self._request(text, context, sender, seconds)
        except Unanswered as error:
            self._record(error)
            raise
        finally:
            if half_open:
                self._tries_again = False
        self._record(None)
        return answer

    def _record(self, failure: Unanswered | None) -> None:
        was_open = self._breaker.state != STATE_CLOSED
        with contextlib.suppress(Unanswered), self._breaker:
            if failure is not None and failure.counts:
                raise failure
        is_open = self._breaker.state != STATE_CLOSED
        if is_open != was_open:
            AX_BREAKER_OPEN.inc() if is_open else AX_BREAKER_OPEN.dec()
            _log.warning("ax_breaker", is_open=is_open, reason=failure.reason if failure else None)

    async def _request(self, text: str, context: Mapping[str, Any], sender: str, seconds: float) -> dict[str, Any]:
        said_before = context_text(_name(context, "previous_intent"), _name(context, "previous_action"))
        body = {
            "rows": [{"text": text, "context": said_before, "sender": sender}],
            "priority": "interactive",
            "deadline_ms": max(1.0, 1000 * (seconds - _TRANSPORT_S)),
        }
        try:
            async with self._open_session().post(
                f"{self._url}/v1/nlu",
                data=orjson.dumps(body),
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                content = await response.read()
                status = response.status
        except asyncio.TimeoutError:
            raise Unanswered("too_slow") from None
        except (aiohttp.ClientError, OSError):
            raise Unanswered("unreachable") from None
        return _answer_of(status, content, text)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60))
        return self._session


def _answer_of(status: int, content: bytes, text: str) -> dict[str, Any]:
    try:
        body = orjson.loads(content)
        if status != 200:
            code = body["error"]["code"]
            raise Unanswered(code if code in _TOLD else ("refused" if status < 500 else "failed"), counts=status >= 500)
        (answer,) = body["results"]
        Prediction.from_json(answer, text)
        if not isinstance(answer["model_version"], str) or answer["arm"] not in ("stable", "canary"):
            raise ValueError("neither version nor arm")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise Unanswered("wrong_answer") from None
    return dict(answer)


def _name(context: Mapping[str, Any], key: str) -> str | None:
    name = context.get(key)
    return name if isinstance(name, str) else None
