"""Answers of the first talk that are said anew, and the wish for no more questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


async def _asked(who: Conversation, *answers: str) -> None:
    await speak(who, "greet", "안녕")
    for answer in answers:
        await speak(who, "inform", answer)


def _told(guest: Conversation) -> dict[str, Any]:
    told = guest.slots["told"]
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("intent", ["inform", "deny", "nlu_fallback", "set_preference", "food_request"])
async def test_liked_food_said_anew_takes_the_place_of_the_old(talk: Talk, intent: str) -> None:
    guest = talk(None)
    await _asked(guest, "한식")
    reply = await speak(guest, intent, "아니다 중식이 좋아")
    assert "중식을 좋아하는군요" in reply.text
    assert "얼마 정도" in reply.text
    assert _told(guest)["categories"] == {"중식": 1.0}


async def test_liked_food_said_anew_two_questions_later_leaves_the_amount(talk: Talk) -> None:
    guest = talk(None)
    await _asked(guest, "한식", "7천원")
    reply = await speak(guest, "set_preference", "아니 한식 말고 중식이 좋아")
    assert "알레르기" in reply.text
    assert (_told(guest)["categories"], _told(guest)["budget"]) == ({"중식": 1.0}, [None, 7000])


@pytest.mark.parametrize("intent", ["inform", "deny", "budget_inquiry", "nlu_fallback", "set_preference", "chitchat"])
@pytest.mark.parametrize(
    ("text", "won"), [("아 아니 오천원", 5000), ("아니 오천원이야", 5000), ("아 아니 8천원으로 할래", 8000)]
)
async def test_an_amount_said_anew_is_no_food_and_no_miss(talk: Talk, intent: str, text: str, won: int) -> None:
    guest = talk(None)
    await _asked(guest, "떡볶이", "만원")
    reply = await speak(guest, intent, text)
    assert f"{won:,}원 이하로 기억할게요" in reply.text
    assert "가게 정보에 표시가 없어서" not in reply.text
    assert (_told(guest)["budget"], _told(guest)["unfiltered"]) == ([None, won], [])
    assert "알레르기가 있나요" in reply.text


async def test_an_amount_is_said_anew_after_the_last_question(talk: Talk) -> None:
    guest = talk(None)
    await _asked(guest, "떡볶이", "만원")
    await speak(guest, "deny", "없어요")
    reply = await speak(guest, "inform", "아니 오천원이야")
    assert "5,000원 이하로 기억할게요" in reply.text
    assert _told(guest)["budget"] == [None, 5000]


async def test_the_profile_forgets_the_answer_that_was_corrected(somebody: Conversation, pool: Any) -> None:
    await _asked(somebody, "한식")
    await speak(somebody, "deny", "아니다 중식이 좋아")
    async with pool.connection() as conn:
        row = await (
            await conn.execute("SELECT stated_categories FROM user_profiles WHERE user_id = %s", [somebody.user_id])
        ).fetchone()
    assert next(iter(row.values() if isinstance(row, dict) else row)) == {"중식": 1.0}


async def test_a_restriction_said_with_a_like_outlives_the_correction(talk: Talk) -> None:
    guest = talk(None)
    await _asked(guest, "한식 좋아하고 새우는 못 먹어")
    await speak(guest, "deny", "아니다 중식이 좋아")
    assert (_told(guest)["diet"], _told(guest)["categories"]) == (["shrimp"], {"중식": 1.0})


@pytest.mark.parametrize(
    ("text", "unfiltered"),
    [
        ("만원이요", []),
        ("세 명이요", []),
        ("한식이요", []),
        ("신림동이요", []),
        ("오천원으로 밥 먹어요", []),
        ("학교 끝나고 갈래요", []),
        ("감자", ["감자"]),
        ("망고요", ["망고"]),
        ("키위를 피하고 있어요", ["키위"]),
    ],
)
async def test_only_what_could_be_a_food_is_something_not_eaten(talk: Talk, text: str, unfiltered: list[str]) -> None:
    guest = talk(None)
    await _asked(guest, "떡볶이", "7천원")
    await speak(guest, "inform", text)
    assert _told(guest)["unfiltered"] == unfiltered


@pytest.mark.parametrize("intent", ["inform", "goodbye", "feedback", "deny", "out_of_scope", "set_preference"])
@pytest.mark.parametrize("text", ["그만 물어봐", "질문 그만", "그만", "물어보지 마"])
@pytest.mark.parametrize("answers", [(), ("떡볶이",), ("떡볶이", "7천원")])
async def test_no_more_questions_ends_the_talk(talk: Talk, intent: str, text: str, answers: tuple[str, ...]) -> None:
    guest = talk(None)
    await _asked(guest, *answers)
    reply = await speak(guest, intent, text)
    assert "나중에" in reply.text
    assert guest.slots["onboarding"]["state"] == "over"


async def test_no_more_questions_answers_the_offer_to_go_on(talk: Talk) -> None:
    guest = talk(None)
    await _asked(guest)
    assert "이어서" in (await speak(guest, "food_request", "국밥 추천해줘")).text
    await speak(guest, "feedback", "질문 그만")
    assert guest.slots["onboarding"]["state"] == "over"


@pytest.mark.parametrize("intent", ["set_preference", "nlu_fallback", "inform", "chitchat", "food_request", "deny"])
@pytest.mark.parametrize(
    ("text", "diet", "unfiltered"),
    [
        ("우유 못 마셔요", ["milk"], []),
        ("새우랑 우유는 못 마셔", ["milk", "shrimp"], []),
        ("우유 마시면 안 돼요", ["milk"], []),
        ("커피 못 마셔", [], ["커피"]),
        ("엄마가 새우 먹지 말래", ["shrimp"], []),
        ("병원에서 계란 먹지 말래요", ["egg"], []),
        ("의사선생님이 우유 마시지 말라고 했어", ["milk"], []),
    ],
)
async def test_what_is_not_drunk_and_what_is_forbidden_answer_the_third_question(
    talk: Talk, intent: str, text: str, diet: list[str], unfiltered: list[str]
) -> None:
    guest = talk(None)
    await _asked(guest, "한식", "7천원")
    await speak(guest, intent, text)
    assert (_told(guest)["diet"], _told(guest)["unfiltered"]) == (diet, unfiltered)
