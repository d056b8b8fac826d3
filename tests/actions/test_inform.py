"""Bare answers and buttons, and the question back when nothing was understood."""

from __future__ import annotations

from tests.actions.conversation import Conversation, entity


async def test_a_bare_amount_completes_the_wish(child: Conversation) -> None:
    await child.say("food_request", "한식", entity("food_category", "한식"))
    reply = await child.say("inform", "만원", entity("budget", 10_000))
    request = reply.slate["request"]
    assert (request["categories"], request["budget"]) == (["한식"], 10_000)


async def test_a_bare_number_picks_from_the_slate(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    assert "정했어요" in (await child.say("inform", "2번", entity("ordinal", 2))).text


async def test_nothing_said_is_asked_back(child: Conversation) -> None:
    reply = await child.say("inform", "음…")
    assert not reply.items
    assert reply.buttons


async def test_an_unknown_condition_is_not_relaxed(child: Conversation) -> None:
    reply = await child.say("inform", "", entity("relax", "diet"))
    assert not reply.items


async def test_a_wider_radius_is_named_in_the_reply(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    reply = await child.say("inform", "", entity("relax", "radius"))
    assert reply.slate["relaxed"] == ["radius"]
    assert reply.slate["request"]["radius_m"] == 2000
    assert "거리는 2km까지 넓혔어요" in reply.text


async def test_the_three_likeliest_become_buttons_that_keep_what_was_understood(child: Conversation) -> None:
    reply = await child.say(
        "nlu_fallback",
        "5천원 음",
        entity("budget", 5000, role="min"),
        ranking=("nlu_fallback", "budget_inquiry", "affirm", "help", "hours_inquiry", "food_request"),
    )
    assert list(reply.buttons) == ["돈에 맞춰 찾기", "도움말", "영업시간 알기"]
    pressed = await child.press(reply.buttons["돈에 맞춰 찾기"])
    assert all(item["menu"]["price"] >= 5000 for item in pressed.items)


async def test_without_a_ranking_the_starters_are_offered(child: Conversation) -> None:
    assert (await child.say("nlu_fallback", "ㅁㄴㅇㄹ")).buttons
