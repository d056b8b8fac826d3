"""A service without a single shop still answers everybody, and invents none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.base import Resources
from actions.registry import executor as make_executor
from members import demo
from ops.stack import database
from settings import Settings
from storage.postgres import open_pool
from tests.actions.conversation import Conversation, entity


@pytest.fixture(scope="module")
async def nothing_to_eat(settings: Settings) -> AsyncIterator[ActionExecutor]:
    """All actions on a database with people and no shops."""
    postgres = settings.postgres.copy(update={"database": f"{settings.postgres.database}_empty"})
    own = settings.copy(update={"postgres": postgres})
    database.create(own)
    pool = await open_pool(own, name="tests-empty")
    await demo.seed(pool)
    made = make_executor(Resources(own, pool))
    # The server warms up before it serves (holidays, dishes); here the first answer does, and may be given up for it.
    await Conversation(made, "demo-12000").say("food_request", "배고파")
    yield made
    await pool.close()
    database.drop(own, postgres.database)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("food_request", "배고파"),
        ("more_options", "다른 데 없어?"),
        ("emergency_food", "돈 없는데 배고파"),
        ("hours_inquiry", "김밥천국 몇 시까지 해?"),
        ("select_option", "1번"),
        ("affirm", "응"),
        ("greet", "안녕"),
    ],
)
async def test_everything_is_answered_and_nothing_is_invented(
    nothing_to_eat: ActionExecutor, intent: str, text: str
) -> None:
    child = Conversation(nothing_to_eat, "demo-12000")
    named = (entity("shop_name", "김밥천국"),) if "김밥천국" in text else ()
    reply = await child.say(intent, text, *named)
    assert reply.text
    assert not reply.items
    assert "불러오지 못했어요" not in reply.text
    assert (await child.say("affirm", "응")).text, "and whatever comes next"
