"""What is asked of a shop beside menus, hours, place and card; two things at once; two shops side by side."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from actions.wording.shop import days_text
from actions.wording.texts import Voice
from catalog.day_hours import DayHours
from catalog.hours import Hours
from recommender.lookup import Shop
from storage.postgres import Pool
from tests.actions.conversation import TUESDAY_NOON, Conversation, entity

FIRST = entity("ordinal", 1)


async def row_of(pool: Pool, shop_id: int, column: str) -> object:
    async with pool.autocommit() as conn:
        cursor = await conn.execute(f"SELECT {column} AS it FROM shops WHERE shop_id = %s", [shop_id])
        row = await cursor.fetchone()
    assert row is not None
    return row["it"]


async def slate(child: Conversation) -> list[dict[str, object]]:
    return (await child.say("food_request", "분식", entity("food_category", "분식"))).items


@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "unsupported_service", "location_inquiry"])
async def test_the_phone_of_the_shop_that_is_numbered(child: Conversation, pool: Pool, intent: str) -> None:
    items = await slate(child)
    phone = await row_of(pool, int(str(items[0]["shop_id"])), "phone")
    reply = await child.say(intent, "1번 전화번호 알려줘", FIRST)
    assert (str(phone) if phone else "제 정보에 없어요") in reply.text
    assert (await child.say(intent, "전화번호 알려줘")).text == reply.text, "it is the shop in mind now"


async def test_a_question_is_no_choice(child: Conversation) -> None:
    await slate(child)
    reply = await child.say("select_option", "1번 전화번호랑 평점", FIRST)
    assert "정했어요" not in reply.text
    assert "전화번호는" in reply.text
    assert "평점은" in reply.text
    assert "정했어요" in (await child.say("select_option", "1번 갈래", FIRST)).text


async def test_phones_of_a_list_with_none_singled_out(child: Conversation, pool: Pool) -> None:
    items = await slate(child)
    reply = await child.say("out_of_scope", "전화번호 알려줘")
    assert len(reply.text.splitlines()) == len(items)
    for item in items:
        phone = await row_of(pool, int(str(item["shop_id"])), "phone")
        assert (str(phone) if phone else "제 정보에 없어요") in reply.text


async def test_whose_phone_no_shop_has_is_not_told(child: Conversation) -> None:
    await slate(child)
    await child.say("location_inquiry", "1번 어디야", FIRST)
    assert "아이랑" not in (await child.say("out_of_scope", "고객센터 전화번호 알려줘")).text


async def test_a_rating_as_the_row_has_it(child: Conversation, pool: Pool) -> None:
    for rank, item in enumerate(await slate(child), start=1):
        rating = await row_of(pool, int(str(item["shop_id"])), "rating::float8")
        reply = await child.say("nlu_fallback", f"{rank}번 평점 몇 점이야", entity("ordinal", rank))
        assert (f"{rating:g}점이에요" if rating is not None else "제 정보에 없어요") in reply.text


@pytest.mark.parametrize(("intent", "text"), [("location_inquiry", "주차 돼?"), ("menu_inquiry", "아이 의자 있나요?")])
async def test_what_no_row_knows_is_said_to_be_unknown(child: Conversation, intent: str, text: str) -> None:
    await slate(child)
    await child.say("location_inquiry", "1번 어디야", FIRST)
    reply = await child.say(intent, text)
    assert "제 정보에 없어요" in reply.text
    assert "원" not in reply.text
    assert "지도" not in reply.text


async def test_two_things_asked_at_once_are_both_answered(child: Conversation) -> None:
    items = await slate(child)
    reply = await child.say("card_acceptance", "2번 거기 카드 되고 몇 시까지 해?", entity("ordinal", 2))
    assert "급식카드" in reply.text
    assert "까지 해요" in reply.text
    assert reply.text.count(str(items[1]["name"])) == 1, "the name is said once"
    reply = await child.say("hours_inquiry", "1번 메뉴랑 영업시간", FIRST)
    assert re.search(r"메뉴는 .*[\d,]+원", reply.text)
    assert "까지 해요" in reply.text


async def test_the_hours_of_the_card_are_one_question(child: Conversation) -> None:
    await slate(child)
    reply = await child.say("card_acceptance", "2번 카드 몇 시까지 쓸 수 있어?", entity("ordinal", 2))
    assert "이곳은" not in reply.text


async def test_two_shops_are_compared_and_the_choice_is_left(child: Conversation) -> None:
    items = await slate(child)
    reply = await child.say("menu_inquiry", "1번이랑 2번 중에 뭐가 나아?", FIRST, entity("ordinal", 2))
    for item in items[:2]:
        assert str(item["name"]) in reply.text
    assert len(reply.buttons) == 2
    assert all(payload.startswith("/select_option") for payload in reply.buttons.values())


async def test_hot_or_not_is_told_of_the_menu_that_was_shown(child: Conversation) -> None:
    await slate(child)
    for text, said in (("1번 매워?", (FIRST, entity("taste", "spicy"))), ("맵나?", (entity("taste", "spicy"),))):
        reply = await child.say("menu_inquiry", text, *said)
        assert "편이에요" in reply.text or "편은 아니에요" in reply.text or "제 정보에 없어요" in reply.text
        assert "\n" not in reply.text, "no bare list"


async def test_the_cheapest_of_the_list_then_of_the_shop(child: Conversation) -> None:
    items = await slate(child)
    least = min(int(item["menu"]["final_price"]) for item in items)  # type: ignore[index]
    assert f"{least:,}원이 제일 싸요" in (await child.say("menu_inquiry", "제일 싼 게 뭐야?")).text
    await child.say("location_inquiry", "2번 어디야", entity("ordinal", 2))
    reply = await child.say("menu_inquiry", "제일 싼 게 뭐야?")
    assert f"{items[1]['name']}에서 가장 싼 메뉴는" in reply.text


@pytest.mark.parametrize("text", ["2번은?", "두 번째는?", "그럼 2번은요?"])
async def test_another_number_asks_the_same_again(child: Conversation, text: str) -> None:
    items = await slate(child)
    await child.say("location_inquiry", "1번 어디야", FIRST)
    reply = await child.say("nlu_fallback", text, entity("ordinal", 2))
    assert str(items[1]["name"]) in reply.text
    assert "걸어서" in reply.text
    again = await child.say("nlu_fallback", "3번은?", entity("ordinal", 3))
    assert str(items[2]["name"]) in again.text


async def test_choosing_says_the_hours_of_the_slate_and_a_break_that_is_near(child: Conversation) -> None:
    reply = await child.say("food_request", "국수", entity("dish", "국수"))
    rank = next(rank for rank, item in enumerate(reply.items, start=1) if item["name"] == "사이공식당")
    until = next(line for line in reply.text.splitlines() if "사이공식당" in line)
    closing = re.search(r"(\S+ \d+시(?: \d+분)?)까지", until)
    assert closing is not None
    chosen = await child.say("select_option", f"{rank}번", entity("ordinal", rank))
    assert f"{closing[1]}까지 해요" in chosen.text
    assert "쉬어요" not in chosen.text
    child.now = TUESDAY_NOON + dt.timedelta(hours=2)
    chosen = await child.say("select_option", f"{rank}번", entity("ordinal", rank))
    assert f"{closing[1]}까지 해요. 오후 3시부터" in chosen.text


@pytest.fixture
def holder(child: Conversation) -> Conversation:
    child.user_id = "demo-coupons"
    return child


async def test_coupons_that_fit_what_was_named_come_first(holder: Conversation) -> None:
    reply = await holder.say("coupon_inquiry", "치킨 쿠폰 되는 집", entity("food_category", "치킨"))
    assert reply.text.splitlines()[1].startswith("1. 치킨 3,000원 할인")
    assert "치킨 찾기" in reply.buttons


async def test_a_coupon_of_another_year_is_said_with_its_year(holder: Conversation) -> None:
    assert "2099년 12월 31일까지" in (await holder.say("coupon_inquiry", "쿠폰 있어?")).text


@pytest.mark.parametrize("text", ["1번 쿠폰 돼?", "1번 쿠폰 쓰면 얼마야?"])
async def test_coupons_of_one_shop_and_what_it_then_costs(holder: Conversation, text: str) -> None:
    item = (await slate(holder))[0]
    reply = await holder.say("coupon_inquiry", text, FIRST)
    assert str(item["name"]) in reply.text
    assert f"{item['menu']['final_price']:,}원" in reply.text  # type: ignore[index]
    again = await holder.say("coupon_inquiry", "쿠폰 쓰면 얼마야?")
    assert again.text == reply.text
    assert "쿠폰이 5장" in (await holder.say("coupon_inquiry", "쿠폰 뭐 있어?")).text


@pytest.mark.parametrize("intent", ["select_option", "menu_inquiry", "more_options", "food_request", "nlu_fallback"])
@pytest.mark.parametrize("text", ["1번이랑 2번 비교해줘", "1번 2번 비교해 줄래?"])
async def test_comparing_chooses_nothing(child: Conversation, intent: str, text: str) -> None:
    items = await slate(child)
    reply = await child.say(intent, text, FIRST, entity("ordinal", 2))
    assert "정했어요" not in reply.text
    assert all(str(item["name"])[:20] in reply.text for item in items[:2])
    await child.say(intent, "2번하고 3번 비교", entity("ordinal", 2), entity("ordinal", 3))
    await child.say("select_option", "2번", entity("ordinal", 2))
    assert child.slots["focus_shop_id"] == items[1]["shop_id"], "the second of the list, not of the two"


@pytest.mark.parametrize("intent", ["select_option", "menu_inquiry", "location_inquiry", "food_request"])
async def test_two_shops_of_the_list_are_compared_by_name(child: Conversation, intent: str) -> None:
    one, other = (await slate(child))[:2]
    reply = await child.say(intent, f"{one['name']}이랑 {other['name']} 중에 어디가 더 싸?")
    assert str(one["name"])[:20] in reply.text
    assert str(other["name"])[:20] in reply.text
    assert len(reply.buttons) == 2


@pytest.mark.parametrize("intent", ["select_option", "nlu_fallback", "location_inquiry", "more_options"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [("2번 별점 몇 점이야?", "평점은"), ("2번 전화번호 알려줘", "전화번호는"), ("2번 주차 돼?", "주차는")],
)
async def test_another_number_asks_the_same_fact_again(child: Conversation, asked: str, told: str, intent: str) -> None:
    items = await slate(child)
    await child.say("menu_inquiry", asked, entity("ordinal", 2))
    for rank in (3, 1):
        reply = await child.say(intent, f"{rank}번은?", entity("ordinal", rank))
        assert "정했어요" not in reply.text
        assert told in reply.text
        assert str(items[rank - 1]["name"]) in reply.text
    assert "정했어요" in (await child.say("select_option", "3번", entity("ordinal", 3))).text


@pytest.mark.parametrize("intent", ["select_option", "nlu_fallback", "menu_inquiry"])
async def test_another_number_asks_after_the_same_ingredient_or_place(child: Conversation, intent: str) -> None:
    items = await slate(child)
    await child.say("menu_inquiry", "1번 새우 들어가?", FIRST, entity("diet", "shrimp"))
    for rank in (2, 3):
        reply = await child.say(intent, f"{rank}번은?", entity("ordinal", rank))
        assert "정했어요" not in reply.text
        assert "새우" in reply.text.replace(str(items[rank - 1]["menu"]["name"]), "")  # type: ignore[index]
    await child.say("location_inquiry", "1번 어디야", FIRST)
    for rank in (2, 3):
        said = "select_option" if intent == "menu_inquiry" else intent
        assert "걸어서" in (await child.say(said, f"{rank}번은?", entity("ordinal", rank))).text


@pytest.mark.parametrize("text", ["1번에 새우 들어가는 거 있어?", "1번에 새우 안 들어간 게 뭐야?"])
async def test_something_with_an_ingredient_is_asked_of_all_menus(child: Conversation, text: str) -> None:
    await slate(child)
    reply = await child.say("menu_inquiry", text, FIRST, entity("diet", "shrimp"))
    assert "메뉴" in reply.text
    assert "조리하면서 섞일 수 있으니 먹기 전에" in reply.text


@pytest.mark.parametrize(
    "intent", ["food_request", "more_options", "location_inquiry", "menu_inquiry", "select_option"]
)
@pytest.mark.parametrize("text", ["이 중에서 제일 싼 집", "제일 싼 데가 어디야?", "여기 중에 제일 싼 데 어디야?"])
async def test_the_cheapest_place_of_the_list(child: Conversation, intent: str, text: str) -> None:
    items = await slate(child)
    await child.say("location_inquiry", "2번 어디야", entity("ordinal", 2))
    best = min(items, key=lambda item: int(item["menu"]["final_price"]))  # type: ignore[index]
    reply = await child.say(intent, text)
    assert f"{best['menu']['final_price']:,}원이 제일 싸요" in reply.text  # type: ignore[index]
    assert child.slots["focus_shop_id"] == best["shop_id"]


async def test_the_best_rated_of_the_list(child: Conversation, pool: Pool) -> None:
    items = await slate(child)
    ratings = [await row_of(pool, int(str(item["shop_id"])), "rating::float8") for item in items]
    known = [float(str(rating)) for rating in ratings if rating is not None]
    reply = await child.say("location_inquiry", "별점 제일 높은 데 어디야?")
    assert (f"{max(known):g}점으로 제일 높아요" if known else "제 정보에 없어요") in reply.text


async def test_open_all_day_is_said_so() -> None:
    shop = Shop(1, "편의점", "편의점", None, None, "Y", False, None, None, None, None, None)
    hours = Hours({"sun": DayHours(0, 1440)})
    assert "일요일은 24시간 해요" in days_text(shop, hours, ["sun"], Voice())


@pytest.mark.parametrize("intent", ["location_inquiry", "nlu_fallback", "out_of_scope"])
async def test_the_phone_of_the_bot_is_no_shops(child: Conversation, intent: str) -> None:
    await slate(child)
    assert "저는 전화번호가 없어요" in (await child.say(intent, "너 전화번호 뭐야")).text
