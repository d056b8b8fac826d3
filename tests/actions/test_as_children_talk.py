"""What was found by talking to it as children do: rude, sad, changing their minds, answering nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation, entity

Talk = Callable[..., Conversation]


async def test_a_rude_word_gets_no_lecture_and_no_cheerfulness(child: Conversation) -> None:
    replies = [await child.say("chitchat", "야 이 바보야") for _ in range(3)]
    assert len({reply.text for reply in replies}) >= 2, "not the same twice in a row"
    for reply in replies:
        assert "기뻐요" not in reply.text
        assert "근처 맛집 찾기" in reply.buttons


async def test_small_talk_in_the_first_talk_is_not_said_to_be_misunderstood(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("greet", "안녕")
    for _ in range(2):
        reply = await guest.say("chitchat", "야 이 바보야")
        assert "못 알아들었어요" not in reply.text
        assert "좋아하나요" in reply.text
    assert "넘어갈게요" in (await guest.say("chitchat", "메롱")).text, "it is not asked for ever"


async def test_i_do_not_know_where_i_am_is_asked_differently_and_the_wish_stays(talk: Talk) -> None:
    lost = talk("demo-12000", place=None)
    first = await lost.say("food_request", "떡볶이", entity("dish", "떡볶이"))
    second = await lost.say("inform", "몰라")
    assert second.text != first.text
    assert "동네" in second.text
    shown = await lost.press(next(iter(second.buttons.values())))
    assert shown.slate["request"]["dishes"] == ["떡볶이"]


async def test_a_meal_alone_is_said_without_a_menu(child: Conversation) -> None:
    reply = await child.say("food_request", "점심 먹을 데", entity("meal_time", "lunch"))
    assert "점심으로 먹을 수 있는 곳" in reply.text


@pytest.mark.parametrize("intent", ["food_request", "inform", "chitchat"])
async def test_a_restriction_said_to_be_gone_is_asked_about_whatever_it_was_taken_for(talk: Talk, intent: str) -> None:
    guest = talk(None)
    await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    asked = await guest.say(intent, "나 이제 새우 먹을 수 있어")
    assert "이제 먹어도 되나요?" in asked.text
    dropped = await guest.press(asked.buttons["이제 먹어도 돼요"])
    assert "새우를 가리지 않고" in dropped.text


async def test_why_the_card_does_not_work_is_answered_from_the_card(talk: Talk) -> None:
    reply = await talk("demo-suspended").say("card_acceptance", "왜 카드 안 돼?")
    assert "정지" in reply.text
    assert "담당자" in reply.text


async def test_hunger_is_met_with_a_warm_word_before_the_meals_and_the_number_after_them(talk: Talk) -> None:
    text = (await talk("demo-3200").say("emergency_food", "돈이 없는데 배고파")).text
    assert text.startswith(("배고", "많이 배고"))
    assert text.index("1. ") < text.index("1388")
    assert len(text) <= 500
