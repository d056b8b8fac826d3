"""What the next message means by what went before."""

from __future__ import annotations

import concurrent.futures
import datetime as dt

import pytest

from tests.e2e.talk import Talk
from tests.e2e.test_record import eventually
from tests.system import System


@pytest.fixture
def child(system: System) -> Talk:
    """Somebody near the first sample neighbourhood."""
    return Talk(system)


def test_cheaper_is_cheaper_than_what_was_shown(child: Talk) -> None:
    first = child.say("근처 맛집 추천해줘")
    cheaper = child.say("더 싼 데 없어?")
    assert cheaper.items
    least = min(item["menu"]["final_price"] for item in first.items)
    assert all(item["menu"]["final_price"] < least for item in cheaper.items) or "제일 싸요" in cheaper.text


def test_not_there_but_that_food_instead(child: Talk) -> None:
    first = child.say("만원 이하 분식 추천해줘")
    korean = child.say("거기 말고 한식")
    assert korean.slate is not None
    assert korean.slate["request"]["categories"] == ["한식"]
    assert korean.slate["request"]["budget"] == 10_000, "the amount is kept"
    assert {item["shop_id"] for item in korean.items}.isdisjoint(item["shop_id"] for item in first.items)


def test_that_shop_from_before_other_shops_were_shown(child: Talk) -> None:
    first = child.say("근처 맛집 추천해줘")
    child.say("1번 몇 시까지 해?")
    child.say("다른 데 보여줘")
    asked = child.say("아까 그 집 몇 시까지 해?")
    assert first.items[0]["name"][:8] in asked.text


def test_tomorrow_at_noon_is_the_same_wish_on_another_day(child: Talk) -> None:
    child.say("만원 이하 한식 추천해줘")
    tomorrow = child.say("내일 점심엔?")
    assert tomorrow.slate is not None, tomorrow.text
    assert tomorrow.slate["request"]["at"].startswith("2026-11-25T12:30")
    assert tomorrow.slate["request"]["categories"] == ["한식"]


def test_after_a_choice_a_new_request_starts_afresh(child: Talk) -> None:
    shown = child.say("5천원 이하 분식 추천해줘")
    assert "정했어요" in child.press(shown, "1번").text
    anew = child.say("근처 맛집 추천해줘")
    assert anew.slate is not None
    assert (anew.slate["request"]["budget"], anew.slate["request"]["categories"]) == (None, [])


def test_no_to_what_was_shown_offers_others_and_yes_shows_them(child: Talk) -> None:
    child.say("근처 맛집 추천해줘")
    child.say("나중에 할게요")  # to the offer to introduce oneself
    first = child.say("근처 한식집 추천해줘")
    assert "다른 곳" in child.say("싫어").text
    others = child.say("응")
    assert others.items
    assert {item["shop_id"] for item in first.items}.isdisjoint(item["shop_id"] for item in others.items)


def test_a_place_of_two_towns_is_asked_about_and_the_town_is_enough(system: System) -> None:
    lost = Talk(system, has_place=False)
    asked = lost.say("중앙역 근처 맛집 추천해줘")
    assert {"안산 중앙역", "부산 중앙역"} <= set(asked.buttons)
    there = lost.say("부산")
    assert "부산 중앙역" in there.text


def test_the_place_is_never_asked_for_twice_in_the_same_words(system: System) -> None:
    lost = Talk(system, has_place=False)
    first, second = lost.say("배고파"), lost.say("배고프다고")
    assert first.text != second.text
    assert lost.press(second, "신림동").items


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("안 매운 매운 떡볶이 추천해줘", "안 매운"),
        ("만원 이상 5천원 이하로 먹을 데 추천해줘", "5,000원 이하"),
        ("한식인데 피자 먹고 싶어", "피자"),
    ],
)
def test_wishes_that_exclude_each_other_are_asked_about(child: Talk, text: str, choice: str) -> None:
    asked = child.say(text)
    assert "더 중요해요" in asked.text, asked.text
    assert not asked.items
    assert "더 중요해요" not in child.press(asked, choice).text


def test_a_goodbye_ends_the_session_and_the_next_word_begins_another(system: System, child: Talk) -> None:
    child.say("잔액 얼마야?")
    child.say("이만 갈게 잘 있어")
    child.say("뭐 할 수 있어?")
    query = "SELECT ended_at, end_reason FROM sessions WHERE conversation_id = %s ORDER BY started_at"
    old, new = eventually(system, query, (child.sender,), rows=2)
    assert old["end_reason"] == "goodbye"
    assert old["ended_at"] is not None
    assert new["ended_at"] is None


def test_an_old_yes_answers_nothing_any_more(child: Talk) -> None:
    child.say("근처 맛집 추천해줘")
    child.now = (dt.datetime.fromisoformat(child.now) + dt.timedelta(minutes=45)).isoformat()
    assert "좋아하나요" not in child.say("응").text


def test_messages_at_once_are_answered_in_order_and_none_is_lost(system: System, child: Talk) -> None:
    child.say("안녕")
    said = ["치킨 좋아해", "7천원 정도", "땅콩 알레르기"]
    with concurrent.futures.ThreadPoolExecutor(2) as two:
        first, second = two.map(child.say, said[:2])
    assert first.text != second.text
    child.say(said[2])
    query = "SELECT input_text FROM conversations WHERE conversation_id = %s"
    rows = eventually(system, query, (child.sender,), rows=4)
    assert sorted(row["input_text"] for row in rows) == sorted(["안녕", *said])


def test_thirty_messages_in_a_rush_are_all_answered(system: System, child: Talk) -> None:
    with concurrent.futures.ThreadPoolExecutor(6) as six:
        replies = list(six.map(child.say, [f"{won}원으로 점심" for won in range(3000, 9000, 200)]))
    assert len(replies) == 30
    rows = eventually(
        system, "SELECT message_id FROM conversations WHERE conversation_id = %s", (child.sender,), rows=30
    )
    assert len({row["message_id"] for row in rows}) == 30


def test_the_button_of_a_slate_long_gone_gets_a_kind_answer(child: Talk) -> None:
    gone = child.say('/select_option{"ordinal": 2, "slate_id": "00000000-0000-4000-8000-000000000000"}')
    assert gone.buttons
    assert "정했어요" not in gone.text
