"""The HTTP client of the action server: one session kept open, JSON by orjson, a time limit that fits into a turn.

Rasa's own opens a connection for every call and waits 300 s (R6). Compression stays off: the two processes
share a machine, and what travels is this session's events alone.
"""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import orjson
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from rasa_bot.metrics import ACTION_SECONDS
from settings import Settings

__all__ = ["ActionEndpoint"]

_CONNECT_SHARE = 0.25


class ActionEndpoint(EndpointConfig):  # type: ignore[misc]  # Rasa ships no types
    """Where custom actions run. Make it inside the event loop that uses it; `close` it with the server."""

    def __init__(self, settings: Settings) -> None:
        # Selective domain: an action gets the domain only if the domain file says that it needs it.
        url = f"http://{settings.actions.host}:{settings.actions.port}/webhook"
        super().__init__(url, enable_selective_domain=True)
        seconds = settings.rasa.action_timeout_ms / 1000
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds * _CONNECT_SHARE)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call the action server with ``json=…``; Rasa's own time limit (``timeout=300``) is not taken over.

        Raises:
            rasa.utils.endpoints.ClientResponseError: the action server refused or failed.
            aiohttp.ClientError: it cannot be reached.
            asyncio.TimeoutError: it did not answer in ``rasa.action_timeout_ms``.
        """
        began = time.perf_counter()
        outcome = "failed"
        try:
            async with self._open_session().request(
                method,
                self.url if subpath is None else f"{self.url}/{subpath.lstrip('/')}",
                data=orjson.dumps(kwargs.get("json"), option=orjson.OPT_NON_STR_KEYS),
                headers={"Content-Type": content_type or "application/json"},
                compress=compress,
            ) as response:
                body = await response.read()
                if response.status >= 400:
                    outcome = "refused"
                    raise ClientResponseError(response.status, response.reason, body.decode(errors="replace"))
            outcome = "ok"
            return orjson.loads(body)
        finally:
            ACTION_SECONDS.labels(outcome).observe(time.perf_counter() - began)

    async def check(self) -> None:
        """Whether the action server is alive, for ``/ready``.

        Raises:
            aiohttp.ClientError: it is not.
        """
        async with self._open_session().get(self.url.replace("/webhook", "/health")) as response:
            response.raise_for_status()

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        return self._session
