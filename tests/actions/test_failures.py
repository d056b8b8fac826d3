"""Whatever fails, the person gets an answer and a button."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.base import Resources
from actions.registry import executor as make_executor
from settings import Settings
from storage.postgres import Pool, open_pool
from tests.actions.conversation import Conversation, entity


@pytest.fixture
async def closed_pool(settings: Settings) -> Pool:
    """A pool whose database is gone."""
    pool = await open_pool(settings, name="tests-closed")
    await pool.close()
    return pool


@pytest.fixture
async def locked(pool: Pool) -> AsyncIterator[None]:
    """While this lasts nobody can read shops: a database that hangs."""
    async with pool.connection() as conn:
        await conn.execute("LOCK TABLE shops IN ACCESS EXCLUSIVE MODE")
        yield
        await conn.rollback()


@pytest.mark.parametrize(
    "intent", ["food_request", "more_options", "hours_inquiry", "location_inquiry", "balance_check", "card_acceptance"]
)
async def test_without_a_database_there_is_an_apology_and_a_retry(
    settings: Settings, closed_pool: Pool, intent: str
) -> None:
    child = Conversation(make_executor(Resources(settings, closed_pool)))
    reply = await child.say(
        intent, "떡볶이집 하루 한도", entity("shop_name", "떡볶이집"), entity("budget", 5000, role="min")
    )
    assert "미안해요" in reply.text
    assert reply.events == []
    payload = reply.buttons["다시 해 보기"]
    assert payload.startswith(f"/{intent}")
    assert '"role":"min"' in payload


async def test_the_retry_asks_the_same_thing(settings: Settings, closed_pool: Pool, executor: ActionExecutor) -> None:
    child = Conversation(make_executor(Resources(settings, closed_pool)))
    failed = await child.say("budget_inquiry", "만원 이상", entity("budget", 10_000, role="min"))
    child.executor = executor
    again = await child.press(failed.buttons["다시 해 보기"])
    assert all(item["menu"]["price"] >= 10_000 for item in again.items)


@pytest.mark.usefixtures("locked")
async def test_a_hanging_database_is_given_up_in_time(settings: Settings, child: Conversation) -> None:
    began = asyncio.get_running_loop().time()
    reply = await child.say("food_request", "배고파")
    took_ms = 1000 * (asyncio.get_running_loop().time() - began)
    assert "미안해요" in reply.text
    assert took_ms < settings.rasa.action_timeout_ms


@pytest.mark.parametrize(
    "broken",
    [
        {"request": "garbage", "slate": 7, "place": [], "shown_shop_ids": "x", "focus_shop_id": "y"},
        {"request": {"budget": "much", "asked_at": "never"}, "slate": {"items": []}, "place": {"lat": "?"}},
        {"focus_shop_id": -1},
    ],
)
async def test_slots_that_make_no_sense_are_as_good_as_empty(child: Conversation, broken: dict[str, object]) -> None:
    child.slots |= broken
    for intent in ("food_request", "more_options", "select_option", "hours_inquiry", "balance_check", "inform"):
        reply = await child.say(intent, "")
        assert "미안해요" not in reply.text
