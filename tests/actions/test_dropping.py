"""A restriction that is eaten after all is asked about; one that is asked after stays, is said, and is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


@pytest.mark.parametrize("intent", ["set_preference", "deny", "inform", "affirm", "food_request"])
async def test_who_names_the_wrong_food_has_it_taken_back_and_the_right_one_kept(talk: Talk, intent: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "나 달걀 못 먹어")
    reply = await speak(guest, intent, "아니 달걀은 먹을 수 있어 우유만 안 돼")
    assert "우유가 들어간다고" in reply.text
    assert "달걀이 든 메뉴를 빼고 찾고 있어요. 이제 먹어도 되나요?" in reply.text
    await guest.press(reply.buttons["이제 먹어도 돼요"])
    assert guest.slots["told"]["diet"] == ["milk"]


@pytest.mark.parametrize("intent", ["set_preference", "affirm", "inform", "chitchat"])
@pytest.mark.parametrize("text", ["달걀 먹어도 돼", "달걀은 먹어", "달걀은 괜찮아"])
async def test_what_is_eaten_after_all_is_asked_about(talk: Talk, intent: str, text: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "나 달걀 못 먹어")
    reply = await speak(guest, intent, text)
    assert "이제 먹어도 되나요?" in reply.text
    await speak(guest, intent, f"응 {text}")
    assert guest.slots["told"]["diet"] == []


async def test_a_stated_allergy_is_kept_whatever_is_asked_beside(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "나 달걀 알레르기 있는데 달걀은 먹어도 돼?")
    assert guest.slots["told"]["diet"] == ["egg"]


@pytest.mark.parametrize("text", ["달걀 먹어도 돼", "달걀은 괜찮아요", "나 달걀 먹어도 돼?"])
async def test_what_is_eaten_is_never_kept_as_not_eaten(talk: Talk, text: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", text)
    assert not (guest.slots["told"] or {}).get("diet")


@pytest.mark.parametrize("intent", ["set_preference", "select_option", "inform", "menu_inquiry", "food_request"])
async def test_who_asks_of_a_shown_shop_is_answered_and_the_allergy_kept(talk: Talk, intent: str) -> None:
    guest = talk(None)
    item = (await speak(guest, "food_request", "한식 추천")).items[0]
    reply = await speak(guest, intent, "계란 알레르기 있는데 1번 먹어도 돼?")
    assert "달걀이 들어간다고 표시된 메뉴는 앞으로" in reply.text
    assert item["menu"]["name"] in reply.text
    assert guest.slots["told"]["diet"] == ["egg"]


@pytest.mark.parametrize("intent", ["set_preference", "chitchat", "nlu_fallback"])
async def test_who_asks_of_the_shop_talked_about_is_answered(talk: Talk, intent: str) -> None:
    guest = talk(None)
    items = (await speak(guest, "food_request", "한식 추천")).items
    await speak(guest, "hours_inquiry", "2번 몇 시까지 해?")
    reply = await speak(guest, intent, "그럼 계란 알레르기 있는데 먹어도 돼?")
    assert "달걀이 들어간다고 표시된 메뉴는 앞으로" in reply.text
    assert items[1]["menu"]["name"] in reply.text
    assert guest.slots["told"]["diet"] == ["egg"]


async def test_an_allergy_is_never_kept_without_a_word(talk: Talk) -> None:
    guest = talk(None)
    text = "새우 알레르기 있는데 우유 알레르기 있고 땅콩 알레르기 있고 키위 알레르기도 있는데 만원으로 점심 추천해줘"
    reply = await speak(guest, "food_request", text)
    assert len(reply.text) <= 500
    assert reply.text.startswith(("땅콩, 새우, 우유", "땅콩, 우유, 새우", "새우, "))


_ANY_INTENT = ["set_preference", "nlu_fallback", "inform", "chitchat", "food_request"]


@pytest.mark.parametrize("intent", _ANY_INTENT)
@pytest.mark.parametrize(
    ("kept", "text", "value"),
    [
        ("계란 알레르기 있어", "달걀은 이제 괜찮아", "egg"),
        ("계란 알레르기 있어", "아니 달걀은 이제 괜찮아", "egg"),
        ("계란 알레르기 있어", "계란 괜찮아졌어", "egg"),
        ("새우 못 먹어", "새우 이제 괜찮아", "shrimp"),
        ("매운 거 못 먹어", "매운 거 이제 괜찮아", "spicy"),
        ("매운 거 못 먹어", "매운 건 이제 먹어도 돼", "spicy"),
        ("매운 거 못 먹어", "매운 것도 괜찮아", "spicy"),
    ],
)
async def test_what_is_all_right_by_now_is_asked_about(
    talk: Talk, intent: str, kept: str, text: str, value: str
) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", kept)
    reply = await speak(guest, intent, text)
    assert "이제 먹어도 되나요?" in reply.text
    assert "앞으로 빼고" not in reply.text
    assert guest.slots["told"]["diet"] == [value]
    await guest.press(reply.buttons["이제 먹어도 돼요"])
    assert guest.slots["told"]["diet"] == []


@pytest.mark.parametrize("intent", _ANY_INTENT)
@pytest.mark.parametrize("text", ["매운 것도 괜찮아", "매운 거도 상관없어", "매운 음식도 돼"])
async def test_a_taste_that_may_be_is_not_wished_for(talk: Talk, intent: str, text: str) -> None:
    guest = talk(None)
    await speak(guest, "food_request", "떡볶이 먹고 싶어")
    await speak(guest, intent, text)
    request = guest.slots["request"]
    assert (request["tastes"], request["dishes"]) == ([], ["떡볶이"])
    assert guest.slots["told"] is None
