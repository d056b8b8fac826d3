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


@pytest.mark.parametrize(
    ("intent", "text", "named", "dishes", "budget"),
    [
        ("menu_inquiry", "국밥 말고 덮밥", [("dish", "국밥"), ("dish", "덮밥")], ["덮밥"], None),
        ("deny", "아니다 5천원", [("budget", 5000)], ["국밥"], 5000),
    ],
)
async def test_changing_ones_mind_is_a_wish_whatever_it_was_taken_for(
    child: Conversation, intent: str, text: str, named: list[tuple[str, object]], dishes: list[str], budget: int | None
) -> None:
    await child.say("food_request", "국밥", entity("dish", "국밥"))
    found = [entity(name, value, surface=str(value) if name == "dish" else None) for name, value in named]
    reply = await child.say(intent, text, *found)
    assert not reply.items or reply.slate["request"]["dishes"] == dishes
    assert child.slots["request"]["dishes"] == dishes
    assert child.slots["request"]["budget"] == budget


async def test_too_dear_is_answered_with_cheaper_and_not_with_the_same(child: Conversation) -> None:
    first = await child.say("food_request", "배고파")
    least = min(item["menu"]["final_price"] for item in first.items)
    reply = await child.say("nlu_fallback", "비싸")
    assert all(item["menu"]["final_price"] < least for item in reply.items) or "제일 싸요" in reply.text


async def test_anything_is_shops_of_any_food(child: Conversation) -> None:
    first = await child.say("food_request", "국밥", entity("dish", "국밥"))
    reply = await child.say("inform", "아무거나")
    assert reply.slate["request"]["dishes"] == []
    assert {item["shop_id"] for item in reply.items}.isdisjoint(item["shop_id"] for item in first.items)


async def test_a_kind_that_was_refused_is_not_shown_under_another_roof(child: Conversation) -> None:
    reply = await child.say("food_request", "치킨 싫어", entity("food_category", "치킨", surface="치킨"))
    assert reply.items
    assert all("치킨" not in item["menu"]["name"] for item in reply.items)
    assert reply.text.count("치킨은 빼고") == 1


async def test_a_store_is_no_food(child: Conversation) -> None:
    reply = await child.say("food_request", "편의점", entity("food_category", "편의점"))
    assert "편의점 음식을 먹을 수 있는 곳" in reply.text


async def test_the_price_asked_of_a_shown_shop_is_that_of_the_menu_shown(child: Conversation) -> None:
    item = (await child.say("food_request", "배고파")).items[1]
    reply = await child.say("menu_inquiry", "2번 가격 얼마야", entity("ordinal", 2))
    assert f"{item['menu']['price']:,}원" in reply.text
    assert item["menu"]["name"] in reply.text


async def test_going_to_a_store_is_a_wish_and_no_choice_of_what_was_shown(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    reply = await child.say("select_option", "편의점 갈래", entity("food_category", "편의점", surface="편의점"))
    assert reply.slate["request"]["categories"] == ["편의점"]


async def test_an_amount_said_with_doubt_is_an_amount(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("greet", "안녕")
    await guest.say("inform", "치킨", entity("food_category", "치킨", surface="치킨"))
    reply = await guest.say("inform", "한 7천원?", entity("budget", 7000, role="around", surface="7천원"))
    assert "기억할게요" in reply.text


async def test_hunger_goes_before_an_open_question_of_the_first_talk(somebody: Conversation) -> None:
    await somebody.say("greet", "안녕")
    reply = await somebody.say("emergency_food", "돈 없어서 굶는 중")
    assert "1388" in reply.text
    assert reply.items


async def test_an_allergy_within_a_request_holds_for_every_meal_to_come(somebody: Conversation) -> None:
    reply = await somebody.say(
        "food_request", "나 땅콩 알레르기 있는데 점심 추천해줘", entity("diet", "peanut", surface="땅콩")
    )
    assert "땅콩" in reply.text
    await somebody.say("goodbye", "잘 있어")
    later = await somebody.say("food_request", "배고파")
    assert "땅콩" in later.text
    assert all("peanut" not in (item["menu"]["allergens"] or ()) for item in later.items)


async def test_what_there_is_is_kept_beside_what_is_none(somebody: Conversation) -> None:
    reply = await somebody.say(
        "set_preference",
        "새우 알레르기는 없는데 땅콩 알레르기 있어",
        entity("diet", "shrimp", surface="새우"),
        entity("diet", "peanut", surface="땅콩"),
    )
    assert "땅콩" in reply.text
    later = await somebody.say("food_request", "배고파")
    assert "땅콩" in later.text


async def test_food_without_an_allergen_is_searched_for(somebody: Conversation) -> None:
    reply = await somebody.say(
        "food_request", "땅콩 알레르기 없는 메뉴 추천해줘", entity("diet", "peanut", surface="땅콩")
    )
    assert reply.items
    assert all("peanut" not in (item["menu"]["allergens"] or ()) for item in reply.items)


async def test_enough_for_today_is_no_new_search(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    reply = await child.say("deny", "됐어 오늘은 안 먹을래", entity("day", "today", surface="오늘"))
    assert not reply.items
