"""What people say of a meal is learnt from once; what several people report lowers a shop's trust."""

from __future__ import annotations

import datetime as dt

import pytest

from members import feedback, reports
from members.card import SEOUL
from storage.postgres import Pool
from tests.members.people import make_person, make_shop

AT = dt.datetime.now(SEOUL)


async def test_a_rating_is_noted_once_a_message_and_learnt_from(pool: Pool) -> None:
    user_id, shop_id = await make_person(pool), await make_shop(pool)
    assert await feedback.rate(pool, user_id, 5, "m1", shop_id=shop_id)
    assert not await feedback.rate(pool, user_id, 5, "m1", shop_id=shop_id)
    async with pool.autocommit() as conn:
        query = "SELECT kind, weight::float8 AS weight, rating FROM user_interactions WHERE user_id = %s"
        rows = await (await conn.execute(query, [user_id])).fetchall()
    assert rows == [{"kind": "rate", "weight": 1.0, "rating": 5}]


async def test_a_recommendation_may_be_rated_without_a_shop_and_by_a_person_only(pool: Pool) -> None:
    user_id = await make_person(pool)
    assert await feedback.rate(pool, user_id, 2, "m1")
    assert not await feedback.rate(pool, "nobody-there", 2, "m1")


async def test_the_last_choice_is_the_one_meant(pool: Pool) -> None:
    user_id, shop_id = await make_person(pool), await make_shop(pool, "어제간집")
    assert await feedback.last_choice(pool, user_id, AT) is None
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO user_interactions (user_id, shop_id, kind, weight) VALUES (%s, %s, 'select', 0.8)",
            [user_id, shop_id],
        )
    assert await feedback.last_choice(pool, user_id, AT) == feedback.Choice(shop_id, "어제간집")
    assert await feedback.last_choice(pool, user_id, AT + dt.timedelta(days=30)) is None


@pytest.mark.parametrize(("people", "trust"), [(1, 1.0), (2, 1.0), (3, 0.8), (5, 0.4), (6, 0.2), (9, 0.0)])
async def test_trust_falls_from_the_third_different_person_on(pool: Pool, people: int, trust: float) -> None:
    shop_id = await make_shop(pool)
    ticket = None
    for number in range(people):
        user_id = await make_person(pool)
        for message in ("m1", "m2"):  # the same person twice is one person
            ticket = await reports.file(
                pool, user_id, "closed", "닫혀 있었어요", f"{message}-{number}", shop_id=shop_id, at=AT
            )
    assert ticket is not None
    assert (ticket.people, ticket.trust) == (people, pytest.approx(trust))
    told = await reports.reported(pool, shop_id, AT)
    assert told == ({"closed": people} if people >= 3 else {})


async def test_settled_tickets_give_the_trust_back(pool: Pool) -> None:
    shop_id = await make_shop(pool)
    for number in range(4):
        await reports.file(pool, await make_person(pool), "card", "", f"m{number}", shop_id=shop_id, at=AT)
    assert await reports.judge(pool, shop_id, AT) == pytest.approx(0.6)
    async with pool.connection() as conn:
        await conn.execute("UPDATE reports SET status = 'fixed' WHERE shop_id = %s", [shop_id])
    assert await reports.judge(pool, shop_id, AT) == 1.0


async def test_a_ticket_keeps_no_telephone_number_and_comes_once_a_message(pool: Pool) -> None:
    user_id = await make_person(pool)
    first = await reports.file(pool, user_id, "app", "지도가 안 떠요 010-1234-5678", "m1", shop_id=None, at=AT)
    assert first is not None
    assert await reports.file(pool, user_id, "app", "지도가 안 떠요", "m1", shop_id=None, at=AT) is None
    async with pool.autocommit() as conn:
        row = await (await conn.execute("SELECT words FROM reports WHERE user_id = %s", [user_id])).fetchone()
    assert row is not None
    assert "1234" not in row["words"]
