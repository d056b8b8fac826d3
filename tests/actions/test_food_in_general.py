"""A new request for food of any kind lets go of the dish before; one that goes on with it keeps it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


@pytest.mark.parametrize("intent", ["food_request", "inform"])
@pytest.mark.parametrize("text", ["신림동 밥집", "신림동에서 밥 추천해줘", "신림동 먹을 데"])
async def test_food_in_general_elsewhere_is_not_the_dish_of_before(talk: Talk, intent: str, text: str) -> None:
    guest = talk(None)
    await speak(guest, "food_request", "김밥 추천해줘")
    await speak(guest, intent, text)
    assert guest.slots["request"]["dishes"] == []
    assert "김밥" not in (guest.slots["request"]["words"] or "")


async def test_food_in_general_keeps_the_amount_and_what_is_not_eaten(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "food_request", "땅콩 빼고 떡볶이 7천원으로 추천")
    reply = await speak(guest, "food_request", "밥 추천해줘")
    request = reply.slate["request"]
    assert (request["dishes"], request["budget"], request["diet"]) == ([], 7000, ["peanut"])


@pytest.mark.parametrize("text", ["더 싼 밥집 추천", "5천원으로 찾아줘"])
async def test_what_goes_on_with_the_wish_keeps_its_dish(talk: Talk, text: str) -> None:
    guest = talk(None)
    await speak(guest, "food_request", "김밥 추천해줘")
    await speak(guest, "food_request", text)
    assert guest.slots["request"]["dishes"] == ["김밥"]


async def test_the_place_that_was_asked_for_keeps_the_dish(talk: Talk) -> None:
    guest = talk(None, place=None)
    await speak(guest, "food_request", "김밥 추천해줘")
    await speak(guest, "inform", "신림동 밥집")
    assert guest.slots["request"]["dishes"] == ["김밥"]
