"""Menus, coupons, hunger, feedback, reports, own data: each answer against rows read by the test itself."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from members.help import known_help
from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity

Talk = Callable[..., Conversation]


async def rows(pool: Pool, query: str, *values: Any) -> list[dict[str, Any]]:
    """Ask the database directly."""
    async with pool.autocommit() as conn:
        return list(await (await conn.execute(query, values)).fetchall())


async def menus_of(pool: Pool, shop_id: int) -> list[dict[str, Any]]:
    return await rows(pool, "SELECT * FROM menus WHERE shop_id = %s AND is_available", shop_id)


async def test_the_menus_of_the_second_shop_are_its_rows(child: Conversation, pool: Pool) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    reply = await child.say("menu_inquiry", "두 번째 거 메뉴", entity("ordinal", 2))
    known = {menu["name"]: menu for menu in await menus_of(pool, slate["items"][1]["shop_id"])}
    lines = re.findall(r"^\d\. (.+?) ([\d,]+)원 – (.+)$", reply.text, re.MULTILINE)
    assert len(lines) == min(3, len(known))
    for name, price, ingredients in lines:
        assert known[name]["price"] == int(price.replace(",", ""))
        assert (known[name]["allergens"] is None) == ("확인 필요" in ingredients)
    again = await child.say("menu_inquiry", "거기 메뉴")
    assert lines[0][0] in again.text, "거기 is the shop talked about last"


async def test_a_menu_with_a_declared_allergen_is_not_listed_for_that_person(talk: Talk, pool: Pool) -> None:
    shops = await rows(
        pool,
        "SELECT shop_id FROM menus WHERE is_available GROUP BY shop_id"
        " HAVING bool_or('peanut' = ANY(allergens)) AND bool_or(NOT 'peanut' = ANY(coalesce(allergens, '{}'))) LIMIT 5",
    )
    assert shops
    for shop in shops:
        reply = await talk("demo-peanut").say("menu_inquiry", "메뉴", entity("shop_id", shop["shop_id"]))
        for menu in await menus_of(pool, shop["shop_id"]):
            if "peanut" in (menu["allergens"] or []):
                assert f". {menu['name']} " not in reply.text
        assert "뺐어요" in reply.text


async def test_whoever_asks_for_a_dish_they_must_not_eat_is_warned(talk: Talk, pool: Pool) -> None:
    (menu, *_) = await rows(
        pool, "SELECT shop_id, name, dish FROM menus WHERE is_available AND 'peanut' = ANY(allergens) AND dish = name"
    )
    reply = await talk("demo-peanut").say(
        "menu_inquiry", f"{menu['name']} 얼마야", entity("shop_id", menu["shop_id"]), entity("dish", menu["dish"])
    )
    assert "땅콩" in reply.text
    assert "먹지 마세요" in reply.text


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("'shrimp' = ANY(allergens)", "들어간다고 되어 있어요"),
        ("NOT 'shrimp' = ANY(allergens)", "가게에 꼭 물어봐"),
        ("allergens IS NULL", "알 수 없어요"),
    ],
)
async def test_an_ingredient_is_in_it_not_listed_or_unknown(
    child: Conversation, pool: Pool, condition: str, words: str
) -> None:
    (menu, *_) = await rows(
        pool, f"SELECT shop_id, dish FROM menus WHERE is_available AND dish = name AND {condition} ORDER BY menu_id"
    )
    reply = await child.say(
        "menu_inquiry",
        "새우 들어가?",
        entity("shop_id", menu["shop_id"]),
        entity("dish", menu["dish"]),
        entity("diet", "shrimp"),
    )
    assert words in reply.text
    assert "안전" not in reply.text


VEGETARIAN = entity("diet", "vegetarian")


async def declare(pool: Pool, menu_id: int, allergens: list[str] | None) -> None:
    async with pool.connection() as conn:
        await conn.execute("UPDATE menus SET allergens = %s WHERE menu_id = %s", [allergens, menu_id])


async def test_a_way_of_eating_is_asked_of_the_menu_that_was_shown(child: Conversation, pool: Pool) -> None:
    item = (await child.say("food_request", "비빔밥", entity("dish", "비빔밥"))).items[0]
    menu = item["menu"]
    no, perhaps = "소고기가 들어간다고 되어 있어서 채식에 맞지 않아요", "채식에 맞는지는 가게에"
    try:
        for allergens, words in ((["beef", "egg"], no), (["egg"], perhaps)):
            await declare(pool, menu["menu_id"], allergens)
            text = (await child.say("menu_inquiry", "1번 채식이야?", entity("ordinal", 1), VEGETARIAN)).text
            assert menu["name"][:25] in text
            assert words in text
    finally:
        await declare(pool, menu["menu_id"], menu["allergens"])


async def test_which_menus_have_an_ingredient_is_told_of_all_of_them(child: Conversation, pool: Pool) -> None:
    (shop, *_) = await rows(
        pool,
        "SELECT shop_id, name FROM shops s WHERE EXISTS (SELECT FROM menus m WHERE m.shop_id = s.shop_id"
        " AND m.is_available AND 'egg' = ANY(m.allergens)) AND EXISTS (SELECT FROM menus m WHERE m.shop_id = s.shop_id"
        " AND m.is_available AND m.allergens IS NULL) ORDER BY shop_id",
    )
    reply = await child.say(
        "menu_inquiry", "계란 들어간 메뉴 있어?", entity("shop_id", shop["shop_id"]), entity("diet", "egg")
    )
    menus = await rows(pool, "SELECT name, allergens FROM menus WHERE is_available AND shop_id = %s", shop["shop_id"])
    told = reply.text.split("달걀이 들어간다고 되어 있는 메뉴는")[1].split(".")[0]
    assert any(menu["name"][:25] in told for menu in menus if "egg" in (menu["allergens"] or ()))
    assert not any(menu["name"] in told.split(", ") for menu in menus if "egg" not in (menu["allergens"] or ()))
    unknown = sum(menu["allergens"] is None for menu in menus)
    assert f"재료를 모르는 메뉴가 {unknown}가지" in reply.text
    assert "가게에 꼭 물어봐" in reply.text


async def test_nutrition_is_said_when_the_row_has_it(child: Conversation, pool: Pool) -> None:
    (menu, *_) = await rows(pool, "SELECT menu_id, shop_id, dish FROM menus WHERE is_available AND dish = name")
    asked = ("menu_inquiry", "칼로리 높아?", entity("shop_id", menu["shop_id"]), entity("dish", menu["dish"]))
    assert "없어요" in (await child.say(*asked)).text
    async with pool.connection() as conn:
        await conn.execute(
            """UPDATE menus SET nutrition = '{"kcal": 512, "sodium_mg": 900}' WHERE menu_id = %s""", [menu["menu_id"]]
        )
    text = (await child.say(*asked)).text
    assert "512kcal" in text
    assert "900mg" in text


async def test_an_option_no_row_has_is_not_claimed(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    reply = await child.say("menu_inquiry", "1번 포장 돼?", entity("ordinal", 1))
    assert "제 정보에 없어요" in reply.text


async def test_a_dish_without_a_shop_is_priced_around_the_place(child: Conversation, pool: Pool) -> None:
    reply = await child.say("menu_inquiry", "김치찌개 얼마야", entity("dish", "김치찌개"))
    assert child.place is not None
    (facts,) = await rows(
        pool,
        "SELECT min(m.price) AS low, max(m.price) AS high FROM menus m JOIN shops s USING (shop_id)"
        " WHERE m.is_available"
        " AND (m.dish = '김치찌개' OR m.name LIKE '%%김치찌개%%') AND NOT s.is_closed_down"
        " AND s.is_food_card_shop IN ('Y', 'P')"
        " AND ST_DWithin(s.location, ST_MakePoint(%s, %s)::geography, 1000)",
        child.place[1],
        child.place[0],
    )
    assert f"{facts['low']:,}원" in reply.text
    assert f"{facts['high']:,}원" in reply.text


async def test_coupons_are_those_held_and_their_terms_those_of_the_row(somebody: Conversation, pool: Pool) -> None:
    assert "쿠폰이" in (await somebody.say("coupon_inquiry", "쿠폰 있어?")).text
    async with pool.connection() as conn:
        await conn.execute(
            "WITH given AS (INSERT INTO coupons (source_key, title, kind, amount, min_order, scope,"
            " valid_from, valid_until)"
            " VALUES (%s, '첫 나들이', 'FIXED', 1500, 6000, 'ALL', '2026-11-01', '2026-11-30 00:00+09')"
            " RETURNING coupon_id)"
            " INSERT INTO user_coupons (user_id, coupon_id) SELECT %s, coupon_id FROM given",
            [f"test-{uuid.uuid4()}", somebody.user_id],
        )
    text = (await somebody.say("coupon_inquiry", "쿠폰 있어?")).text
    for words in ("1장", "첫 나들이", "1,500원 할인", "6,000원부터", "11월 29일까지", "확인 필요"):
        assert words in text


@pytest.mark.parametrize("user", ["demo-3200", "demo-nocard", "demo-suspended"])
async def test_hunger_is_met_with_meals_help_and_no_invented_number(talk: Talk, pool: Pool, user: str) -> None:
    reply = await talk(user).say("emergency_food", "돈 없어서 굶는 중")
    assert known_help()["youth"].number in reply.text  # type: ignore[operator]  # it has one
    assert len(reply.text) <= 500
    numbers = {one.number for one in known_help().values()}
    assert set(re.findall(r"(?<![\d,.])1\d{2,3}(?![\d,원분곳m])", reply.text)) <= numbers
    prices = [item["menu"]["price"] for item in reply.items]
    if user == "demo-3200":
        steps = [price // 500 for price in prices]  # what differs by less is the same to the recommender
        assert steps == sorted(steps)
        assert max(prices) <= 3200
    if user == "demo-nocard":  # for whom nothing else has to be said: the basket gives way where there is no room
        assert "편의점이라면" in reply.text
    for shop, goods, total in re.findall(
        r"편의점이라면 (.+?)\(걸어서 \d+분\)에서 (.+?)(?:, 합쳐서|[이가]) ([\d,]+)원", reply.text
    ):
        price = int(total.replace(",", ""))
        assert price <= (3200 if user == "demo-3200" else 5000)
        sold = await rows(
            pool,
            "SELECT m.name, m.price FROM menus m JOIN shops s USING (shop_id)"
            " WHERE s.name LIKE %s AND s.category = '편의점' AND m.is_available",
            shop.rstrip("…") + "%",
        )
        by_name: dict[str, set[int]] = {}
        for menu in sold:
            by_name.setdefault(menu["name"], set()).add(menu["price"])
        possible = {0}
        for good in goods.split(", "):
            possible = {sum_ + one for sum_ in possible for one in by_name[good]}
        assert price in possible


async def test_feedback_is_about_the_shop_chosen_last_and_asks_where_no_rating_was_said(
    somebody: Conversation, pool: Pool
) -> None:
    slate = (await somebody.say("food_request", "배고파")).slate
    chosen = slate["items"][0]
    await somebody.press(f'/select_option{{"ordinal": 1, "slate_id": "{slate["slate_id"]}"}}')
    somebody.now = dt.datetime.now(somebody.now.tzinfo)
    asked = await somebody.say("feedback", "어제 간 데 말이야")
    assert len(asked.buttons) == 5
    reply = await somebody.press(asked.buttons["★★★★★ 5점"])
    assert "5점" in reply.text
    assert chosen["name"][:19] in reply.text
    (noted,) = await rows(pool, "SELECT shop_id, rating FROM feedback WHERE user_id = %s", somebody.user_id)
    assert (noted["shop_id"], noted["rating"]) == (chosen["shop_id"], 5)
    twice = await somebody.press(asked.buttons["★★★★★ 5점"])
    assert "이미" in twice.text


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("맛있었어", 4),
        ("완전 맛있었어", 5),
        ("별로였음", 2),
        ("최악이야", 1),
        ("그냥 그랬어", 3),
        ("진짜 맛이 없었어요", 2),
        ("정말 짰어", 2),
        ("정말 더러웠어", 2),
        ("맛있지 않아요", 2),
        ("안 맛있었어", 2),
        ("맛은 있었어", 4),
        ("진짜 좋았어", 5),
        ("나쁘지 않았어", 3),
        ("안 짜고 맛있었어", 4),
    ],
)
async def test_words_are_a_rating(somebody: Conversation, pool: Pool, text: str, rating: int) -> None:
    await somebody.say("feedback", f"추천 {text}")
    (noted,) = await rows(pool, "SELECT rating FROM feedback WHERE user_id = %s", somebody.user_id)
    assert noted["rating"] == rating


async def test_really_alone_is_no_rating(somebody: Conversation) -> None:
    assert len((await somebody.say("feedback", "추천 진짜")).buttons) == 5


async def test_a_problem_becomes_a_ticket_about_the_shop_in_mind(somebody: Conversation, pool: Pool) -> None:
    slate = (await somebody.say("food_request", "배고파")).slate
    await somebody.say("hours_inquiry", "1번 열었어?", entity("ordinal", 1))
    reply = await somebody.say("report_problem", "가보니 문 닫았던데")
    (ticket,) = await rows(pool, "SELECT * FROM reports WHERE user_id = %s", somebody.user_id)
    assert (ticket["kind"], ticket["shop_id"]) == ("closed", slate["items"][0]["shop_id"])
    assert f"{ticket['report_id']}번" in reply.text
    assert "이미" in (await somebody.say("report_problem", "가보니 문 닫았던데")).text


async def test_a_rude_word_is_no_report_about_a_shop(somebody: Conversation, pool: Pool) -> None:
    await somebody.say("food_request", "배고파")
    await somebody.say("select_option", "1번", entity("ordinal", 1))
    reply = await somebody.say("report_problem", "꺼져")
    assert "접수" not in reply.text
    assert not await rows(pool, "SELECT 1 FROM reports WHERE user_id = %s", somebody.user_id)


@pytest.mark.parametrize("intent", ["card_acceptance", "balance_charge"])
async def test_a_blocked_card_is_told_whenever_it_is_asked_about(
    talk: Callable[..., Conversation], intent: str
) -> None:
    said = {"card_acceptance": "내 카드 지금 쓸 수 있어?", "balance_charge": "왜 정지됐어?"}[intent]
    reply = await talk("demo-suspended").say(intent, said)
    assert "정지되어 있어요" in reply.text
    assert reply.buttons


async def test_data_is_shown_and_exported(somebody: Conversation) -> None:
    shown = await somebody.say("data_request", "뭐 저장하고 있어?")
    assert "8,000원" in shown.text
    assert "못 먹는 것: 들은 것 없음" in shown.text, "nobody asked yet"
    exported = await somebody.press(shown.buttons["파일로 받기"])
    assert exported.custom["export"]["user"]["user_id"] == somebody.user_id


async def test_deleting_takes_the_button_of_the_answer_just_before(somebody: Conversation, pool: Pool) -> None:
    asked = await somebody.say("data_request", "내 정보 다 지워줘")
    confirm = asked.buttons["네, 모두 지워요"]

    async def is_there() -> bool:
        return bool(await rows(pool, "SELECT FROM users WHERE user_id = %s", somebody.user_id))

    await somebody.say("balance_check", "잔액")
    assert "지난 버튼" in (await somebody.press(confirm)).text, "something was said in between"
    assert await is_there()
    late = (await somebody.say("data_request", "내 정보 다 지워줘")).buttons["네, 모두 지워요"]
    assert late != confirm
    assert "지난 버튼" in (await somebody.press(confirm)).text, "the button of an earlier question"
    late = (await somebody.say("data_request", "삭제해줘")).buttons["네, 모두 지워요"]
    somebody.now += dt.timedelta(minutes=6)
    assert "지난 버튼" in (await somebody.press(late)).text, "after five minutes"
    assert await is_there()
    now = (await somebody.say("data_request", "탈퇴할래")).buttons["네, 모두 지워요"]
    assert "모두 지웠어요" in (await somebody.press(now)).text
    assert not await is_there()
    assert somebody.slots["forgotten"] is True


async def test_no_leaves_everything_as_it_was(somebody: Conversation, pool: Pool) -> None:
    asked = await somebody.say("data_request", "내 정보 다 지워줘")
    assert "지우지 않았어요" in (await somebody.press(asked.buttons["아니요"])).text
    assert await rows(pool, "SELECT FROM users WHERE user_id = %s", somebody.user_id)


async def test_collecting_stops_when_asked(somebody: Conversation, pool: Pool) -> None:
    await somebody.say("data_request", "이제 내 대화 저장하지 마")
    (person,) = await rows(pool, "SELECT collects_data FROM users WHERE user_id = %s", somebody.user_id)
    assert person["collects_data"] is False
    await somebody.say("data_request", "다시 기록해도 돼")
    (person,) = await rows(pool, "SELECT collects_data FROM users WHERE user_id = %s", somebody.user_id)
    assert person["collects_data"] is True


@pytest.mark.parametrize(
    ("intent", "text", "words"),
    [
        ("balance_charge", "언제 충전돼?", "주민센터"),
        ("balance_charge", "카드 잃어버렸어", "분실 신고"),
        ("unsupported_service", "배달 시켜줘", "배달"),
        ("unsupported_service", "자리 예약해줘", "예약"),
        ("unsupported_service", "결제해줘", "결제"),
        ("chitchat", "오늘 시험 망했어", "속상"),
        ("chitchat", "너 몇 살이야", "나비얌"),
        ("chitchat", "심심해", "배고프면 말해"),
    ],
)
async def test_what_cannot_be_done_is_said_with_what_can(
    child: Conversation, intent: str, text: str, words: str
) -> None:
    reply = await child.say(intent, text)
    assert words in reply.text
    assert reply.buttons


async def test_the_place_comes_with_a_map_of_its_coordinates(child: Conversation, pool: Pool) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    reply = await child.say("location_inquiry", "1번 어디야", entity("ordinal", 1))
    (shop,) = await rows(
        pool,
        "SELECT ST_Y(location::geometry) AS lat, ST_X(location::geometry) AS lng FROM shops WHERE shop_id = %s",
        slate["items"][0]["shop_id"],
    )
    link = re.search(r"https://map\.kakao\.com/link/map/([\d.]+),([\d.]+)", reply.text)
    assert link is not None
    assert float(link[1]) == pytest.approx(shop["lat"], abs=1e-5)
    assert float(link[2]) == pytest.approx(shop["lng"], abs=1e-5)


async def test_menus_asked_for_after_a_restriction_was_said_leave_it_out(talk: Talk, pool: Pool) -> None:
    (shop,) = await rows(
        pool,
        "SELECT shop_id FROM menus JOIN shops USING (shop_id) WHERE NOT is_closed_down AND is_available"
        " GROUP BY shop_id HAVING bool_or('egg' = ANY(allergens)) AND bool_or(NOT 'egg' = ANY(allergens))"
        " ORDER BY shop_id LIMIT 1",
    )
    talking = talk("demo-nocard")
    await talking.say("food_request", "계란 빼고", entity("diet", "egg", surface="계란"))
    text = (await talking.say("menu_inquiry", "메뉴 뭐 있어?", entity("shop_id", shop["shop_id"]))).text
    with_egg = await rows(pool, "SELECT name FROM menus WHERE shop_id = %s AND 'egg' = ANY(allergens)", shop["shop_id"])
    assert with_egg
    assert not [menu["name"] for menu in with_egg if menu["name"] in text]
    assert "뺐어요" in text


async def test_a_problem_is_filed_against_the_shop_pressed_when_another_list_was_shown(
    somebody: Conversation, pool: Pool
) -> None:
    first = (await somebody.say("food_request", "배고파")).slate
    asked = await somebody.say("report_problem", "가격이 달라요")
    button = next(one for one in asked.buttons.values() if one.startswith("/report_problem"))
    await somebody.say("more_options", "다른 데")
    somebody.message_id = str(uuid.uuid4())
    await somebody.press(button)
    filed = await rows(pool, "SELECT shop_id FROM reports WHERE user_id = %s ORDER BY report_id", somebody.user_id)
    assert filed[-1]["shop_id"] == first["items"][0]["shop_id"]


async def test_a_kind_of_food_somebody_dislikes_is_not_shown_as_liked(somebody: Conversation, pool: Pool) -> None:
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO user_profiles (user_id, preferred_categories, disliked_foods) VALUES (%s, %s, %s)",
            [somebody.user_id, '{"한식": 0.9, "치킨": 0}', ["치킨"]],
        )
    shown = (await somebody.say("data_request", "뭐 저장하고 있어?")).text
    assert "좋아하는 음식: 한식. 못 먹는 것: 치킨." in shown


async def test_a_day_used_up_is_said_so_and_not_as_nought_won(somebody: Conversation, pool: Pool) -> None:
    async with pool.connection() as conn:
        await conn.execute("UPDATE foodcard_users SET daily_limit = 0 WHERE user_id = %s", [somebody.user_id])
    reply = (await somebody.say("balance_check", "잔액")).text
    assert "오늘 쓸 수 있는 만큼은 다 썼어요" in reply
    assert "0원 더" not in reply.replace("8,000원", "")


async def test_nothing_for_another_day_does_not_speak_of_now(child: Conversation) -> None:
    child.place = (33.25, 126.56)  # no sample shop is near
    reply = await child.say("food_request", "내일 점심", entity("day", "tomorrow"), entity("meal_time", "lunch"))
    assert "찾지 못했어요" in reply.text
    assert "내일" in reply.text
    assert "지금 먹을" not in reply.text


async def test_a_shop_whose_menus_all_hold_what_is_avoided_is_left_by_a_button(
    somebody: Conversation, pool: Pool
) -> None:
    item = (await somebody.say("food_request", "배고파")).items[0]
    before = await rows(pool, "SELECT menu_id, allergens FROM menus WHERE shop_id = %s", item["shop_id"])
    async with pool.connection() as conn:
        await conn.execute("UPDATE menus SET allergens = '{peanut}' WHERE shop_id = %s", [item["shop_id"]])
        await conn.execute(
            "INSERT INTO user_profiles (user_id, dietary_restrictions) VALUES (%s, %s)", [somebody.user_id, ["peanut"]]
        )
    try:
        reply = await somebody.say("menu_inquiry", "1번 메뉴", entity("ordinal", 1))
    finally:
        async with pool.connection() as conn:
            for row in before:
                await conn.execute(
                    "UPDATE menus SET allergens = %s WHERE menu_id = %s", [row["allergens"], row["menu_id"]]
                )
    assert "모두 못 먹는 재료가" in reply.text
    assert (await somebody.press(reply.buttons["다른 데 볼래요"])).items


@pytest.mark.parametrize(("dish", "says"), [("국밥", "일부만 되는 곳 포함"), ("캐비아", "카드가 되는 곳 중에")])
async def test_what_a_dish_costs_says_which_shops_were_looked_at(child: Conversation, dish: str, says: str) -> None:
    child.slots["place"] = None
    assert says in (await child.say("menu_inquiry", f"{dish} 얼마야", entity("dish", dish))).text
