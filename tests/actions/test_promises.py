"""Whatever card, body, place, hour and wish: no slate breaks a promise. Checked by SQL and hours of the test's own."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import holidays
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from rasa_sdk.executor import ActionExecutor

from catalog.categories import CATEGORIES
from catalog.hours import SEOUL
from catalog.neighbourhoods import NEIGHBOURHOODS
from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity

USER = "property-user"
KOREAN_HOLIDAYS = holidays.country_holidays("KR", years=(2026, 2027))

# Written apart from recommender/diet.py.
FORBIDDEN = {
    "shellfish": {"shellfish", "shrimp", "crab"},
    "vegetarian": {"pork", "beef", "chicken", "fish", "shrimp", "crab", "shellfish", "squid"},
    "vegan": {"pork", "beef", "chicken", "fish", "shrimp", "crab", "shellfish", "squid", "milk", "egg"},
    "halal": {"pork"},
}
DIETS = ["peanut", "shrimp", "milk", "egg", "wheat", "soy", "pork", "beef", "spicy", *FORBIDDEN]

FACTS = """
SELECT s.name, s.category, s.is_food_card_shop AS card, s.is_closed_down, s.business_hours,
       m.name AS menu, m.price, m.is_available, m.allergens, m.tastes,
       ST_Distance(s.location, ST_Point(%(lng)s, %(lat)s)::geography) AS distance
FROM shops s JOIN menus m ON m.shop_id = s.shop_id
WHERE s.shop_id = %(shop_id)s AND m.menu_id = %(menu_id)s
"""
# A limit that is NULL does not exist; greatest() would take it for 0.
CAN_PAY = """
WITH spent AS (
    SELECT coalesce(sum(amount) FILTER (WHERE spent_on = %(day)s), 0) AS today,
           coalesce(sum(amount) FILTER (WHERE date_trunc('month', spent_on) = date_trunc('month', %(day)s::date)), 0)
               AS month
    FROM card_spending WHERE user_id = %(user)s
)
SELECT CASE WHEN f.status <> 'ACTIVE' THEN 0
            ELSE greatest(0, least(f.balance, f.per_meal_limit, f.daily_limit - today, f.monthly_limit - month))
       END AS won
FROM foodcard_users f, spent WHERE f.user_id = %(user)s
"""
ADD_CARD = """
INSERT INTO foodcard_users
    (user_id, balance, daily_limit, monthly_limit, per_meal_limit, status, last_sync_at)
VALUES (%(user)s, %(balance)s, %(daily_limit)s, %(monthly_limit)s, %(per_meal_limit)s, %(status)s, now())
"""

limit = st.none() | st.integers(0, 30_000)
cards = st.none() | st.fixed_dictionaries(
    {
        "balance": st.integers(0, 30_000) | st.sampled_from([3200, 5000, 12_000]),
        "daily_limit": limit,
        "monthly_limit": st.none() | st.integers(0, 200_000),
        "per_meal_limit": limit,
        "status": st.sampled_from(["ACTIVE"] * 7 + ["SUSPENDED", "EXPIRED", "LOST", "INACTIVE"]),
        "spent": st.integers(0, 12_000),
    }
)
# From an ordinary week over Christmas and New Year to the lunar new year's days off.
moments = st.integers(0, 105 * 24 * 60).map(
    lambda minutes: dt.datetime(2026, 11, 20, tzinfo=SEOUL) + dt.timedelta(minutes=minutes)
)
places = st.tuples(st.sampled_from(NEIGHBOURHOODS), st.floats(-0.012, 0.012), st.floats(-0.012, 0.012))
wishes = st.fixed_dictionaries(
    {},
    optional={
        "budget": st.integers(1000, 15_000),
        "budget_min": st.integers(1000, 9000),
        "food_category": st.sampled_from(CATEGORIES),
        "dish": st.sampled_from(["떡볶이", "김밥", "치킨", "짜장면", "국밥", "없는음식"]),
        "taste": st.sampled_from(["spicy", "mild", "sweet", "soup"]),
        "diet": st.sampled_from(DIETS),
        "distance": st.integers(30, 3000),
        "meal_time": st.sampled_from(["lunch", "dinner", "snack"]),
    },
)
steps = st.lists(st.sampled_from(["다른 데", "더 싼 데", "더 가까운 데", "button"]), max_size=3)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    card=cards,
    profile=st.sets(st.sampled_from(DIETS), max_size=2),
    at=moments,
    place=places,
    wish=wishes,
    steps=steps,
    pressed=st.integers(0, 5),
)
async def test_no_slate_breaks_a_promise(
    executor: ActionExecutor,
    pool: Pool,
    card: dict[str, Any] | None,
    profile: set[str],
    at: dt.datetime,
    place: tuple[Any, float, float],
    wish: dict[str, Any],
    steps: list[str],
    pressed: int,
) -> None:
    can_pay = await put_person(pool, card, profile, at.date())
    centre, north, east = place
    talk = Conversation(executor, USER, (centre.lat + north, centre.lng + east), at)
    reply = await talk.say("food_request", "", *entities(wish))
    diet = profile | ({wish["diet"]} if "diet" in wish else set())
    budget = wish.get("budget")
    for step in [*steps, None]:
        assert 0 < len(reply.text) <= 500
        event(f"slate: {bool(reply.items)}")
        if reply.items:
            relaxed = set(reply.slate["relaxed"])
            assert can_pay is None or can_pay > 0 or "spendable" in relaxed
            looked_at = dt.datetime.fromisoformat(reply.slate["request"]["at"])
            assert looked_at == at or (looked_at > at and "meal_time" in wish and looked_at.date() == at.date())
            assert looked_at == at or "30분에" in reply.text
            await check(pool, reply.slate, spendable=can_pay, budget=budget, diet=diet, at=looked_at)
            assert "budget" not in relaxed or "예산" in reply.text
            assert "spendable" not in relaxed or "카드 없이" in reply.text
            assert "radius" not in relaxed or "거리" in reply.text
        if step == "button":
            payloads = [payload for payload in reply.buttons.values() if not payload.startswith("/select_option")]
            payload = payloads[pressed % len(payloads)] if payloads else "/more_options"
            if '"place"' not in payload and payload.startswith(("/inform", "/more_options", "/food_request")):
                if '"relax":"budget"' in payload:
                    budget = json.loads(payload.removeprefix("/inform"))["budget"]
                reply = await talk.press(payload)
        elif step is not None:
            reply = await talk.say("more_options", step)


def entities(wish: dict[str, Any]) -> list[dict[str, Any]]:
    found = [entity(name, value) for name, value in wish.items() if name not in {"budget", "budget_min"}]
    if "budget" in wish:
        found.append(entity("budget", max(wish["budget"], wish.get("budget_min", 0)), role="max"))
        wish["budget"] = found[-1]["value"]
    if "budget_min" in wish:
        found.append(entity("budget", wish["budget_min"], role="min"))
    return found


async def put_person(pool: Pool, card: dict[str, Any] | None, diet: set[str], day: dt.date) -> int | None:
    """Make the person what the example says; returns what the card can pay, reckoned by SQL, None without a card."""
    async with pool.connection() as conn:
        await conn.execute("DELETE FROM users WHERE user_id = %s", [USER])
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [USER])
        await conn.execute(
            "INSERT INTO user_profiles (user_id, dietary_restrictions) VALUES (%s, %s)", [USER, sorted(diet)]
        )
        if card is None:
            return None
        await conn.execute(ADD_CARD, {"user": USER, **card})
        await conn.execute("INSERT INTO card_spending VALUES (%s, %s, %s)", [USER, day, card["spent"]])
        row = await (await conn.execute(CAN_PAY, {"user": USER, "day": day})).fetchone()
    assert row is not None
    return int(row["won"])


async def check(
    pool: Pool, slate: dict[str, Any], *, spendable: int | None, budget: int | None, diet: set[str], at: dt.datetime
) -> None:
    request, relaxed = slate["request"], set(slate["relaxed"])
    assert 1 <= len(slate["items"]) <= 5
    assert len({item["shop_id"] for item in slate["items"]}) == len(slate["items"])
    for item in slate["items"]:
        where = {"lat": request["lat"], "lng": request["lng"]}
        ids = {"shop_id": item["shop_id"], "menu_id": item["menu"]["menu_id"]}
        async with pool.autocommit() as conn:
            fact = await (await conn.execute(FACTS, where | ids)).fetchone()
        assert fact is not None
        shown = (item["name"], item["category"], item["menu"]["name"], item["menu"]["price"], item["card"])
        assert shown == (fact["name"], fact["category"], fact["menu"], fact["price"], fact["card"])
        assert item["menu"]["allergens"] == fact["allergens"]
        assert fact["is_available"]
        assert not fact["is_closed_down"]
        assert fact["card"] in ({"Y", "P", "U"} if "card" in relaxed else {"Y", "P"})
        assert budget is None or fact["price"] <= budget
        assert spendable is None or "spendable" in relaxed or fact["price"] <= spendable
        assert fact["distance"] <= request["radius_m"]
        assert item["distance_m"] - 1 < fact["distance"] <= item["distance_m"]
        assert item["walk_min"] == max(1, -(-item["distance_m"] // 80))
        forbidden = set().union(*(FORBIDDEN.get(value, {value}) for value in diet - {"spicy"}))
        assert not forbidden & set(fact["allergens"] or ())
        assert "spicy" not in diet or "spicy" not in fact["tastes"]
        if fact["allergens"] is None and forbidden:
            assert any("재료" in reason for reason in item["reasons"])
        known = open_by_own_reckoning(fact["business_hours"], at)
        assert item["open"] == known or ("open" in relaxed and item["open"] is False and known is False)
        assert item["open"] is not False or "open" in relaxed


def open_by_own_reckoning(stored: dict[str, Any] | None, at: dt.datetime) -> bool | None:
    """Whether a shop is open, from its stored hours alone."""
    if stored is None:
        return None
    minute = at.hour * 60 + at.minute
    for days_back in (0, 1):
        day = stored.get(day_key(at.date() - dt.timedelta(days=days_back)))
        if day is None:
            continue
        now = minute + days_back * 1440
        pause = day.get("break")
        on_break = pause is not None and minutes(pause[0]) <= now < minutes(pause[1])
        if minutes(day["open"]) <= now < minutes(day["close"]) and not on_break:
            return True
    today, yesterday = (day_key(at.date() - dt.timedelta(days=back)) for back in (0, 1))
    opens = minutes(stored[today]["open"]) if stored.get(today) else 360
    if today not in stored or (yesterday not in stored and minute < min(360, opens)):
        return None
    return False


def day_key(day: dt.date) -> str:
    return "holiday" if day in KOREAN_HOLIDAYS else ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)
