"""A word that stands for several dishes: shops of any of them, one of them at a press, a question where it matters."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Conversation, entity


async def test_a_stew_shows_several_stews_and_one_of_them_at_a_press(child: Conversation) -> None:
    reply = await child.say(
        "budget_inquiry", "만원 이하 찌개", entity("dish", "찌개"), entity("budget", 10_000, role="max")
    )
    assert all("찌개" in item["menu"]["name"] for item in reply.items)
    only = [title for title in reply.buttons if title.endswith("만")]
    assert 2 <= len(only) <= 3
    for title in only:
        assert any(title.removesuffix("만") in item["menu"]["name"] for item in reply.items)
    narrowed = await child.press(reply.buttons[only[0]])
    assert narrowed.items
    assert all(only[0].removesuffix("만") in item["menu"]["name"] for item in narrowed.items)
    assert narrowed.slate["request"]["budget"] == 10_000, "the rest of the wish is kept"
    assert not [title for title in narrowed.buttons if title.endswith("만")]


async def test_a_word_no_menu_bears_finds_its_dishes(child: Conversation) -> None:
    reply = await child.say("food_request", "고기 먹고 싶어")
    assert "고기를 먹을 수 있는 곳" in reply.text
    assert reply.slate["request"]["dishes"] == ["제육볶음", "불고기", "삼겹살", "돼지갈비", "닭갈비"]
    assert reply.items


async def test_dishes_of_many_kitchens_are_asked_about_once(child: Conversation) -> None:
    asked = await child.say("food_request", "면 먹고 싶어", entity("budget", 9000, role="max"))
    assert not asked.items
    assert "어떤 면이 좋아요?" in asked.text
    assert list(asked.buttons)[:3] == ["라면", "국수", "짜장면"]
    one = await child.press(asked.buttons["짜장면"])
    assert all("짜장면" in item["menu"]["name"] for item in one.items)
    assert one.slate["request"]["budget"] == 9000


async def test_asked_again_it_is_answered_with_any_of_them(child: Conversation) -> None:
    await child.say("food_request", "면 먹고 싶어")
    again = await child.say("food_request", "아니 면 먹고 싶다고")
    assert again.items
    assert len(again.slate["request"]["dishes"]) == 6


@pytest.mark.parametrize("answer", ["아무거나", "아무거나 좋아요"])
async def test_any_of_them_may_be_said_in_words(child: Conversation, answer: str) -> None:
    await child.say("food_request", "면 먹고 싶어")
    reply = await child.say("inform", answer)
    assert len(reply.slate["request"]["dishes"]) == 6
    assert [title for title in reply.buttons if title.endswith("만")], "and one of them at a press"


async def test_a_kitchen_or_a_taste_is_distinction_enough(child: Conversation) -> None:
    chinese = await child.say("food_request", "중식 면 먹고 싶어", entity("food_category", "중식", surface="중식"))
    assert chinese.slate["request"]["dishes"] == ["짜장면"]
    spicy = await child.say("food_request", "매콤한 면", entity("taste", "spicy", surface="매콤한"))
    assert len(spicy.slate["request"]["dishes"]) == 6


@pytest.mark.parametrize("text", ["고기 빼고 추천해줘", "고기 들어간 거 말고", "면 싫어 다른 거"])
async def test_what_is_refused_is_not_wished_for(child: Conversation, text: str) -> None:
    reply = await child.say("food_request", text)
    assert reply.slate["request"]["dishes"] == []


async def test_without_a_place_the_place_is_asked_for_first(child: Conversation) -> None:
    child.place = None
    asked = await child.say("food_request", "면 먹고 싶어")
    shown = await child.press(next(iter(asked.buttons.values())))
    assert len(shown.slate["request"]["dishes"]) == 6


async def test_a_few_words_that_no_intent_fits_are_still_a_wish(child: Conversation) -> None:
    reply = await child.say("nlu_fallback", "전골 먹을래")
    assert "전골을 먹을 수 있는 곳" in reply.text
