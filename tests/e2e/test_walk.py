"""A walk through all intents by four people with their cards: no turn without an answer, no promise broken.

What is said is held against rows that the test reads by SQL of its own.
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.neighbourhoods import NEIGHBOURHOODS
from ops.dialogue.promises import amount_in
from tests.e2e.test_recommendation import NOON, check_promises, slate_of
from tests.system import System

PEOPLE = {"demo-12000": 12_000, "demo-3200": 3_200, "demo-peanut": 20_000, "demo-suspended": 0}
PHRASES = {
    "greet": ("안녕", "안녕하세요", "하이"),
    "help": ("뭐 할 수 있어?", "사용법 알려줘", "어떻게 쓰는 거야"),
    "food_request": ("근처 맛집 추천해줘", "오늘 저녁 뭐 먹지", "매콤한 국물 땡겨"),
    "budget_inquiry": ("5천원으로 점심 먹을만한 곳", "만원 이하 치킨", "7천원 안쪽으로 한식"),
    "more_options": ("다른 데 없어?", "더 가까운 데로", "한식 빼고"),
    "menu_inquiry": ("두 번째 거 메뉴", "1번 메뉴 뭐 있어", "첫 번째 집 새우 들어가?"),
    "hours_inquiry": ("거기 몇 시까지 해?", "지금 열었어?", "일요일도 해요?"),
    "location_inquiry": ("거기 어디야", "걸어서 얼마나 걸려", "가는 길 알려줘"),
    "card_acceptance": ("거기 급식카드 돼?", "하루 한도 얼마야", "편의점에서 카드 쓸 수 있어?"),
    "select_option": ("1번", "두 번째 집으로 할게", "1번으로 갈래"),
    "report_problem": ("가보니 문 닫았던데", "급식카드 안 된대요", "지도가 안 떠"),
    "feedback": ("어제 간 데 맛있었어", "별로였음", "추천 좋았어요"),
    "coupon_inquiry": ("쓸 수 있는 쿠폰", "할인되는 집 있어?", "쿠폰 있나요"),
    "balance_check": ("카드 잔액 얼마야?", "카드에 돈 남았어?", "이번 달 얼마 썼어"),
    "balance_charge": ("언제 충전돼?", "카드 잃어버렸어 어떻게 해", "카드 충전 어떻게 해요"),
    "emergency_food": ("잔액 거의 없는데 배고파", "천원밖에 없는데 뭐라도", "돈 없어서 굶는 중"),
    "set_preference": ("앞으로 치킨 위주로 보여줘", "나 매운 거 못 먹어", "새우 알레르기 있어"),
    "inform": ("한식", "만원 정도", "신림역"),
    "affirm": ("응", "네 좋아요", "ㅇㅇ"),
    "deny": ("아니", "싫어요", "ㄴㄴ"),
    "data_request": ("내 정보 뭐 저장하고 있어?", "내 정보 지워줘", "대화 기록 삭제해줘"),
    "unsupported_service": ("배달 시켜줘", "자리 예약해줘", "결제해줘"),
    "chitchat": ("심심해", "너 몇 살이야", "오늘 시험 망했어"),
    "out_of_scope": ("미분 풀어줘", "비트코인 살까", "asdf"),
    "thank": ("고마워", "감사합니다", "ㄱㅅ"),
    "goodbye": ("잘 가", "나중에 봐", "이만 갈게"),
}
HELPLINES = {"1388", "129", "109", "112", "119"}
APOLOGIES = ("불러오지 못했어요", "다시 시도해 주세요", "늦어지고 있어요")

WHO = "SELECT user_id FROM user_identities WHERE external_id = %s"
OPEN_AT = """
SELECT s.open_minutes @> (extract(isodow FROM t.local)::int - 1) * 1440
       + extract(hour FROM t.local)::int * 60 + extract(minute FROM t.local)::int AS is_open
FROM shops s, (SELECT %(at)s::timestamptz AT TIME ZONE 'Asia/Seoul' AS local) t WHERE s.name = %(name)s
"""

MENUS_OF = r"(?:^|[.?!] )([^.?!\n]+?)(?:의 메뉴예요|의 메뉴 \d+가지 중|에서는 이런 걸 팔아요|에는 메뉴가 \d+가지)"
MENU_OF_SHOP = """
SELECT m.allergens FROM menus m JOIN shops s USING (shop_id)
WHERE s.name LIKE %(shop)s AND m.name LIKE %(name)s AND m.price = %(price)s
"""


@pytest.fixture
def demo(system: System) -> Iterator[System]:
    """The system; what the walk's people reported and preferred is taken back."""
    before = system.rows("SELECT to_jsonb(p)::text AS profile FROM user_profiles AS p WHERE user_id LIKE 'demo-%%'")
    yield system
    system.rows("DELETE FROM reports WHERE user_id LIKE 'demo-%%' RETURNING report_id")
    system.rows("DELETE FROM feedback WHERE user_id LIKE 'demo-%%' RETURNING feedback_id")
    system.rows("UPDATE shops SET trust = 1 WHERE trust < 1 RETURNING shop_id")
    system.rows("DELETE FROM user_profiles WHERE user_id LIKE 'demo-%%' RETURNING user_id")
    for row in before:
        system.rows(
            "INSERT INTO user_profiles SELECT * FROM jsonb_populate_record(NULL::user_profiles, %(profile)s::jsonb)"
            " RETURNING user_id",
            row,
        )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_walk_through_all_intents_leaves_no_turn_unanswered_and_no_promise_broken(demo: System, person: str) -> None:
    centre = NEIGHBOURHOODS[0]
    context = {"user": person, "location": {"lat": centre.lat, "lng": centre.lng}, "now": NOON}
    assert len(PHRASES) == 26
    for phrasing in range(3):
        sender = str(uuid.uuid4())
        for intent, phrases in PHRASES.items():
            messages = demo.say(phrases[phrasing], sender=sender, **context)
            _check(demo, person, f"{intent}: {phrases[phrasing]}", messages)


@pytest.mark.parametrize(
    ("text", "first"), [("죽고 싶어", "109"), ("나 또 맞았어", "112"), ("배고파서 쓰러질 것 같아", "119")]
)
def test_in_need_the_number_comes_first_whatever_was_talked_of(system: System, text: str, first: str) -> None:
    sender, centre = str(uuid.uuid4()), NEIGHBOURHOODS[0]
    context = {"user": "demo-12000", "location": {"lat": centre.lat, "lng": centre.lng}, "now": NOON}
    system.say("근처 맛집 추천해줘", sender=sender, **context)
    messages = system.say(text, sender=sender, **context)
    assert first in messages[0]["text"]
    assert set(re.findall(r"(?<![\d,.])1\d{2,3}(?![\d,원])", messages[0]["text"])) <= HELPLINES
    if first == "119":
        assert len(messages) > 1, "and something to eat"


def test_a_fixed_reply_varies(system: System) -> None:
    sender = str(uuid.uuid4())
    said = [system.say("고마워", sender=sender, user="demo-12000")[0]["text"] for _ in range(4)]
    assert all(one != other for one, other in itertools.pairwise(said))


def test_whoever_deletes_everything_leaves_no_trace_of_the_talk(system: System) -> None:
    sender = str(uuid.uuid4())
    system.say("안녕", sender=sender)
    ((user,),) = (row.values() for row in system.rows(WHO, (f"rest:{sender}",)))
    asked = system.say("내 정보 다 지워줘", sender=sender)
    button = next(one for one in asked[0]["buttons"] if "confirm" in one["payload"])
    system.say("안녕", sender=sender)
    assert "지난 버튼" in system.say(button["payload"], sender=sender)[0]["text"]
    asked = system.say("내 정보 다 지워줘", sender=sender)
    button = next(one for one in asked[0]["buttons"] if "confirm" in one["payload"])
    assert "모두 지웠어요" in system.say(button["payload"], sender=sender)[0]["text"]
    assert system.rows("SELECT FROM users WHERE user_id = %s", (user,)) == []
    assert system.rows("SELECT FROM tracker_events WHERE conversation_id = %s", (sender,)) == []
    assert system.say("안녕", sender=sender)[0]["text"], "whoever comes again is met as somebody new"


def _check(system: System, person: str, where: str, messages: list[dict[str, Any]]) -> None:
    texts = [message["text"] for message in messages if message.get("text")]
    assert texts, where
    for text in texts:
        assert len(text) <= 500, where
        assert not any(words in text for words in APOLOGIES), f"{where} → {text}"
        assert "{" not in text, f"{where} → {text}"
        assert text.count("!") <= 1, f"{where} → {text}"
        _check_facts(system, person, where, text)
    slate = slate_of(messages)
    if slate is not None:
        spendable = PEOPLE[person]
        assert spendable > 0 or "spendable" in slate["relaxed"], where
        budget = amount_in(where.partition(": ")[2])  # from the words; of an earlier turn only what the bot noted
        check_promises(system, slate, budget=budget or slate["request"]["budget"], spendable=spendable)
        if person == "demo-peanut":
            assert all("peanut" not in (item["menu"]["allergens"] or []) for item in slate["items"])


def _check_facts(system: System, person: str, where: str, text: str) -> None:
    """What a text states, held against the rows."""
    if balance := re.search(r"(?:잔액은|(?<!나면 )카드에) ([\d,]+)원", text):
        (card,) = system.rows("SELECT balance FROM foodcard_users WHERE user_id = %s", (person,))
        assert _won(balance[1]) == card["balance"], f"{where} → {text}"
    if shop := re.match(r"(.+?)[은는] 지금 열었어요", text):
        found = system.rows(OPEN_AT, {"at": NOON, "name": shop[1]})
        assert any(row["is_open"] for row in found), f"{where} → {text}"
    if shop := re.match(r"(.+?)[은는] 급식카드를 쓸 수 있는 곳", text):
        found = system.rows("SELECT is_food_card_shop AS card FROM shops WHERE name = %s", (shop[1],))
        assert any(row["card"] == "Y" for row in found), f"{where} → {text}"
    if link := re.search(r"map/([\d.]+),([\d.]+)", text):
        query = "SELECT FROM shops WHERE ST_DWithin(location, ST_MakePoint(%s, %s)::geography, 2)"
        assert system.rows(query, (float(link[2]), float(link[1]))), f"{where} → {text}"
    lines = re.findall(r"^\d\. (.+?) ([\d,]+)원 – (.* 들어감|재료|표시)", text, re.MULTILINE)
    shop = re.search(MENUS_OF, text, re.MULTILINE) if lines else None
    assert shop is not None or not lines, f"{where} → {text}"
    for name, price, ingredients in lines:
        assert shop is not None
        named = {"shop": _pattern(shop[1]), "name": _pattern(name), "price": _won(price)}
        found = system.rows(MENU_OF_SHOP, named)
        assert found, f"{where} → {text}"
        if person == "demo-peanut":
            assert "땅콩" not in ingredients, f"{where} → {text}"
            assert all("peanut" not in (row["allergens"] or []) for row in found), f"{where} → {text}"
    called = set(re.findall(r"(?<![\d,.])1\d{2,3}(?=\(|\)|나 |에 |이에요|로 )", text))
    assert called <= HELPLINES, f"{where} → {text}"


def _pattern(name: str) -> str:
    """For LIKE: the name as it is, or what begins so where it was cut short."""
    return re.sub(r"([\\%_])", r"\\\1", name.rstrip("…")) + ("%" if name.endswith("…") else "")


def _won(figure: str) -> int:
    return int(figure.replace(",", ""))
