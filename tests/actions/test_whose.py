"""What somebody else cannot eat is left out this time; what the child cannot eat is kept for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.whose import other_than_writer
from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


@pytest.mark.parametrize(
    ("text", "what", "who"),
    [
        ("엄마는 채식해요", "채식", "엄마"),
        ("동생은 새우 알레르기 있어요", "새우", "동생"),
        ("우리 동생이 새우 못 먹어", "새우", "동생"),
        ("새우는 동생이 못 먹어", "새우", "동생"),
        ("동생 새우 못 먹어", "새우", "동생"),
        ("나는 땅콩 못 먹고 동생은 새우 못 먹어", "새우", "동생"),
        ("나는 땅콩 못 먹고 동생은 새우 못 먹어", "땅콩", None),
        ("동생은 새우 알레르기 있고 나는 땅콩 못 먹어", "땅콩", None),
        ("우리 애가 새우 알레르기 있어요", "새우", None),
        ("손주가 새우 알레르기 있어요", "새우", None),
        ("친구 만나는데 새우 못 먹어", "새우", None),
        ("엄마가 우유 알레르기 있대요", "우유", None),
        ("엄마가 우유 못 먹게 해", "우유", None),
        ("나도 동생도 새우 못 먹어", "새우", None),
        ("나 새우 못 먹어", "새우", None),
    ],
)
def test_whose_body_is_spoken_of(text: str, what: str, who: str | None) -> None:
    assert other_than_writer(text, text.index(what) + len(what)) == who


@pytest.mark.parametrize("intent", ["set_preference", "chitchat", "nlu_fallback"])
async def test_what_a_sibling_cannot_eat_is_left_out_this_time(talk: Talk, intent: str) -> None:
    guest = talk(None)
    reply = await speak(guest, intent, "동생은 새우 알레르기 있어요")
    assert "동생이 못 먹는 새우는 이번에 빼고 찾을게요" in reply.text
    assert guest.slots["told"] is None
    assert (await speak(guest, "food_request", "점심 추천해줘")).slate["request"]["diet"] == ["shrimp"]


async def test_a_mother_who_eats_no_meat_makes_no_child_a_vegetarian(somebody: Conversation) -> None:
    reply = await speak(somebody, "set_preference", "엄마는 채식해요")
    assert "엄마가 못 먹는" in reply.text
    somebody.slots["request"] = None
    assert (await speak(somebody, "food_request", "점심 추천해줘")).slate["request"]["diet"] == []


async def test_the_writer_and_a_friend_are_told_apart_in_one_sentence(talk: Talk) -> None:
    guest = talk(None)
    reply = await speak(guest, "set_preference", "나는 땅콩 못 먹고 친구는 새우 못 먹어")
    assert "친구가 못 먹는 새우는 이번에" in reply.text
    assert "땅콩이 들어간다고 표시된 메뉴는 앞으로" in reply.text
    assert guest.slots["told"]["diet"] == ["peanut"]


async def test_what_no_filter_knows_is_said_of_a_friend_too(talk: Talk) -> None:
    guest = talk(None)
    reply = await speak(guest, "set_preference", "친구는 키위 못 먹어요")
    assert "친구가 못 먹는 키위는" in reply.text
    assert "물어봐" in reply.text
    assert guest.slots["told"] is None


@pytest.mark.parametrize("text", ["우리 애가 새우 알레르기 있어요", "손주가 새우 못 먹어요"])
async def test_what_a_guardian_says_of_the_child_is_kept(talk: Talk, text: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", text)
    assert guest.slots["told"]["diet"] == ["shrimp"]


async def test_the_first_talk_keeps_nothing_of_a_sibling_either(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "greet", "안녕")
    await speak(guest, "inform", "떡볶이")
    await speak(guest, "inform", "7천원")
    reply = await speak(guest, "set_preference", "동생은 새우 못 먹어요")
    assert "동생이 못 먹는 새우는 이번에" in reply.text
    assert "알레르기가 있나요" in reply.text
    assert guest.slots["told"]["diet"] == []
    assert guest.slots["request"]["diet"] == ["shrimp"]


async def test_a_wish_with_a_friend_warns_of_what_no_filter_knows(talk: Talk) -> None:
    reply = await speak(talk(None), "food_request", "친구가 키위 못 먹는데 점심 추천해줘")
    assert reply.items
    assert "친구가 못 먹는 키위는" in reply.text
    assert len(reply.text) <= 500


async def test_the_end_of_the_first_talk_says_everything_once(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "greet", "안녕")
    await speak(guest, "inform", "떡볶이")
    await speak(guest, "inform", "7천원")
    reply = await speak(guest, "set_preference", "동생은 새우 못 먹고 저는 우유 못 먹어요")
    assert reply.text.count("우유가 들어간다고") == 1
    assert "동생이 못 먹는 새우는" in reply.text


async def test_what_others_cannot_eat_is_no_want(talk: Talk) -> None:
    reply = await speak(talk(None), "set_preference", "아빠랑 동생이 새우를 못 먹어서요")
    assert "동생이 못 먹는 새우는 이번에" in reply.text


_ANY_INTENT = ["set_preference", "nlu_fallback", "inform", "chitchat", "food_request", "deny"]


@pytest.mark.parametrize("intent", _ANY_INTENT)
@pytest.mark.parametrize(
    ("kept", "text", "said"),
    [
        ("우리 엄마는 매운 거 못 먹어", "엄마는 빼고 나만 먹을 거야", "엄마가 못 먹는 매운맛은 이제 가리지 않고"),
        ("친구는 새우 못 먹어", "친구는 안 온대", "친구가 못 먹는 새우는 이제 가리지 않고"),
        ("친구는 새우 못 먹어", "이제 혼자 먹을래", "친구가 못 먹는 새우는 이제 가리지 않고"),
    ],
)
async def test_who_does_not_eat_along_restricts_nothing(
    talk: Talk, intent: str, kept: str, text: str, said: str
) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", kept)
    assert guest.slots["request"]["diet"]
    assert said in (await speak(guest, intent, text)).text
    assert guest.slots["request"]["diet"] == []


@pytest.mark.parametrize("intent", _ANY_INTENT)
async def test_what_is_wished_beside_is_found(talk: Talk, intent: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "엄마는 새우 못 먹어")
    reply = await speak(guest, intent, "엄마 빼고 점심 추천해줘")
    assert "엄마가 못 먹는 새우는 이제" in reply.text
    assert reply.slate["request"]["diet"] == []


async def test_the_writers_own_restriction_and_the_others_stay(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "나는 새우 못 먹어")
    await speak(guest, "set_preference", "엄마는 새우랑 계란 못 먹어")
    await speak(guest, "set_preference", "동생은 땅콩 못 먹어")
    reply = await speak(guest, "inform", "엄마는 안 온대")
    assert "엄마가 못 먹는 달걀은 이제" in reply.text
    assert set(guest.slots["request"]["diet"]) == {"shrimp", "peanut"}
    assert guest.slots["told"]["diet"] == ["shrimp"]


async def test_a_food_named_after_what_a_sibling_cannot_eat_is_the_siblings(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "동생은 새우 못 먹어")
    reply = await speak(guest, "inform", "계란도")
    assert "동생이 못 먹는 달걀은 이번에" in reply.text
    assert guest.slots["told"] is None
