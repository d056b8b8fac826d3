"""Picking from a slate."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity


async def selections(pool: Pool, slate_id: str) -> list[int]:
    async with pool.autocommit() as conn:
        cursor = await conn.execute("SELECT shop_id FROM user_interactions WHERE slate_id = %s", [slate_id])
        return [row["shop_id"] for row in await cursor.fetchall()]


async def test_a_number_is_confirmed_from_the_row_and_recorded_once(child: Conversation, pool: Pool) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    reply = await child.say("select_option", "두 번째", entity("ordinal", 2))
    item = slate["items"][1]
    assert item["name"][:20] in reply.text
    assert f"{item['menu']['price']:,}원" in reply.text
    assert f"걸어서 {item['walk_min']}분" in reply.text
    assert f"{12_000 - item['menu']['price']:,}원이 남아요" in reply.text or item["card"] == "P"
    await child.say("select_option", "두 번째", entity("ordinal", 2))
    assert await selections(pool, slate["slate_id"]) == [item["shop_id"]]
    assert child.slots["focus_shop_id"] == item["shop_id"]


async def test_the_last_one_is_the_last_one(child: Conversation) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    await child.say("select_option", "마지막 집", entity("ordinal", -1))
    assert child.slots["focus_shop_id"] == slate["items"][-1]["shop_id"]


async def test_the_number_that_was_not_turned_down_is_meant(child: Conversation) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    two, three = entity("ordinal", 2, surface="2번"), entity("ordinal", 3, surface="3번")
    await child.say("select_option", "2번 말고 3번", two, three)
    assert child.slots["focus_shop_id"] == slate["items"][2]["shop_id"]


@pytest.mark.parametrize("ordinal", [0, 6, 99, -2])
async def test_a_number_not_on_the_list_is_asked_again(child: Conversation, ordinal: int) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    reply = await child.say("select_option", "", entity("ordinal", ordinal))
    assert f"{len(slate['items'])}곳이에요" in reply.text
    assert len(reply.buttons) == len(slate["items"])


async def test_a_name_with_a_slip_is_understood(child: Conversation) -> None:
    item = max((await child.say("food_request", "배고파")).items, key=lambda item: len(item["name"]))
    reply = await child.say("select_option", "", entity("shop_name", item["name"][:-1]))
    assert child.slots["focus_shop_id"] == item["shop_id"], reply.text


async def test_without_a_number_it_is_asked_which(child: Conversation) -> None:
    slate = (await child.say("food_request", "배고파")).slate
    reply = await child.say("select_option", "그거")
    assert len(reply.buttons) == len(slate["items"])
    chosen = await child.press(next(iter(reply.buttons.values())))
    assert "정했어요" in chosen.text


async def test_a_button_of_an_unknown_slate_gets_a_kind_answer(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    for slate_id in (str(uuid.uuid4()), "not a uuid"):
        reply = await child.say("select_option", "", entity("ordinal", 1), entity("slate_id", slate_id))
        assert "오래돼서" in reply.text
        assert reply.buttons


async def test_a_button_of_the_slate_before_still_works_once_it_is_logged(child: Conversation, pool: Pool) -> None:
    import orjson

    slate = (await child.say("food_request", "배고파")).slate
    async with pool.autocommit() as conn:
        await conn.execute(
            "INSERT INTO recommendations_log (slate_id, user_id, recommendations) VALUES (%s, %s, %s)",
            [slate["slate_id"], child.user_id, orjson.dumps(slate["items"]).decode()],
        )
    await child.say("more_options", "다른 데")
    reply = await child.say("select_option", "", entity("ordinal", 1), entity("slate_id", slate["slate_id"]))
    assert slate["items"][0]["name"][:20] in reply.text
    assert await selections(pool, slate["slate_id"]) == [slate["items"][0]["shop_id"]]


async def test_a_shop_that_closed_down_since_is_not_confirmed(child: Conversation, pool: Pool) -> None:
    item = (await child.say("food_request", "배고파")).items[0]
    set_closed = "UPDATE shops SET is_closed_down = %s WHERE shop_id = %s"
    async with pool.autocommit() as conn:
        await conn.execute(set_closed, [True, item["shop_id"]])
    try:
        reply = await child.say("select_option", "1번", entity("ordinal", 1))
    finally:
        async with pool.autocommit() as conn:
            await conn.execute(set_closed, [False, item["shop_id"]])
    assert "문을 닫은" in reply.text


async def test_a_price_that_changed_since_is_said(child: Conversation, pool: Pool) -> None:
    item = (await child.say("food_request", "배고파")).items[0]
    set_price = "UPDATE menus SET price = %s WHERE menu_id = %s"
    async with pool.autocommit() as conn:
        await conn.execute(set_price, [15_000, item["menu"]["menu_id"]])
    try:
        reply = await child.say("select_option", "1번", entity("ordinal", 1))
    finally:
        async with pool.autocommit() as conn:
            await conn.execute(set_price, [item["menu"]["price"], item["menu"]["menu_id"]])
    assert "15,000원" in reply.text
    assert "바뀌었어요" in reply.text
    assert "12,000원까지만" in reply.text


async def test_a_person_deleted_meanwhile_is_answered(talk: Callable[..., Conversation]) -> None:
    gone = talk("nobody-any-more")
    await gone.say("food_request", "배고파")
    reply = await gone.say("select_option", "1번", entity("ordinal", 1))
    assert "정했어요" in reply.text


async def test_a_button_under_a_choice_keeps_to_its_shop_when_another_list_was_shown(child: Conversation) -> None:
    first = (await child.say("food_request", "배고파")).slate
    chosen = await child.say("select_option", "1번", entity("ordinal", 1))
    second = (await child.say("more_options", "다른 데")).slate
    assert second["items"][0]["shop_id"] != first["items"][0]["shop_id"]
    for title in ("어디에 있어요?", "몇 시까지 해요?"):
        await child.press(chosen.buttons[title])
        assert child.slots["focus_shop_id"] == first["items"][0]["shop_id"]


@pytest.mark.parametrize("intent", ["location_inquiry", "hours_inquiry", "select_option"])
async def test_a_button_of_which_shop_keeps_to_its_shop_when_another_list_was_shown(
    child: Conversation, intent: str
) -> None:
    first = (await child.say("food_request", "배고파")).slate
    asked = await child.say(intent, "그거")
    button = next(iter(asked.buttons.values()))
    await child.say("more_options", "다른 데")
    reply = await child.press(button)
    assert first["items"][0]["name"][:12] in reply.text
    assert child.slots["focus_shop_id"] == first["items"][0]["shop_id"]


async def test_a_card_that_is_suspended_is_not_said_to_pay_here(talk: Callable[..., Conversation]) -> None:
    child = talk("demo-suspended")
    asked = await child.say("food_request", "배고파")
    await child.press(next(said for said in asked.buttons.values() if "spendable" in said))
    text = (await child.say("select_option", "1번", entity("ordinal", 1))).text
    assert "급식카드를 쓸 수 있어요" not in text
    assert "정지되어" in text


async def test_a_number_before_any_list_is_not_called_old(talk: Callable[..., Conversation]) -> None:
    reply = await talk().say("select_option", "1번", entity("ordinal", 1))
    assert "아직 보여 드린 곳이 없어요" in reply.text
    assert reply.buttons


async def test_what_somebody_told_since_the_list_is_heard_when_they_choose(somebody: Conversation) -> None:
    item = (await somebody.say("food_request", "비빔밥", entity("dish", "비빔밥"))).items[0]
    allergen = item["menu"]["allergens"][0]
    await somebody.say("set_preference", "나 그거 못 먹어", entity("diet", allergen))
    chosen = await somebody.say("select_option", "1번", entity("ordinal", 1))
    assert item["name"][:20] in chosen.text
    assert "들어간다고 되어 있어요. 이건 먹지 말고" in chosen.text


async def test_the_shop_of_yesterday_is_meant_by_yesterday(somebody: Conversation) -> None:
    item = (await somebody.say("food_request", "배고파")).items[1]
    await somebody.say("select_option", "2번", entity("ordinal", 2))
    await somebody.say("food_request", "떡볶이", entity("dish", "떡볶이"))
    assert item["name"][:20] in (await somebody.say("select_option", "저번에 간 데로 또 갈래")).text


async def menus_of(pool: Pool, shop_id: int) -> list[dict[str, object]]:
    async with pool.autocommit() as conn:
        cursor = await conn.execute(
            "SELECT menu_id, name, price, allergens FROM menus WHERE shop_id = %s AND is_available ORDER BY menu_id",
            [shop_id],
        )
        return [dict(row) for row in await cursor.fetchall()]


async def test_the_menu_named_is_the_menu_confirmed(child: Conversation, pool: Pool) -> None:
    item = (await child.say("food_request", "중식 추천해줘", entity("food_category", "중식"))).items[0]
    for menu in await menus_of(pool, item["shop_id"]):
        reply = await child.say("select_option", f"1번 {menu['name']}으로 할게", entity("ordinal", 1))
        assert f"{menu['price']:,}원" in reply.text, menu["name"]
        assert "바뀌었어요" not in reply.text


async def test_a_dish_that_is_not_sold_there_is_not_confirmed(child: Conversation, pool: Pool) -> None:
    first = (await child.say("food_request", "중식 추천해줘", entity("food_category", "중식"))).slate
    item = first["items"][0]
    for dish, said in (("순대", ()), ("피자", (entity("dish", "피자"),))):
        reply = await child.say("select_option", f"1번에서 {dish} 먹을래", entity("ordinal", 1), *said)
        assert "정했어요" not in reply.text
        assert f"{dish}는 제 정보에 없어요" in reply.text
        assert item["menu"]["name"] in reply.text
    assert await selections(pool, first["slate_id"]) == []
    assert "정했어요" in (await child.say("affirm", "응")).text
    assert await selections(pool, first["slate_id"]) == [item["shop_id"]]


async def test_a_named_menu_that_must_not_be_eaten_is_warned_of(child: Conversation, pool: Pool) -> None:
    items = (await child.say("food_request", "중식 추천해줘", entity("food_category", "중식"))).items
    warned = [
        (rank, menu, menu["allergens"][0])
        for rank, item in enumerate(items, start=1)
        for menu in await menus_of(pool, item["shop_id"])
        if menu["allergens"]
    ]
    rank, menu, allergen = warned[0]
    child.user_id = None
    child.slots["told"] = {"diet": [allergen]}
    reply = await child.say("select_option", f"{rank}번에서 {menu['name']} 먹을래", entity("ordinal", rank))
    assert "들어간다고 되어 있어요. 이건 먹지 말고" in reply.text


async def test_the_name_of_the_shop_names_no_dish(child: Conversation) -> None:
    items = (await child.say("food_request", "분식", entity("food_category", "분식"))).items
    for rank, item in enumerate(items, start=1):
        reply = await child.say("select_option", f"{rank}번 {item['name']}으로 할게", entity("ordinal", rank))
        assert f"{item['menu']['price']:,}원" in reply.text


@pytest.mark.parametrize(
    ("said", "measure"),
    [
        ("제일 싼 데로 할게", lambda item: item["menu"]["final_price"]),
        ("젤 가까운 데로 갈래", lambda item: item["distance_m"]),
    ],
)
async def test_the_best_of_the_list_can_be_picked(
    child: Conversation, said: str, measure: Callable[[dict[str, Any]], int]
) -> None:
    items = (await child.say("food_request", "배고파")).items
    await child.say("location_inquiry", "5번 어디야", entity("ordinal", 5))
    chosen = await child.say("select_option", said)
    best = min(items, key=measure)
    assert "정했어요" in chosen.text
    assert child.slots["focus_shop_id"] == best["shop_id"]
