"""Readiness says what is wrong, and says it in time."""

from __future__ import annotations

import asyncio
import time

import pytest

from telemetry.health import Checks

pytestmark = pytest.mark.asyncio


async def _passes() -> None:
    return None


async def _refuses() -> None:
    raise ConnectionError("refused\nsecond line")


async def _hangs() -> None:
    await asyncio.sleep(60)


async def test_it_is_ready_when_every_check_passes() -> None:
    checks = Checks()
    checks.add("postgres", _passes)
    assert (await checks.run()).as_json() == {"ready": True, "checks": {"postgres": "ok"}}


async def test_a_failing_check_is_named_with_its_reason_in_one_line() -> None:
    checks = Checks()
    checks.add("postgres", _passes)
    checks.add("redis", _refuses)
    readiness = await checks.run()
    assert not readiness.ready
    assert readiness.checks == {"postgres": "ok", "redis": "ConnectionError: refused"}


async def test_checks_that_hang_are_cut_off_together() -> None:
    checks = Checks(timeout_s=0.05)
    checks.add("a", _hangs)
    checks.add("b", _hangs)
    began = time.monotonic()
    readiness = await checks.run()
    assert readiness.checks == {"a": "no answer within 0.05 s", "b": "no answer within 0.05 s"}
    assert time.monotonic() - began < 1
