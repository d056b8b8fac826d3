"""A profile is rebuilt from what somebody did, the same each time, and a choice's follow-up work is never lost."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from members import follow_ups, notices, profile
from members.card import SEOUL
from members.rebuild import rebuild, rebuild_on
from storage.errors import StorageUnavailable
from storage.postgres import Connection, Pool

NOON = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)


@pytest.fixture
async def shops(pool: Pool) -> dict[str, int]:
    """A shop a category, by category, each with a menu of 6,000 won whose nutrition is known."""
    found = {}
    async with pool.connection() as conn:
        for category in ("한식", "중식", "분식"):
            row = await (
                await conn.execute(
                    "INSERT INTO shops (source_key, name, category) VALUES (%s, '가게', %s) RETURNING shop_id",
                    [uuid.uuid4().hex, category],
                )
            ).fetchone()
            assert row is not None
            found[category] = row["shop_id"]
            await conn.execute(
                "INSERT INTO menus (shop_id, name, price, nutrition) VALUES (%s, '메뉴', 6000, %s)",
                [row["shop_id"], Jsonb({"sodium_mg": 1500, "source": "시험"})],
            )
    return found


async def choose(pool: Pool, person: str, shop_id: int, at: dt.datetime = NOON, **context: Any) -> None:
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO user_interactions (user_id, shop_id, menu_id, kind, weight, context, created_at)"
            " SELECT %s, shop_id, menu_id, 'select', 0.8, %s, %s FROM menus WHERE shop_id = %s",
            [person, Jsonb(context), at, shop_id],
        )


async def know(pool: Pool, person: str, choices: int, **columns: Any) -> None:
    names = "".join(f", {name}" for name in columns)
    marks = ", %s" * len(columns)
    async with pool.connection() as conn:
        await conn.execute(
            f"INSERT INTO user_profiles (user_id, interaction_count{names}) VALUES (%s, %s{marks})",
            [person, choices, *columns.values()],
        )


async def stored(pool: Pool, person: str) -> dict[str, Any]:
    async with pool.autocommit() as conn:
        row = await (
            await conn.execute(
                "SELECT preferred_categories, stated_categories, personality_type, favourite_shops, patterns,"
                " interaction_count, last_category_selected FROM user_profiles WHERE user_id = %s",
                [person],
            )
        ).fetchone()
    assert row is not None
    return dict(row)


async def test_choices_become_preferences_favourites_and_habits(pool: Pool, person: str, shops: dict[str, int]) -> None:
    await know(pool, person, 4, preferred_categories=Jsonb({"중식": 1.0}))
    for day in range(4):
        await choose(pool, person, shops["한식"], NOON - dt.timedelta(days=day), meal_time="lunch", companion="friend")
    assert await rebuild(pool, person)
    read = await profile.read(pool, person)
    assert read.preferred_categories["한식"] > read.preferred_categories["중식"] == 0.75
    assert (read.personality_type, read.favourite_shops) == ("LOYALIST", {shops["한식"]})
    assert (read.patterns.usual_won, read.patterns.won_in("friend")) == (6_000, 6_000)
    assert (read.patterns.nutrition, read.patterns.nutrition_of) == ({"sodium_mg": 1500.0}, 4)


async def test_a_shop_no_longer_chosen_is_no_favourite_any_longer(
    pool: Pool, person: str, shops: dict[str, int]
) -> None:
    await know(pool, person, 6, favourite_shops=[shops["중식"]])
    for day in range(3):
        await choose(pool, person, shops["중식"], NOON - dt.timedelta(days=200 + day))
        await choose(pool, person, shops["한식"], NOON - dt.timedelta(days=day))
    await rebuild(pool, person)
    assert (await profile.read(pool, person)).favourite_shops == {shops["한식"]}


async def test_rebuilding_again_changes_nothing(pool: Pool, person: str, shops: dict[str, int]) -> None:
    await know(pool, person, 5, preferred_categories=Jsonb({"분식": 0.8}))
    await choose(pool, person, shops["한식"])
    await rebuild(pool, person)
    once = await stored(pool, person)
    for _ in range(2):
        await rebuild(pool, person)
    assert await stored(pool, person) == once


async def test_many_rebuilds_at_once_agree(pool: Pool, person: str, shops: dict[str, int]) -> None:
    await know(pool, person, 5, preferred_categories=Jsonb({"분식": 0.8}))
    await choose(pool, person, shops["한식"])
    await asyncio.gather(*(rebuild(pool, person) for _ in range(6)))
    assert (await stored(pool, person))["stated_categories"] == {"분식": 0.8}


async def test_while_we_get_to_know_somebody_their_words_alone_count(
    pool: Pool, person: str, shops: dict[str, int]
) -> None:
    await know(pool, person, 2, preferred_categories=Jsonb({"분식": 1.0}))
    await choose(pool, person, shops["한식"])
    await rebuild(pool, person)
    assert (await profile.read(pool, person)).preferred_categories == {"분식": 1.0}


async def test_what_is_said_later_is_kept_through_a_rebuild(pool: Pool, person: str, shops: dict[str, int]) -> None:
    await know(pool, person, 5, preferred_categories=Jsonb({"분식": 1.0}))
    await choose(pool, person, shops["한식"])
    await rebuild(pool, person)
    await profile.state_categories(pool, person, {"중식": 0.0})
    assert (await profile.read(pool, person)).preferred_categories["중식"] == 0.0
    await rebuild(pool, person)
    read = (await profile.read(pool, person)).preferred_categories
    assert (read["분식"], read["중식"]) == (0.75, 0.25)


async def test_words_make_a_profile_where_there_was_none(pool: Pool, person: str) -> None:
    await profile.state_categories(pool, person, {"중식": 1.0})
    assert (await profile.read(pool, person)).preferred_categories == {"중식": 1.0}


async def test_nobody_has_nothing_to_rebuild(pool: Pool, person: str) -> None:
    assert not await rebuild(pool, person)
    assert await follow_ups.drain(pool) >= 0


async def queue(pool: Pool, person: str) -> str:
    slate_id = str(uuid.uuid4())
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO selection_follow_ups (user_id, slate_id) VALUES (%s, %s)", [person, slate_id])
    return slate_id


async def waiting(pool: Pool, slate_id: str) -> list[int]:
    async with pool.autocommit() as conn:
        rows = await conn.execute("SELECT attempts FROM selection_follow_ups WHERE slate_id = %s", [slate_id])
        return [row["attempts"] for row in await rows.fetchall()]


async def test_the_work_a_choice_left_is_done_and_gone(pool: Pool, person: str, shops: dict[str, int]) -> None:
    await know(pool, person, 3)
    await choose(pool, person, shops["한식"])
    slate_id = await queue(pool, person)
    assert await follow_ups.drain(pool) >= 1
    assert await waiting(pool, slate_id) == []
    assert (await profile.read(pool, person)).patterns.choices == 1


async def test_work_cut_off_in_the_middle_is_left_for_the_next(
    pool: Pool, person: str, shops: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    await know(pool, person, 3)
    await choose(pool, person, shops["한식"])
    slate_id = await queue(pool, person)

    async def rebuild_and_be_cut_off(conn: Connection, user_id: str) -> None:
        await rebuild_on(conn, user_id)
        await conn.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(follow_ups, "rebuild_on", rebuild_and_be_cut_off)
    with pytest.raises(StorageUnavailable):
        await follow_ups.drain(pool)
    assert await waiting(pool, slate_id) == [0]
    assert (await profile.read(pool, person)).patterns.choices == 0
    monkeypatch.undo()
    await follow_ups.drain(pool)
    assert await waiting(pool, slate_id) == []
    assert (await profile.read(pool, person)).patterns.choices == 1


async def test_two_workers_share_the_work(pool: Pool, person: str) -> None:
    await know(pool, person, 3)
    slates = [await queue(pool, person) for _ in range(6)]
    done = await asyncio.gather(follow_ups.drain(pool), follow_ups.drain(pool))
    assert sum(done) >= 6
    assert [await waiting(pool, slate_id) for slate_id in slates] == [[]] * 6


async def test_one_persons_odd_rows_keep_nobody_waiting(
    pool: Pool, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await know(pool, person, 3)
    slate_id = await queue(pool, person)

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(follow_ups, "rebuild_on", fail)
    await follow_ups.drain(pool, most=1)
    assert await waiting(pool, slate_id) == [1]
    monkeypatch.undo()
    await follow_ups.drain(pool)
    assert await waiting(pool, slate_id) == []


async def test_a_remark_is_made_once_a_week_by_one_reply(pool: Pool, person: str) -> None:
    await know(pool, person, 12)
    assert sum(await asyncio.gather(*(notices.claim(pool, person, NOON) for _ in range(6)))) == 1
    assert not await notices.claim(pool, person, NOON + dt.timedelta(days=6))
    assert await notices.claim(pool, person, NOON + dt.timedelta(days=7))
    assert not await notices.claim(pool, "nobody", NOON)
