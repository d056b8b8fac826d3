"""A meal of later today, or of another day, is judged at its own time: shops, card, and words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from actions.wording.card import cannot_pay_answer
from actions.wording.texts import Voice
from members.card import Card
from storage.postgres import Pool
from tests.actions.conversation import TUESDAY_NOON, Conversation, Reply, entity

TODAY = TUESDAY_NOON.date()
TOMORROW = entity("day", "tomorrow")


def looked_at(reply: Reply) -> dt.datetime:
    return dt.datetime.fromisoformat(reply.slate["request"]["at"])


@pytest.fixture
async def spent(pool: Pool, talk: Callable[..., Conversation]) -> AsyncIterator[Conversation]:
    """Somebody who spent the day's 8,000 won today."""
    user = f"moment-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user])
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, daily_limit, monthly_limit, status, last_sync_at)"
            " VALUES (%s, 30000, 8000, 100000, 'ACTIVE', now())",
            [user],
        )
        await conn.execute("INSERT INTO card_spending VALUES (%s, %s, 8000)", [user, TODAY])
    yield talk(user)
    async with pool.connection() as conn:
        await conn.execute("DELETE FROM users WHERE user_id = %s", [user])


async def test_tomorrow_is_paid_from_what_tomorrow_allows(spent: Conversation) -> None:
    today = await spent.say("food_request", "점심")
    assert not today.items
    assert "오늘" in today.text
    reply = await spent.say("food_request", "내일 점심", TOMORROW, entity("meal_time", "lunch"))
    assert reply.slate["request"]["spendable"] == 8000
    chosen = await spent.say("select_option", "1번", entity("ordinal", 1))
    assert "카드로는" not in chosen.text
    assert "지금" not in chosen.text
    assert "내일" in chosen.text or "영업시간은 아직 몰라요" in chosen.text


async def test_the_first_of_a_month_is_paid_from_that_month(spent: Conversation, pool: Pool) -> None:
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO card_spending VALUES (%s, '2026-11-30', 95000)", [spent.user_id])
    spent.now = dt.datetime(2026, 11, 30, 12, 10, tzinfo=TUESDAY_NOON.tzinfo)
    reply = await spent.say("food_request", "내일 점심", TOMORROW, entity("meal_time", "lunch"))
    assert reply.slate["request"]["spendable"] == 8000


@pytest.mark.parametrize(
    ("meal", "hour", "expected"),
    [
        ("dinner", 12, "18:30"),
        ("late_night", 15, "21:30"),
        ("lunch", 9, "12:30"),
        ("lunch", 13, None),
        ("lunch", 20, None),
        ("dinner", 17, None),
        ("snack", 12, None),
    ],
)
async def test_a_meal_named_for_later_today_is_judged_at_its_hour(
    child: Conversation, meal: str, hour: int, expected: str | None
) -> None:
    child.now = TUESDAY_NOON.replace(hour=hour, minute=0)
    reply = await child.say("food_request", "추천해줘", entity("meal_time", meal))
    when = (
        child.now if expected is None else dt.datetime.combine(TODAY, dt.time.fromisoformat(expected), child.now.tzinfo)
    )
    assert looked_at(reply) == when
    assert ("시 30분에 " in reply.text.splitlines()[0]) is (expected is not None)
    assert expected is None or "지금" not in reply.text


async def test_nothing_for_a_meal_to_come_is_not_said_of_now(child: Conversation) -> None:
    reply = await child.say(
        "food_request",
        "오늘 저녁 우주식",
        entity("meal_time", "dinner"),
        entity("dish", "우주식"),
        entity("budget", 100),
    )
    assert not reply.items
    assert "저녁 6시 30분에" in reply.text
    assert "지금" not in reply.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"per_meal_limit": 0}, "한도가 0원"),
        ({"monthly_limit": 5_000, "spent_this_month": 5_000}, "이번 달"),
        ({"daily_limit": 5_000, "spent_today": 5_000}, "오늘"),
        (
            {"daily_limit": 5_000, "spent_today": 5_000, "monthly_limit": 5_000, "spent_this_month": 5_000},
            "다음 달에",
        ),
    ],
)
def test_the_limit_that_leaves_nothing_is_the_one_that_is_named(changes: dict[str, int], said: str) -> None:
    plain = {
        "balance": 9_000,
        "daily_limit": None,
        "monthly_limit": None,
        "per_meal_limit": None,
        "spent_today": 0,
        "spent_this_month": 0,
    }
    card = Card(
        **{**plain, **changes},  # type: ignore[arg-type]
        status="ACTIVE",
        municipality=None,
        threshold=5_000,
        last_sync_at=TUESDAY_NOON,
        at=TUESDAY_NOON,
    )
    assert said in cannot_pay_answer(card, TUESDAY_NOON, {}, Voice()).text


async def test_a_client_that_draws_the_slate_is_told_which_moment_it_is_about(child: Conversation) -> None:
    assert "then" not in (await child.say("food_request", "배고파")).slate
    assert (await child.say("food_request", "내일", TOMORROW)).slate["then"] == "내일 낮 12시 30분"


async def test_now_is_now_whatever_the_meal_is_called(child: Conversation) -> None:
    await child.say("food_request", "내일 아침", TOMORROW, entity("meal_time", "breakfast"))
    reply = await child.say("food_request", "지금 저녁", entity("meal_time", "dinner"), entity("meal_time", "now"))
    assert looked_at(reply) == TUESDAY_NOON


async def test_the_hours_of_a_choice_for_tomorrow_name_each_day_once(child: Conversation) -> None:
    await child.say("food_request", "내일 점심", TOMORROW, entity("meal_time", "lunch"))
    for rank in (1, 2, 3):
        text = (await child.say("select_option", f"{rank}번", entity("ordinal", rank))).text
        assert text.count("내일") <= 1
