"""What is remarked upon beside the answer: a low balance, a habit, a new kind of food, a coupon."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from actions.wording.habits import habit_text, low_balance_text, new_kind_text
from actions.wording.texts import Voice
from members import coupons, demo, follow_ups, profile
from members.notices import Notice
from members.patterns import Patterns, patterns_of
from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity
from tests.members.interactions import choice, choices

Talk = Callable[..., Conversation]
NOTICE = "급식카드 잔액이 {}원 남았어요"


@pytest.fixture
async def somebody(pool: Pool, executor: object) -> str:  # noqa: ARG001  # the catalogue comes with it
    """A person of the test's own."""
    user_id = f"test-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
    return user_id


async def issue_card(pool: Pool, user_id: str, balance: int, **columns: Any) -> None:
    values = {"user_id": user_id, "balance": balance, "status": "ACTIVE", **columns}
    async with pool.connection() as conn:
        await conn.execute(
            f"INSERT INTO foodcard_users ({', '.join(values)}, last_sync_at)"
            f" VALUES ({', '.join(['%s'] * len(values))}, now())",
            list(values.values()),
        )


async def know(pool: Pool, user_id: str, patterns: Patterns, choices_made: int = 12) -> None:
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO user_profiles (user_id, interaction_count, patterns) VALUES (%s, %s, %s)",
            [user_id, choices_made, Jsonb(patterns.as_json())],
        )


async def test_a_low_balance_is_told_once_with_who_charges_the_card(pool: Pool, talk: Talk, somebody: str) -> None:
    await issue_card(pool, somebody, 4_200)
    child = talk(somebody)
    first = await child.say("food_request", "배고파")
    assert first.text.startswith(NOTICE.format("4,200") + ". 충전은")
    assert len(first.text) <= 500
    assert NOTICE.format("4,200") not in (await child.say("more_options", "다른 데")).text
    assert NOTICE.format("4,200") not in (await child.say("balance_check")).text


async def test_the_balance_reply_tells_it_too(pool: Pool, talk: Talk, somebody: str) -> None:
    await issue_card(pool, somebody, 4_200)
    child = talk(somebody)
    assert (await child.say("balance_check")).text.startswith(NOTICE.format("4,200"))
    assert "남았어요. 충전은" not in (await child.say("food_request", "배고파")).text


async def test_a_choice_tells_a_balance_that_fell_since_the_slate(pool: Pool, talk: Talk, somebody: str) -> None:
    await issue_card(pool, somebody, 9_000)
    child = talk(somebody)
    await child.say("food_request", "배고파")
    async with pool.connection() as conn:
        await conn.execute("UPDATE foodcard_users SET balance = 4200 WHERE user_id = %s", [somebody])
    chosen = await child.say("select_option", "1번", entity("ordinal", 1))
    assert chosen.text.startswith(NOTICE.format("4,200"))
    assert len(chosen.text) <= 500
    assert NOTICE.format("4,200") not in (await child.say("select_option", "1번", entity("ordinal", 1))).text


async def test_enough_on_the_card_is_no_news(pool: Pool, talk: Talk, somebody: str) -> None:
    await issue_card(pool, somebody, 5_000)
    assert "잔액이" not in (await talk(somebody).say("food_request", "배고파")).text


async def test_a_low_daily_rest_brings_cheap_food_first_but_no_notice_of_the_balance(
    pool: Pool, talk: Talk, somebody: str
) -> None:
    await issue_card(pool, somebody, 50_000, daily_limit=4_000)
    reply = await talk(somebody).say("food_request", "배고파")
    assert "4,000원 안에서 골랐어요" in reply.text
    assert "잔액이" not in reply.text
    bands = [item["menu"]["price"] // 500 for item in reply.items]
    assert bands == sorted(bands)


async def test_a_coupons_price_stands_beside_the_list_price(talk: Talk) -> None:
    reply = await talk("demo-coupons").say("food_request", "분식", entity("food_category", "분식", surface="분식"))
    assert reply.items
    for item in reply.items:
        menu = item["menu"]
        assert menu["final_price"] < menu["price"]
        assert f"{menu['price']:,}원(쿠폰 쓰면 {menu['final_price']:,}원)" in reply.text


async def test_choosing_names_the_coupons_to_show_and_what_they_leave_on_the_card(pool: Pool, talk: Talk) -> None:
    await demo.seed(pool)
    child = talk("demo-coupons")
    reply = await child.say("food_request", "분식", entity("food_category", "분식", surface="분식"))
    rank, item = next((rank, item) for rank, item in enumerate(reply.items, start=1) if item["card"] == "Y")
    final = item["menu"]["final_price"]
    chosen = await child.say("select_option", f"{rank}번", entity("ordinal", rank))
    assert f"쿠폰을 쓰면 {final:,}원이에요. 계산할 때 먼저 보여 주세요." in chosen.text
    assert f"내고 나면 카드에 {15_000 - final:,}원이 남아요" in chosen.text


async def test_a_coupon_used_since_is_not_promised_again(pool: Pool, talk: Talk) -> None:
    await demo.seed(pool)
    child = talk("demo-coupons")
    reply = await child.say("food_request", "분식", entity("food_category", "분식", surface="분식"))
    assert reply.items[0]["menu"]["final_price"] < reply.items[0]["menu"]["price"]
    for held in await coupons.usable(pool, "demo-coupons", child.now):
        await coupons.count_use(pool, "demo-coupons", held.coupon_id, child.now)
    assert "쿠폰" not in (await child.say("select_option", "1번", entity("ordinal", 1))).text
    await demo.seed(pool)


async def test_a_choice_is_learnt_from_with_its_price_and_company(pool: Pool, talk: Talk, somebody: str) -> None:
    child = talk(somebody)
    reply = await child.say("food_request", "친구랑 배고파", entity("companion", "friend"))
    await child.press(next(iter(reply.buttons.values())))
    async with pool.autocommit() as conn:
        query = "SELECT context FROM user_interactions WHERE user_id = %s"
        row = await (await conn.execute(query, [somebody])).fetchone()
    assert row is not None
    assert row["context"] == {
        "position": 1,
        "price": reply.items[0]["menu"]["final_price"],
        "with_coupon": False,
        "meal_time": "lunch",
        "companion": "friend",
    }
    await follow_ups.drain(pool)
    read = await profile.read(pool, somebody)
    assert read.patterns.last_category == reply.items[0]["category"]


async def test_tomorrow_another_kind_of_food_is_said_to_be_one(pool: Pool, talk: Talk, somebody: str) -> None:
    await know(pool, somebody, patterns_of([choice("피자")]), choices_made=1)
    reply = await talk(somebody).say("food_request", "배고파")
    others = [item for item in reply.items if item["category"] != "피자"]
    assert others
    for item in others:
        said = [reason for reason in item["reasons"] if "다른" in reason]
        assert said in ([], [reason for reason in said if reason.startswith("오늘 고른 피자와 다른 ")])
    assert any("오늘 고른 피자와 다른" in reason for item in others for reason in item["reasons"])


async def test_habits_of_the_hour_reach_the_ranking(pool: Pool, talk: Talk, somebody: str) -> None:
    lunches = choices(["일식"] * 12, meal_time="lunch", price=7_000)
    dinners = choices(["치킨"] * 12, meal_time="dinner", price=7_000)
    await know(pool, somebody, patterns_of([*lunches, *dinners]), choices_made=24)
    wish = (entity("food_category", "일식", surface="일식"), entity("meal_time", "lunch"))
    at_lunch = await talk(somebody).say("food_request", "일식", *wish)
    at_dinner = await talk(somebody).say("food_request", "일식", wish[0], entity("meal_time", "dinner"))
    of_a_stranger = await talk(None).say("food_request", "일식", *wish)
    scores = [
        {item["shop_id"]: item["score"] for item in reply.items} for reply in (at_dinner, of_a_stranger, at_lunch)
    ]
    shared = set.intersection(*map(set, scores))
    assert shared
    assert all(scores[0][shop] < scores[2][shop] for shop in shared)


async def test_a_habit_is_remarked_upon_once_a_week(pool: Pool, talk: Talk, somebody: str) -> None:
    salty = patterns_of([choice(nutrition={"sodium_mg": 1_900.0}, price=6_000)] * 12)
    await know(pool, somebody, salty)
    child = talk(somebody)
    first = await child.say("food_request", "배고파")
    assert first.text.endswith("\n" + habit_text(Notice("salty"), Voice()))
    assert len(first.text) <= 500
    assert "짠 편" not in (await child.say("food_request", "배고파")).text


async def test_somebody_we_hardly_know_hears_nothing_of_habits(pool: Pool, talk: Talk, somebody: str) -> None:
    salty = patterns_of([choice(nutrition={"sodium_mg": 1_900.0})] * 10)
    await know(pool, somebody, salty, choices_made=10)
    assert "짠 편" not in (await talk(somebody).say("food_request", "배고파")).text


async def test_a_kind_never_picked_lately_is_noticed_when_it_is_picked(pool: Pool, talk: Talk, somebody: str) -> None:
    await know(pool, somebody, patterns_of(choices(["피자"] * 12)))
    child = talk(somebody)
    reply = await child.say("food_request", "한식", entity("food_category", "한식", surface="한식"))
    chosen = await child.press(next(iter(reply.buttons.values())))
    assert new_kind_text("한식", Voice()) in chosen.text
    pizza = await child.say("food_request", "피자", entity("food_category", "피자", surface="피자"))
    if pizza.items:
        assert "요즘 안 고르던" not in (await child.press(next(iter(pizza.buttons.values())))).text


def test_remarks_read_well() -> None:
    assert (
        low_balance_text(3_200, Voice())
        == "급식카드 잔액이 3,200원 남았어요. 충전은 주민센터 아동급식 담당자에게 물어봐 주세요."
    )
    assert new_kind_text("피자", Voice()) == "요즘 안 고르던 피자네요. 입에 맞으면 좋겠어요."
    assert habit_text(Notice("dearer", won=1_500), Voice()).startswith(
        "요즘 고른 메뉴가 전보다 1,500원쯤 비싼 편이에요."
    )
    assert habit_text(Notice("above_budget", won=900, budget=7_000), Voice()).startswith(
        "요즘 고른 메뉴가 말해 준 7,000원보다 비싼 편이에요."
    )
