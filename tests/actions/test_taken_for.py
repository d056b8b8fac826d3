"""Messages that an intent was wrongly read in: no card at hand, and food around the person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]


@pytest.mark.parametrize(
    "intent", ["deny", "inform", "balance_check", "nlu_fallback", "card_acceptance", "out_of_scope"]
)
@pytest.mark.parametrize(
    "text", ["나 카드 없는데", "나는 급식카드가 없어", "급식카드 없으면 못 먹어?", "저 아직 카드 못 받았어요"]
)
async def test_who_has_no_card_hears_what_works_without_one(talk: Talk, intent: str, text: str) -> None:
    guest = talk(None)
    reply = await speak(guest, intent, text)
    assert "급식카드가 없어도" in reply.text
    assert "주민센터" in reply.text
    assert (await guest.press(reply.buttons["근처 맛집 찾기"])).items


async def test_who_has_a_card_linked_may_look_without_it(child: Conversation) -> None:
    reply = await speak(child, "deny", "나 카드 없는데")
    assert (await child.press(reply.buttons["카드 없이 볼게요"])).items
    assert child.slots["request"]["relaxed"] == ["spendable"]


async def test_no_card_in_the_first_talk_is_answered_and_the_talk_waits(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "greet", "안녕")
    reply = await speak(guest, "deny", "나 카드 없는데")
    assert "급식카드가 없어도" in reply.text
    assert guest.slots["onboarding"]["state"] in ("paused", "offered")


@pytest.mark.parametrize("text", ["카드 없는데 점심 추천해줘", "카드 없이 먹을 수 있는 곳"])
async def test_a_wish_without_a_card_is_a_wish(talk: Talk, text: str) -> None:
    assert (await speak(talk(None), "food_request", text)).items


@pytest.mark.parametrize("intent", ["data_request", "location_inquiry", "nlu_fallback"])
@pytest.mark.parametrize("text", ["내 위치 근처", "내 주변", "지금 있는 곳 주변이요"])
async def test_around_me_is_a_wish(child: Conversation, intent: str, text: str) -> None:
    reply = await speak(child, intent, text)
    assert reply.items


async def test_around_me_asks_for_a_place_nobody_knows(talk: Talk) -> None:
    reply = await speak(talk(None, place=None), "data_request", "내 주변")
    assert "어디" in reply.text
    assert "정보" not in reply.text


@pytest.mark.parametrize("text", ["내 위치 정보 보여줘", "내 위치 기록 지워줘"])
async def test_what_is_kept_of_a_place_is_no_wish(child: Conversation, text: str) -> None:
    assert not (await speak(child, "data_request", text)).items


@pytest.mark.parametrize("intent", ["report_problem", "nlu_fallback", "balance_charge"])
async def test_a_card_that_is_gone_is_a_lost_card_and_no_report(talk: Talk, intent: str) -> None:
    reply = await speak(talk(None), intent, "카드가 없어졌어요")
    assert "접수" not in reply.text
    assert not any("report_problem" in said for said in reply.buttons.values())


async def test_a_place_alone_goes_on_with_the_wish_there(talk: Talk) -> None:
    child = talk(None)
    await speak(child, "food_request", "김밥 추천해줘")
    reply = await speak(child, "nlu_fallback", "이곡동은?")
    assert reply.slate["request"]["dishes"] == ["김밥"]
    assert "이곡동" in reply.text


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("오천원 이하 한식", "가격 상관없어"),
        ("만원 이하 한식", "만원 넘어도 돼"),
        ("오천원 이하 한식", "돈은 상관없어"),
    ],
)
async def test_a_limit_that_does_not_matter_is_lifted_and_the_food_stays(talk: Talk, first: str, then: str) -> None:
    guest = talk(None)
    await speak(guest, "budget_inquiry", first)
    reply = await speak(guest, "inform", then)
    assert reply.slate["request"]["budget"] is None
    assert reply.slate["request"]["categories"] == ["한식"]
    assert "이상" not in reply.text.split("\n")[0]


async def test_a_longer_way_allowed_with_the_wish_is_taken_at_once(talk: Talk) -> None:
    reply = await speak(talk(None), "food_request", "멀어도 괜찮으니까 김밥 추천해줘")
    assert reply.slate["request"]["radius_m"] > 1000
