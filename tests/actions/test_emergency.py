"""What a hungry child is told to buy at a store holds the same promises as a slate."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from actions.wording.emergency import basket_text
from actions.wording.texts import Voice
from catalog.neighbourhoods import NEIGHBOURHOODS
from recommender.diet import avoided
from recommender.menus import Basket, store_baskets
from storage.postgres import Pool
from tests.actions.conversation import TUESDAY_NOON, Conversation, entity

BASKET = Basket(1, "가나편의점", "Y", True, 80.0, ("삼각김밥", "우유"), 2_400, has_unknown_ingredients=True)


@pytest.fixture
async def with_card(pool: Pool, talk: Callable[..., Conversation]) -> AsyncIterator[Conversation]:
    """Somebody with an empty card."""
    user = f"emergency-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user])
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at) VALUES (%s, 0, 'ACTIVE', now())",
            [user],
        )
    yield talk(user)
    async with pool.connection() as conn:
        await conn.execute("DELETE FROM users WHERE user_id = %s", [user])


async def test_looking_without_the_card_ends_when_the_card_can_pay_again(with_card: Conversation, pool: Pool) -> None:
    empty = await with_card.say("emergency_food", "돈 없는데 배고파")
    await with_card.press(next(said for said in empty.buttons.values() if "spendable" in said))
    async with pool.connection() as conn:
        await conn.execute("UPDATE foodcard_users SET balance = 1800 WHERE user_id = %s", [with_card.user_id])
    text = (await with_card.say("emergency_food", "돈 없는데 배고파")).text
    totals = [int(total.replace(",", "")) for total in re.findall(r"편의점이라면 [^.]*?([\d,]+)원", text)]
    assert totals
    assert max(totals) <= 1800


async def test_hunger_is_about_now_and_not_about_the_day_asked_about_before(child: Conversation) -> None:
    await child.say("food_request", "내일 저녁", entity("day", "tomorrow"), entity("meal_time", "dinner"))
    reply = await child.say("emergency_food", "돈 없는데 배고파")
    assert dt.datetime.fromisoformat(reply.slate["request"]["at"]) == TUESDAY_NOON


@pytest.mark.parametrize(
    ("changes", "diet", "said"),
    [
        ({"card": "N"}, (), "급식카드가 안 돼요"),
        ({"card": "U"}, (), "급식카드가 되는지 몰라요"),
        ({"card": "P"}, (), "일부만"),
        ({"is_open": None}, (), "지금 열었는지는 몰라요"),
        ({}, ("peanut",), "재료를 모르는 것이 있으니"),
    ],
)
def test_what_is_not_known_of_the_basket_is_said(changes: dict[str, object], diet: tuple[str, ...], said: str) -> None:
    assert said in basket_text(dataclasses.replace(BASKET, **changes), avoided(diet), Voice())  # type: ignore[arg-type]
    assert said not in basket_text(BASKET, avoided(()), Voice())


async def test_an_allergy_said_with_the_hunger_is_minded_in_the_basket(talk: Callable[..., Conversation]) -> None:
    text = (await talk("demo-nocard").say("emergency_food", "돈 없어 땅콩 빼고", entity("diet", "peanut"))).text
    assert "편의점이라면" not in text or "재료를 모르는" in text or "땅콩" in text


async def test_goods_the_card_does_not_pay_are_in_no_basket(executor: object, pool: Pool) -> None:
    assert executor is not None  # it loaded the catalogue
    place = (NEIGHBOURHOODS[0].lat, NEIGHBOURHOODS[0].lng)

    async def goods(not_goods: tuple[str, ...]) -> set[str]:
        found = await store_baskets(
            pool, place, 5_000, radius_m=1_000, avoided=avoided(()), at=TUESDAY_NOON, by_card=True, not_goods=not_goods
        )
        return {one for basket in found for one in basket.goods}

    sold = sorted(await goods(()))
    assert sold
    assert sold[0] not in await goods((sold[0],))


async def test_a_basket_for_the_hungry_is_a_small_one_however_much_the_card_holds(
    talk: Callable[..., Conversation],
) -> None:
    text = (await talk("demo-peanut").say("emergency_food", "돈 없는데 배고파")).text
    totals = [int(total.replace(",", "")) for total in re.findall(r"편의점이라면 [^.]*?([\d,]+)원", text)]
    assert totals
    assert max(totals) <= 5_000


async def test_nothing_is_said_to_be_found_before_it_is(with_card: Conversation) -> None:
    assert "찾았어요" not in (await with_card.say("emergency_food", "돈 없는데 배고파")).text
