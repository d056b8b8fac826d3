"""A way to each server that can be made to fail."""

from __future__ import annotations

import gc
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from settings import Settings
from tests.storage.fault_proxy import FaultProxy

Failing = Callable[..., AbstractAsyncContextManager[tuple[FaultProxy, Settings]]]


@pytest.fixture
def failing(settings: Settings) -> Failing:
    """``async with failing("postgres", statement_timeout_ms=300) as (proxy, settings)``: a way that can fail."""

    @asynccontextmanager
    async def through_proxy(server: str, **changes: Any) -> AsyncIterator[tuple[FaultProxy, Settings]]:
        section = getattr(settings, server)
        proxy = FaultProxy(section.port)
        await proxy.open()
        try:
            yield proxy, settings.copy(update={server: section.copy(update={"port": proxy.port, **changes})})
        finally:
            await proxy.close()
            if server == "rabbitmq":
                _collect_what_aiormq_left()

    return through_proxy


def _collect_what_aiormq_left() -> None:
    """Let go of the sockets of cut connections here, where it is known why they are unclosed.

    aiormq half-closes a socket before it closes it, which a cut connection refuses; the socket then waits for the
    garbage collector.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
