"""A new request: what is carried, what limits it, what is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from storage.postgres import Pool
from tests.actions.conversation import TUESDAY_NOON, Conversation, entity

Talk = Callable[..., Conversation]


async def test_five_thousand_won_for_lunch(child: Conversation) -> None:
    reply = await child.say(
        "budget_inquiry",
        "5천원으로 점심 먹을만한 곳 추천해줘",
        entity("budget", 5000, role="max"),
        entity("meal_time", "lunch"),
    )
    assert 3 <= len(reply.items) <= 5
    assert all(item["menu"]["price"] <= 5000 for item in reply.items)
    assert "점심으로 5,000원 이하" in reply.text
    assert all(item["menu"]["name"] in reply.text for item in reply.items)
    assert reply.custom["model_version"] == "rule-1", "beside the contract, for the log"
    assert reply.slate["request"]["meal_time"] == "lunch"


async def test_a_new_amount_keeps_the_food(child: Conversation) -> None:
    await child.say("food_request", "떡볶이 먹고 싶어", entity("dish", "떡볶이"))
    reply = await child.say("budget_inquiry", "4천원 이하로", entity("budget", 4000, role="max"))
    assert reply.slate["request"]["dishes"] == ["떡볶이"]
    assert reply.slate["request"]["budget"] == 4000


async def test_a_new_food_replaces_the_old_and_keeps_the_amount(child: Conversation) -> None:
    await child.say("budget_inquiry", "", entity("dish", "떡볶이"), entity("budget", 6000), entity("taste", "spicy"))
    reply = await child.say("food_request", "한식은 어때", entity("food_category", "한식"))
    request = reply.slate["request"]
    assert (request["dishes"], request["categories"], request["budget"]) == ([], ["한식"], 6000)


async def test_a_category_that_a_dish_implies_does_not_narrow_it(child: Conversation) -> None:
    reply = await child.say("food_request", "분식 떡볶이", entity("dish", "떡볶이"), entity("food_category", "분식"))
    assert (reply.slate["request"]["dishes"], reply.slate["request"]["categories"]) == (["떡볶이"], [])


async def test_an_old_wish_does_not_surprise_later(child: Conversation) -> None:
    await child.say("budget_inquiry", "", entity("budget", 2000))
    child.now = TUESDAY_NOON + dt.timedelta(hours=5)
    reply = await child.say("food_request", "배고파")
    assert reply.slate["request"]["budget"] is None


async def test_a_budget_above_the_card_is_cut_and_said_so(talk: Talk) -> None:
    reply = await talk("demo-3200").say("budget_inquiry", "만원으로", entity("budget", 10_000, role="max"))
    assert "카드로는 3,200원까지 쓸 수 있어서" in reply.text
    assert all(item["menu"]["price"] <= 3200 for item in reply.items)
    assert (reply.slate["request"]["budget"], reply.slate["request"]["spendable"]) == (10_000, 3200)


async def test_an_almost_empty_card_gets_kind_words_and_cheap_food_first(talk: Talk) -> None:
    reply = await talk("demo-3200").say("food_request", "배고파")
    cheapest = min(item["menu"]["price"] for item in reply.items)
    assert "3,200원 안에서 골랐어요" in reply.text
    assert f"잘 생각해 보면 {cheapest:,}원으로도 맛있게 드실 수 있어요" in reply.text
    bands = [item["menu"]["price"] // 500 for item in reply.items]
    assert bands == sorted(bands)


async def test_without_a_card_only_the_budget_counts(talk: Talk) -> None:
    reply = await talk("demo-nocard").say("budget_inquiry", "", entity("budget", 9000))
    assert reply.slate["request"]["spendable"] is None
    assert max(item["menu"]["price"] for item in reply.items) <= 9000


async def test_a_suspended_card_gets_no_slate_but_a_way_on(talk: Talk) -> None:
    child = talk("demo-suspended")
    reply = await child.say("food_request", "배고파")
    assert not reply.items
    assert "정지" in reply.text
    assert "담당자" in reply.text
    relaxed = await child.press(reply.buttons["카드 없이 볼게요"])
    assert relaxed.slate["relaxed"] == ["spendable"]
    assert "카드로는 못 낼 수 있어요" in relaxed.text
    again = await child.say("food_request", "한식", entity("food_category", "한식"))
    assert again.slate["relaxed"] == ["spendable"], "agreed once for this card; every reply repeats it"


async def test_an_allergy_of_the_profile_is_kept_out_and_said(talk: Talk) -> None:
    reply = await talk("demo-peanut").say("food_request", "배고파")
    assert reply.slate["request"]["diet"] == ["peanut"]
    assert all("peanut" not in (item["menu"]["allergens"] or []) for item in reply.items)
    assert "땅콩이 들어간다고 표시된 메뉴는 뺐어요" in reply.text


@pytest.mark.parametrize(
    ("text", "surface", "is_refused"),
    [("매운 거 빼고", "매운", True), ("매운맛 말고", "매운맛", True), ("매운 거 먹고 싶어", "매운", False)],
)
async def test_a_refused_taste_is_a_restriction(child: Conversation, text: str, surface: str, is_refused: bool) -> None:
    reply = await child.say("food_request", text, entity("taste", "spicy", surface=surface))
    assert ("spicy" in reply.slate["request"]["diet"]) == is_refused
    assert ("매운 메뉴는 뺐어요" in reply.text) == is_refused


async def test_nothing_found_names_what_could_be_relaxed_and_relaxes_nothing(child: Conversation) -> None:
    reply = await child.say("budget_inquiry", "", entity("budget", 1000), entity("dish", "짜장면"))
    assert not reply.custom
    assert "찾지 못했어요" in reply.text
    dearer = next(title for title in reply.buttons if "원까지" in title)
    relaxed = await child.press(reply.buttons[dearer])
    assert relaxed.items
    assert relaxed.slate["relaxed"] == ["budget"]
    assert "예산은" in relaxed.text
    fresh = await child.say("food_request", "김밥", entity("dish", "김밥"))
    assert fresh.slate["relaxed"] == [], "what was agreed to was for that request"


async def test_two_amounts_are_a_range(child: Conversation) -> None:
    reply = await child.say(
        "budget_inquiry", "", entity("budget", 7000, role="max"), entity("budget", 5000, role="min")
    )
    assert all(5000 <= item["menu"]["price"] <= 7000 for item in reply.items)
    assert "5,000원에서 7,000원 사이" in reply.text


async def test_tomorrow_means_open_tomorrow(child: Conversation) -> None:
    reply = await child.say("food_request", "내일 아침", entity("day", "tomorrow"), entity("meal_time", "breakfast"))
    assert reply.slate["request"]["at"] == "2026-11-25T08:00:00+09:00"
    assert "내일" in reply.text


async def test_a_guest_is_answered_too(talk: Talk) -> None:
    reply = await talk(None).say("food_request", "배고파")
    assert reply.items


@pytest.mark.parametrize("value", [-5, 0, "만원", None, float("nan"), True, 10**15])
async def test_an_absurd_amount_is_answered(child: Conversation, value: object) -> None:
    reply = await child.say("budget_inquiry", "", entity("budget", value))
    assert reply.text
    assert "미안해요" not in reply.text


async def test_who_eats_along_is_known_to_the_recommender_and_can_change(child: Conversation) -> None:
    reply = await child.say("food_request", "친구랑 배고파", entity("companion", "friend"))
    assert reply.slate["request"]["with_others"] is True
    reply = await child.say("food_request", "아니 혼자 먹을래", entity("companion", "alone"))
    assert reply.slate["request"]["with_others"] is False
    reply = await child.say("food_request", "셋이서 먹을 거야", entity("party_size", 3))
    assert reply.slate["request"]["with_others"] is True
    reply = await child.say("food_request", "그냥 혼자", entity("companion", "alone"))
    assert reply.slate["request"]["with_others"] is False


async def test_of_company_nobody_spoke_of_nothing_is_assumed(child: Conversation) -> None:
    assert (await child.say("food_request", "배고파")).slate["request"]["with_others"] is None


async def test_who_asks_for_chicken_is_not_shown_a_chicken_shops_fries(talk: Talk) -> None:
    reply = await talk("demo-3200").say("food_request", "치킨", entity("food_category", "치킨"))
    assert not any("감자튀김" in item["menu"]["name"] for item in reply.items)


async def test_a_kitchen_that_does_not_cook_a_food_is_asked_about(child: Conversation) -> None:
    reply = await child.say(
        "food_request",
        "한식집 피자 먹고 싶어",
        entity("food_category", "한식", surface="한식"),
        entity("food_category", "피자", surface="피자"),
    )
    assert "어느 쪽이 더 중요해요?" in reply.text


async def test_an_amount_for_several_is_told_for_each(child: Conversation) -> None:
    several = entity("party_size", 3)
    reply = await child.say("budget_inquiry", "셋이서 만이천원으로", several, entity("budget", 12_000, role="max"))
    assert "한 사람에 4,000원쯤" in reply.text
    alone = await child.say("budget_inquiry", "셋이서 인당 만원", several, entity("budget", 10_000, role="max"))
    assert "한 사람에" not in alone.text


async def test_a_number_to_call_is_given_whatever_the_question_was_taken_for(child: Conversation, pool: Pool) -> None:
    item = (await child.say("food_request", "떡볶이", entity("dish", "떡볶이"))).items[0]
    async with pool.autocommit() as conn:
        row = await (await conn.execute("SELECT phone FROM shops WHERE shop_id = %s", [item["shop_id"]])).fetchone()
    assert row is not None
    reply = await child.say("food_request", f"{item['name']} 전화번호 알려줘", entity("dish", "떡볶이"))
    assert not reply.items
    assert row["phone"] is None or row["phone"] in reply.text
    assert (await child.say("food_request", "별점 높은 데 추천해줘")).items
