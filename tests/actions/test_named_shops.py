"""A shop that is named goes before the one in mind, whether or not the understanding marked the name."""

from __future__ import annotations

import pytest

from storage.postgres import Pool
from tests.actions.conversation import Conversation, entity


async def shop_named(pool: Pool, name: str) -> int:
    """The shop of that name in the first neighbourhood."""
    async with pool.autocommit() as conn:
        cursor = await conn.execute(
            "SELECT shop_id FROM shops WHERE name = %s AND district LIKE '%%관악구' AND NOT is_closed_down", [name]
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row["shop_id"])


@pytest.mark.parametrize(
    ("intent", "text", "name"),
    [
        ("menu_inquiry", "바다스시 메뉴", "바다스시"),
        ("card_acceptance", "금룡반점 카드 돼?", "금룡반점"),
        ("hours_inquiry", "진미밥집은 몇 시까지 해?", "진미밥집"),
        ("location_inquiry", "진미밥집몇분걸려", "진미밥집"),
        ("card_acceptance", "순이네집밥 카드 돼?", "순이네집밥"),
        ("hours_inquiry", "진미밥짐 몇 시까지 해?", "진미밥집"),
    ],
)
async def test_a_name_that_is_said_goes_before_the_shop_in_mind(
    child: Conversation, pool: Pool, intent: str, text: str, name: str
) -> None:
    child.slots["focus_shop_id"] = await shop_named(pool, "골목핫도그")
    reply = await child.say(intent, text)
    assert name in reply.text
    assert "골목핫도그" not in reply.text
    assert child.slots["focus_shop_id"] == await shop_named(pool, name)


@pytest.mark.parametrize("place", [None, (37.4842, 126.9296)])
async def test_a_name_is_known_in_the_first_message(child: Conversation, place: tuple[float, float] | None) -> None:
    child.place = place
    assert "우리식당 신림역점" in (await child.say("select_option", "우리식당 신림역점 갈래")).text
    assert "금룡반점" in (await child.say("card_acceptance", "금룡반점 카드 돼?")).text


async def test_what_was_read_into_a_piece_of_the_name_is_no_dish(child: Conversation) -> None:
    found = (
        entity("dish", "떡볶이", surface="떡볶이"),
        entity("dish", "참치김밥", surface="참치김밥"),
        entity("companion", "family", surface="아이랑"),
    )
    reply = await child.say("menu_inquiry", "아이랑떡볶이 참치김밥 얼마야", *found)
    assert "아이랑떡볶이의 참치김밥은" in reply.text


async def test_the_branch_that_is_named_is_meant_and_without_one_it_is_asked(child: Conversation) -> None:
    category = entity("food_category", "치킨", surface="닭집")
    reply = await child.say("card_acceptance", "오븐에구운닭집 신림점 카드 돼?", category)
    assert "오븐에구운닭집 신림점" in reply.text
    asked = await child.say("card_acceptance", "오븐에구운닭집 카드 돼?", category)
    assert len(asked.buttons) > 1
    assert all("오븐에구운닭집" in title for title in asked.buttons)


@pytest.mark.parametrize("name", ["뿅뿅치킨", "없는가게반점", "달나라김밥"])
async def test_a_name_nobody_knows_is_said_to_be_unknown(child: Conversation, pool: Pool, name: str) -> None:
    child.slots["focus_shop_id"] = await shop_named(pool, "골목핫도그")
    reply = await child.say("card_acceptance", f"{name} 카드 돼?")
    assert f"{name}이라는 가게를 찾지 못했어요" in reply.text
    assert child.slots["focus_shop_id"] == await shop_named(pool, "골목핫도그")


async def test_a_name_much_like_another_is_asked_about_and_not_answered(child: Conversation) -> None:
    reply = await child.say("card_acceptance", "순희네집밥 카드 돼?", entity("shop_name", "순희네집밥"))
    assert "순희네집밥이라는 가게는 찾지 못했어요" in reply.text
    assert "순이네집밥" in reply.buttons


@pytest.mark.parametrize("text", ["떡볶이 얼마야", "로제김밥 얼마야", "가까운식당 메뉴", "거기 메뉴", "여기식당 메뉴"])
async def test_food_and_places_are_no_names(child: Conversation, pool: Pool, text: str) -> None:
    child.slots["focus_shop_id"] = await shop_named(pool, "골목핫도그")
    assert "찾지 못했어요" not in (await child.say("menu_inquiry", text)).text


async def test_where_the_understanding_is_unsure_the_name_and_what_is_asked_settle_it(child: Conversation) -> None:
    reply = await child.say("nlu_fallback", "바다스시 메뉴")
    assert "바다스시" in reply.text
    assert "바다스시" in (await child.say("nlu_fallback", "바다스시 어디야")).text


async def test_words_that_only_begin_like_a_name_are_none(child: Conversation) -> None:
    category = entity("food_category", "분식", surface="분식")
    reply = await child.say("card_acceptance", "학교 앞 분식집 카드 돼?", category)
    assert "학교앞분식은" not in reply.text
