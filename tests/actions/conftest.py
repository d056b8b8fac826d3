"""Actions on the real database, with the sample catalogue and the demo people."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.base import Resources
from actions.registry import executor as make_executor
from catalog import sample
from catalog.hours import is_public_holiday
from members import demo
from settings import Settings
from storage.postgres import Pool
from tests.actions.conversation import Conversation


@pytest.fixture(scope="module")
async def executor(settings: Settings, pool: Pool) -> ActionExecutor:
    """All actions, with something to talk about."""
    is_public_holiday(dt.date(2026, 1, 2))  # the first look at a year is slow
    await sample.load(pool, shops=2000, seed=7)
    await demo.seed(pool)
    return make_executor(Resources(settings, pool))


@pytest.fixture
def talk(executor: ActionExecutor) -> Callable[..., Conversation]:
    """Starts a conversation: ``talk("demo-3200", place=None)``."""

    def start(user_id: str | None = "demo-12000", **changes: Any) -> Conversation:
        return Conversation(executor, user_id, **changes)

    return start


@pytest.fixture
def child(talk: Callable[..., Conversation]) -> Conversation:
    """The child with 12,000 won near the first sample neighbourhood."""
    return talk()


@pytest.fixture
async def somebody(pool: Pool, talk: Callable[..., Conversation]) -> AsyncIterator[Conversation]:
    """A person of this test alone, with a card of 8,000 won."""
    user_id = f"test-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at) VALUES (%s, 8000, 'ACTIVE',"
            # Never a round microsecond: PostgreSQL's JSON leaves its zeros out, and nobody may stumble over that.
            " date_trunc('second', now()) + interval '0.23035 second')",
            [user_id],
        )
    yield talk(user_id)
    async with pool.connection() as conn:
        await conn.execute("DELETE FROM users WHERE user_id = %s", [user_id])
