"""What must be heard whatever was asked last and whatever it was taken for: hunger, and a word on the body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation, entity

Talk = Callable[..., Conversation]


async def _asked(guest: Conversation, step: str) -> None:
    """Brings the first talk to a question."""
    await guest.say("greet", "안녕")
    if step == "avoid":
        await guest.say("inform", "치킨", entity("food_category", "치킨", surface="치킨"))
        await guest.say("inform", "7천원", entity("budget", 7000, surface="7천원"))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("liked", "돈 없어서 굶는 중"),
        ("liked", "며칠째 먹은 게 없어요"),
        ("avoid", "천원밖에 없어 뭐라도 먹을래"),
    ],
)
async def test_hunger_is_answered_before_any_question_of_ours(talk: Talk, step: str, text: str) -> None:
    guest = talk(None)
    await _asked(guest, step)
    reply = await guest.say("emergency_food", text)
    assert reply.items
    assert "1388" in reply.text
    assert guest.slots["onboarding"]["state"] in ("paused", "offered")
    assert guest.slots["onboarding"]["step"] == step


async def test_who_collapses_with_hunger_is_shown_meals_whatever_it_was_taken_for(talk: Talk) -> None:
    guest = talk(None)
    await _asked(guest, "liked")
    reply = await guest.say("out_of_scope", "배고파서 쓰러질 것 같아", action="action_emergency")
    assert reply.items
    assert "못 알아들었어요" not in reply.text


async def test_a_restriction_is_kept_beside_one_that_is_none(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    text = "새우 알레르기는 없는데 땅콩 알레르기 있어"
    found = [entity("diet", "shrimp", surface="새우"), entity("diet", "peanut", surface="땅콩")]
    reply = await guest.say("set_preference", text, *found)
    assert "땅콩이 들어간다고" in reply.text
    assert "새우가 든 메뉴를 빼고 찾고 있어요. 이제 먹어도 되나요?" in reply.text
    assert guest.slots["told"]["diet"] == ["peanut", "shrimp"]


@pytest.mark.parametrize("intent", ["food_request", "inform", "set_preference"])
async def test_food_without_an_allergen_is_searched_without_it(talk: Talk, intent: str) -> None:
    guest = talk(None)
    await guest.say("set_preference", "나 땅콩 알레르기 있어", entity("diet", "peanut", surface="땅콩"))
    reply = await guest.say(intent, "땅콩 알레르기 없는 메뉴 추천해줘", entity("diet", "peanut", surface="땅콩"))
    assert reply.slate["request"]["diet"] == ["peanut"]
    assert "먹어도 되나요" not in reply.text


@pytest.mark.parametrize(
    "text", ["우유 알레르기는 없어지지 않았어", "우유 알레르기 없는 줄 알았는데 있대", "우유 알레르기 없는 게 아니야"]
)
async def test_an_allergy_that_is_not_gone_is_kept(talk: Talk, text: str) -> None:
    guest = talk(None)
    await guest.say("set_preference", text, entity("diet", "milk", surface="우유"))
    assert guest.slots["told"]["diet"] == ["milk"]


async def test_an_old_button_takes_no_later_restriction_back(talk: Talk) -> None:
    guest = talk(None)
    liked = await guest.say("set_preference", "치킨 좋아해", entity("food_category", "치킨", surface="치킨"))
    shrimp = await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    assert "되돌릴 것이 없어요" in (await guest.press(liked.buttons["되돌리기"])).text
    assert "되돌릴 것이 없어요" in (await guest.press(shrimp.buttons["되돌리기"])).text, (
        "not the last thing said either"
    )
    assert guest.slots["told"]["diet"] == ["shrimp"]


@pytest.mark.parametrize(("intent", "text"), [("deny", "아니 됐어"), ("affirm", "응")])
async def test_a_bare_word_takes_no_restriction_back(talk: Talk, intent: str, text: str) -> None:
    guest = talk(None)
    reply = await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    assert "되돌리기" in reply.buttons
    await guest.say(intent, text)
    assert guest.slots["told"]["diet"] == ["shrimp"]


async def test_the_button_just_offered_takes_back(talk: Talk) -> None:
    guest = talk(None)
    reply = await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    assert "되돌렸어요" in (await guest.press(reply.buttons["되돌리기"])).text
    assert guest.slots["told"]["diet"] == []


async def test_an_old_button_drops_no_restriction_unasked(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("set_preference", "나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    asked = await guest.say("set_preference", "나 이제 새우 먹을 수 있어")
    await guest.say("set_preference", "아니다 나 새우 알레르기 있어", entity("diet", "shrimp", surface="새우"))
    again = await guest.press(asked.buttons["이제 먹어도 돼요"])
    assert "이제 먹어도 되나요?" in again.text
    assert guest.slots["told"]["diet"] == ["shrimp"]
    await guest.press(again.buttons["이제 먹어도 돼요"])
    assert guest.slots["told"]["diet"] == []


async def test_an_allergy_said_inside_a_request_is_kept_for_good(talk: Talk) -> None:
    guest = talk(None)
    text = "나 땅콩 알레르기 있는데 점심 추천해줘"
    reply = await guest.say("food_request", text, entity("diet", "peanut", surface="땅콩"))
    assert reply.slate["request"]["diet"] == ["peanut"]
    assert "땅콩이 들어간다고 표시된 메뉴는 앞으로" in reply.text
    guest.now += dt.timedelta(hours=3)
    assert (await guest.say("food_request", "점심")).slate["request"]["diet"] == ["peanut"]


async def test_what_no_filter_knows_is_not_dropped_from_a_request(talk: Talk) -> None:
    reply = await talk(None).say("food_request", "키위 알레르기 있는데 점심 추천해줘")
    assert reply.items
    assert "키위" in reply.text


async def test_an_allergy_said_with_a_yes_is_kept(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("set_preference", "치킨 좋아해", entity("food_category", "치킨", surface="치킨"))
    reply = await guest.say("affirm", "응 근데 나 땅콩 알레르기 있어", entity("diet", "peanut", surface="땅콩"))
    assert "땅콩" in reply.text
    assert guest.slots["told"]["diet"] == ["peanut"]


async def test_what_a_friend_cannot_eat_stays_in_the_wish(talk: Talk) -> None:
    guest = talk(None)
    text = "친구가 땅콩 알레르기 있는데 점심 추천해줘"
    reply = await guest.say("food_request", text, entity("diet", "peanut", surface="땅콩"))
    assert reply.slate["request"]["diet"] == ["peanut"]
    assert guest.slots["told"] is None


async def test_the_diet_of_a_wish_outlives_a_goodbye(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("food_request", "땅콩 없는 메뉴", entity("diet", "peanut", surface="땅콩"), entity("budget", 7000))
    await guest.say("goodbye", "잘 가")
    request = (await guest.say("food_request", "점심")).slate["request"]
    assert (request["diet"], request["budget"]) == (["peanut"], None)


async def test_what_a_wish_leaves_out_is_eaten_again_after_a_question(talk: Talk) -> None:
    guest = talk(None)
    await guest.say("food_request", "땅콩 없는 메뉴", entity("diet", "peanut", surface="땅콩"))
    asked = await guest.say("inform", "이제 땅콩 먹어도 돼")
    assert "이제 먹어도 되나요?" in asked.text
    await guest.press(asked.buttons["이제 먹어도 돼요"])
    assert (await guest.say("food_request", "점심")).slate["request"]["diet"] == []


@pytest.mark.parametrize("dish", ["바나나", "초콜릿", "어묵"])
async def test_an_allergy_to_a_dish_is_more_than_a_dislike(talk: Talk, dish: str) -> None:
    guest = talk(None)
    reply = await guest.say("set_preference", f"{dish} 알레르기 있어", entity("dish", dish, surface=dish))
    assert "걸러 드릴 수 없어요" in reply.text
    assert guest.slots["told"]["unfiltered"] == [dish]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("돈이 모자라서 라면도 못 먹어", [entity("dish", "라면", surface="라면")]),
        ("돈 없어서 고기도 못 먹어", [entity("diet", "vegetarian", surface="고기")]),
        ("아까 급식을 못 먹어서 힘들어", []),
    ],
)
@pytest.mark.parametrize("step", [None, "avoid"])
async def test_what_is_not_eaten_for_want_is_no_taste(
    talk: Talk, text: str, found: list[dict[str, object]], step: str | None
) -> None:
    guest = talk(None)
    if step is not None:
        await _asked(guest, step)
    reply = await guest.say("set_preference", text, *found)
    assert "1388" in reply.text
    told = guest.slots["told"] or {}
    assert not any(told.get(kind) for kind in ("diet", "disliked", "unfiltered"))


async def test_an_allergy_is_kept_of_a_hungry_child_too(talk: Talk) -> None:
    guest = talk(None)
    found = entity("diet", "shrimp", surface="새우")
    assert (await guest.say("emergency_food", "돈 없는데 배고파 나 새우 못 먹어", found)).items
    assert guest.slots["told"]["diet"] == ["shrimp"]


@pytest.mark.parametrize("text", ["아니 오늘은 됐어", "됐어 오늘은 안 먹을래"])
async def test_a_no_for_today_is_no_wish_for_today(child: Conversation, text: str) -> None:
    await child.say("food_request", "국밥", entity("dish", "국밥"))
    reply = await child.say("deny", text, entity("day", "today", surface="오늘"))
    assert not reply.items
