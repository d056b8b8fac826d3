"""Hours, place and card of a shop; the card's own limits; the balance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity

Talk = Callable[..., Conversation]
QUESTIONS = ("hours_inquiry", "location_inquiry", "card_acceptance")


@pytest.mark.parametrize("intent", QUESTIONS)
async def test_it_is_asked_which_shop_and_the_button_answers(child: Conversation, intent: str) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    asked = await child.say(intent, "거기 어때")
    assert len(asked.buttons) == len(slate["items"])
    answered = await child.press(list(asked.buttons.values())[1])
    assert slate["items"][1]["name"][:25] in answered.text
    again = await child.say(intent, "거기")
    assert again.text == answered.text, "거기 is the shop talked about last"


@pytest.mark.parametrize("intent", ["hours_inquiry", "location_inquiry"])
async def test_without_a_slate_the_name_is_asked_for(child: Conversation, intent: str) -> None:
    assert "이름" in (await child.say(intent, "거기")).text


@pytest.mark.parametrize("intent", QUESTIONS)
async def test_an_unknown_name_is_said_to_be_unknown(child: Conversation, intent: str) -> None:
    reply = await child.say(intent, "", entity("shop_name", "쀍뛟 제국 반점 우주본점"))
    assert "찾지 못했어요" in reply.text


async def test_unknown_hours_are_unknown_and_never_open(child: Conversation, pool: Pool) -> None:
    async with pool.autocommit() as conn:
        cursor = await conn.execute(
            "SELECT shop_id FROM shops WHERE business_hours IS NULL AND NOT is_closed_down LIMIT 1"
        )
        row = await cursor.fetchone()
    assert row is not None
    child.slots["focus_shop_id"] = row["shop_id"]
    reply = await child.say("hours_inquiry", "열었어?")
    assert "알 수 없어요" in reply.text
    assert "지금 열었어요" not in reply.text


async def test_the_hours_of_a_day_that_is_named(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    reply = await child.say("hours_inquiry", "1번 일요일에 해?", entity("ordinal", 1), entity("day", "sunday"))
    assert "일요일은" in reply.text


@pytest.mark.parametrize(
    ("card", "words"), [("Y", "쓸 수 있는 곳"), ("P", "일부만"), ("N", "쓸 수 없는"), ("U", "아직 몰라요")]
)
async def test_card_use_is_said_as_the_row_has_it(child: Conversation, pool: Pool, card: str, words: str) -> None:
    async with pool.autocommit() as conn:
        cursor = await conn.execute("SELECT shop_id FROM shops WHERE is_food_card_shop = %s LIMIT 1", [card])
        row = await cursor.fetchone()
    assert row is not None
    child.slots["focus_shop_id"] = row["shop_id"]
    assert words in (await child.say("card_acceptance", "카드 돼?")).text


async def test_a_question_about_convenience_stores_claims_no_rule(child: Conversation) -> None:
    reply = await child.say("card_acceptance", "편의점에서 카드 돼?", entity("food_category", "편의점"))
    assert "가게마다" in reply.text
    assert reply.buttons["편의점 찾기"] == '/food_request{"food_category":"편의점"}'


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("demo-12000", ["12,000원", "확인했어요"]),
        ("demo-3200", ["3,200원"]),
        ("demo-nocard", ["연결된 급식카드가 없어요", "주민센터"]),
        ("demo-suspended", ["정지", "9,000원", "지금은 쓸 수 없어요"]),
    ],
)
async def test_the_balance_as_the_card_system_told_it(talk: Talk, user: str, words: list[str]) -> None:
    reply = await talk(user).say("balance_check", "잔액")
    for word in words:
        assert word in reply.text


async def test_limits_and_what_is_left_of_them(talk: Talk, pool: Pool) -> None:
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES ('limited') ON CONFLICT DO NOTHING")
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, daily_limit, per_meal_limit, status, last_sync_at)"
            " VALUES ('limited', 50000, 10000, 9500, 'ACTIVE', '2026-11-24 11:40+09') ON CONFLICT DO NOTHING"
        )
        await conn.execute("INSERT INTO card_spending VALUES ('limited', '2026-11-24', 4000) ON CONFLICT DO NOTHING")
    child = talk("limited")
    text = (await child.say("balance_check", "잔액")).text
    for words in ("50,000원", "오늘은 6,000원", "지금 쓸 수 있는 돈은 6,000원", "30분 전"):
        assert words in text
    assert "하루 10,000원" in (await child.say("card_acceptance", "하루 한도 얼마야")).text


async def test_a_day_alone_after_a_list_asks_for_a_list_of_that_day(child: Conversation) -> None:
    first = await child.say(
        "food_request", "내일 점심 추천해줘", entity("day", "tomorrow"), entity("meal_time", "lunch")
    )
    reply = await child.say("hours_inquiry", "그럼 모레는?", entity("day", "day_after_tomorrow"))
    assert reply.items
    assert reply.slate["request"]["at"][:10] > first.slate["request"]["at"][:10]


async def test_not_that_one_but_the_second_asks_the_same_of_the_second(child: Conversation) -> None:
    items = (await child.say("food_request", "배고파")).items
    await child.say("location_inquiry", "1번 어디야", entity("ordinal", 1))
    reply = await child.say("more_options", "그거 말고 두 번째 거는?", entity("ordinal", 2, surface="두 번째"))
    assert items[1]["name"][:16] in reply.text
    assert not reply.items
