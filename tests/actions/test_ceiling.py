"""A limit said for good holds for every wish that names no amount, is said to, and gives way by name alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


@pytest.fixture
async def limited(talk: Talk) -> Conversation:
    """A guest who wants nothing above 6,000 won from now on."""
    guest = talk(None)
    reply = await speak(guest, "set_preference", "앞으로 6천원 넘는 건 추천하지 마")
    assert "6,000원 이하로 기억할게요" in reply.text
    return guest


async def test_a_limit_said_for_good_holds_and_is_said_to(limited: Conversation) -> None:
    reply = await speak(limited, "food_request", "한식 추천")
    assert reply.slate["request"]["budget"] == 6000
    assert all(item["menu"]["price"] <= 6000 for item in reply.items)
    assert "한 끼 6,000원 이하로 기억하고 있어서" in reply.text


async def test_an_amount_named_goes_before_the_limit(limited: Conversation) -> None:
    reply = await speak(limited, "food_request", "만원으로 한식 추천")
    assert reply.slate["request"]["budget"] == 10_000
    assert "기억하고" not in reply.text


async def test_a_limit_is_relaxed_by_its_button_for_this_wish_alone(limited: Conversation) -> None:
    await speak(limited, "food_request", "한식 추천")
    reply = await limited.press('/inform{"relax": "budget", "budget": 9000}')
    assert reply.slate["request"]["budget"] == 9000
    reply = await limited.press('/inform{"relax": "budget"}')
    assert reply.slate["request"]["budget"] is None
    assert (await speak(limited, "food_request", "치킨 추천")).slate["request"]["budget"] == 6000


async def test_the_limit_of_the_first_talk_holds(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "greet", "안녕")
    await speak(guest, "inform", "한식")
    await speak(guest, "inform", "만원")
    await speak(guest, "deny", "없어요")
    assert (await speak(guest, "food_request", "치킨 추천")).slate["request"]["budget"] == 10_000


@pytest.mark.parametrize("text", ["보통 만원 정도 써", "한 끼에 보통 만원", "5천원에서 만원"])
async def test_what_is_usual_is_no_limit(talk: Talk, text: str) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", text)
    reply = await speak(guest, "food_request", "한식 추천")
    assert reply.slate["request"]["budget"] is None


async def test_a_limit_is_kept_in_the_profile(somebody: Conversation) -> None:
    await speak(somebody, "set_preference", "앞으로 6천원 넘는 건 추천하지 마")
    reply = await speak(somebody, "food_request", "한식 추천")
    assert reply.slate["request"]["budget"] == 6000


async def test_a_card_that_can_pay_less_is_the_limit_that_is_told(somebody: Conversation) -> None:
    await speak(somebody, "set_preference", "한 끼에 9천원 이하로만 추천해줘 앞으로")
    reply = await speak(somebody, "food_request", "한식 추천")
    assert reply.slate["request"]["budget"] is None
    assert "기억하고" not in reply.text


async def test_who_takes_dearer_food_this_time_is_not_held_to_the_limit(limited: Conversation) -> None:
    await speak(limited, "food_request", "한식 추천")
    await speak(limited, "more_options", "더 비싼 것도 괜찮아")
    assert (await speak(limited, "more_options", "다른 데")).slate["request"]["budget"] is None
