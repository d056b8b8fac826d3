"""A child near a sample neighbourhood asks; every slate is checked against the database by SQL of the test's own."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.system import System

SEOUL = ZoneInfo("Asia/Seoul")
NOON = "2026-11-24T12:10:00+09:00"

# What the database knows of one shown menu at one place and minute; written apart from the recommender's own query.
FACTS = """
SELECT s.name, s.category, s.is_food_card_shop AS card, s.is_closed_down, m.name AS menu, m.price, m.is_available,
       m.allergens, s.open_minutes IS NULL AS hours_unknown,
       s.open_minutes @> (extract(isodow FROM t.local)::int - 1) * 1440
                        + extract(hour FROM t.local)::int * 60 + extract(minute FROM t.local)::int AS is_open,
       ST_DistanceSphere(s.location::geometry, ST_MakePoint(%(lng)s, %(lat)s)) AS distance_m
FROM shops s JOIN menus m USING (shop_id),
     (SELECT %(at)s::timestamptz AT TIME ZONE 'Asia/Seoul' AS local) t
WHERE s.shop_id = %(shop_id)s AND m.menu_id = %(menu_id)s
"""


def slate_of(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The slate among a reply's messages."""
    return next((m["custom"]["slate"] for m in messages if "slate" in (m.get("custom") or {})), None)


def check_promises(system: System, slate: dict[str, Any], *, budget: int | None, spendable: int | None) -> None:
    """Every item is a row of the database that keeps the promises."""
    request = slate["request"]
    for item in slate["items"]:
        where = {"lat": request["lat"], "lng": request["lng"], "at": request["at"]}
        ids = {"shop_id": item["shop_id"], "menu_id": item["menu"]["menu_id"]}
        (fact,) = system.rows(FACTS, where | ids)
        assert (fact["name"], fact["category"]) == (item["name"], item["category"])
        assert (fact["menu"], fact["price"]) == (item["menu"]["name"], item["menu"]["price"])
        assert fact["card"] == item["card"]
        assert fact["card"] in {"Y", "P"}
        assert not fact["is_closed_down"]
        assert fact["is_available"]
        assert item["menu"]["final_price"] <= fact["price"]
        assert "budget" in slate["relaxed"] or budget is None or fact["price"] <= budget
        assert "spendable" in slate["relaxed"] or spendable is None or fact["price"] <= spendable
        assert fact["distance_m"] <= request["radius_m"] * 1.01  # a sphere is not the spheroid
        assert abs(fact["distance_m"] - item["distance_m"]) <= max(5, 0.01 * fact["distance_m"])
        assert item["walk_min"] == max(1, -(-item["distance_m"] // 80))
        assert item["open"] is not False
        assert (item["open"] is None) == fact["hours_unknown"]
        assert item["open"] is None or fact["is_open"]


def requests_of_children(count: int) -> Iterator[tuple[str, dict[str, Any], int | None, int]]:
    """Wishes with amounts, as different children at different places and hours."""
    dice = random.Random(20261124)
    wishes = [
        ("{won}원으로 점심 먹을만한 곳 추천해줘", True),
        ("{won}원 이하로 분식 먹고 싶어", True),
        ("{won}원 안쪽으로 한식 있어?", True),
        ("근처 맛집 알려줘", False),
        ("{won}원으로 뭐 먹지", True),
    ]
    for _ in range(count):
        text, has_amount = dice.choice(wishes)
        won = dice.randrange(2000, 12500, 500)
        centre = dice.choice(NEIGHBOURHOODS)
        person, spendable = dice.choice([("demo-12000", 12_000), ("demo-3200", 3_200), ("demo-peanut", 20_000)])
        # Weekdays without holidays, at hours when something is open.
        at = datetime.datetime(2026, 11, dice.randint(23, 27), dice.randint(8, 21), dice.randrange(60), tzinfo=SEOUL)
        metadata = {
            "user": person,
            "location": {
                "lat": centre.lat + dice.uniform(-0.002, 0.002),
                "lng": centre.lng + dice.uniform(-0.002, 0.002),
            },
            "now": at.isoformat(),
        }
        yield text.format(won=won), metadata, won if has_amount else None, spendable


def test_a_child_with_twelve_thousand_won_gets_lunch_for_five_thousand(system: System) -> None:
    for centre in NEIGHBOURHOODS:
        location = {"lat": centre.lat, "lng": centre.lng}
        messages = system.say("5천원으로 점심 먹을만한 곳 추천해줘", user="demo-12000", location=location, now=NOON)
        slate = slate_of(messages)
        assert slate is not None, messages
        assert 3 <= len(slate["items"]) <= 5
        assert slate["request"]["budget"] == 5000
        assert slate["request"]["spendable"] == 12_000
        assert slate["relaxed"] == []
        check_promises(system, slate, budget=5000, spendable=12_000)
        assert all(item["name"] in messages[0]["text"] for item in slate["items"][:3])


def test_two_hundred_wishes_never_break_a_promise(system: System) -> None:
    answered = 0
    for text, metadata, budget, spendable in requests_of_children(200):
        messages = system.say(text, **metadata)
        assert messages, text
        assert messages[0]["text"], text
        assert len(messages[0]["text"]) <= 500
        slate = slate_of(messages)
        if slate is None:
            assert messages[0].get("buttons"), f"nothing found and no way out offered: {messages[0]['text']}"
            continue
        answered += 1
        check_promises(system, slate, budget=budget, spendable=spendable)
        if metadata["user"] == "demo-peanut":
            assert all("peanut" not in (item["menu"]["allergens"] or []) for item in slate["items"])
    assert answered >= 120


def test_a_peanut_allergy_is_never_met_by_a_menu_that_may_hold_peanuts_without_saying_so(system: System) -> None:
    centre = NEIGHBOURHOODS[0]
    location = {"lat": centre.lat, "lng": centre.lng}
    messages = system.say("만원으로 저녁 추천해줘", user="demo-peanut", location=location, now=NOON)
    slate = slate_of(messages)
    assert slate is not None
    assert "peanut" in slate["request"]["diet"]
    for item in slate["items"]:
        assert item["menu"]["allergens"] is None or "peanut" not in item["menu"]["allergens"]
        if item["menu"]["allergens"] is None:
            assert any("확인" in reason for reason in item["reasons"])


def test_a_suspended_card_is_told_and_not_spent(system: System) -> None:
    centre = NEIGHBOURHOODS[0]
    location = {"lat": centre.lat, "lng": centre.lng}
    messages = system.say("5천원으로 점심 추천해줘", user="demo-suspended", location=location, now=NOON)
    assert "정지" in messages[0]["text"]
    assert slate_of(messages) is None
    assert messages[0]["buttons"]


def test_nothing_found_names_what_could_be_relaxed(system: System) -> None:
    messages = system.say(
        "5천원으로 점심 추천해줘", user="demo-12000", location={"lat": 33.0, "lng": 126.0}, now=NOON
    )  # the sea south of Jeju
    assert slate_of(messages) is None
    assert messages[0]["text"]
    assert messages[0]["buttons"]


def test_more_options_shows_other_shops(system: System) -> None:
    centre = NEIGHBOURHOODS[0]
    sender = str(uuid.uuid4())
    context = {"user": "demo-12000", "location": {"lat": centre.lat, "lng": centre.lng}, "now": NOON}
    first = slate_of(system.say("근처 맛집 추천해줘", sender=sender, **context))
    second = slate_of(system.say("다른 데 없어?", sender=sender, **context))
    assert first is not None
    assert second is not None
    shown = {item["shop_id"] for item in first["items"]}
    assert shown.isdisjoint(item["shop_id"] for item in second["items"])


@pytest.mark.parametrize("presses", [1, 2])
def test_choosing_counts_once_however_often_the_button_is_pressed(system: System, presses: int) -> None:
    centre = NEIGHBOURHOODS[1]
    sender = str(uuid.uuid4())
    context = {"user": "demo-12000", "location": {"lat": centre.lat, "lng": centre.lng}, "now": NOON}
    slate = slate_of(system.say("만원으로 점심 추천해줘", sender=sender, **context))
    assert slate is not None
    chosen = slate["items"][1]
    count = "SELECT recommendation_count AS n FROM shops WHERE shop_id = %s"
    before = system.rows(count, (chosen["shop_id"],))[0]["n"]
    for _ in range(presses):
        (reply, *_) = system.say(
            f'/select_option{{"ordinal": 2, "slate_id": "{slate["slate_id"]}"}}', sender=sender, **context
        )
        assert chosen["name"] in reply["text"]
    assert system.rows(count, (chosen["shop_id"],))[0]["n"] == before + 1
    (logged,) = system.rows("SELECT * FROM recommendations_log WHERE slate_id = %s", (slate["slate_id"],))
    assert logged["user_final_selection"] == chosen["shop_id"]
    assert logged["time_to_decision_ms"] is not None
    (interaction,) = system.rows("SELECT * FROM user_interactions WHERE slate_id = %s", (slate["slate_id"],))
    assert (interaction["kind"], float(interaction["weight"])) == ("select", 0.8)
