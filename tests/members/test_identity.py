"""A platform's account is one person, however many messages arrive at once."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from members import identity
from storage.errors import StorageRejected
from storage.postgres import Pool


async def test_somebody_new_becomes_a_person_who_is_known_from_then_on(pool: Pool) -> None:
    account = str(uuid.uuid4())
    user_id = await identity.resolve(pool, "web", account)
    assert await identity.exists(pool, user_id)
    assert await identity.resolve(pool, "web", account) == user_id


async def test_first_messages_at_once_make_one_person_and_no_leftovers(pool: Pool) -> None:
    account = str(uuid.uuid4())
    before = await _people(pool)
    ids = await asyncio.gather(*(identity.resolve(pool, "kakao", account) for _ in range(40)))
    assert len(set(ids)) == 1
    assert await _people(pool) == before + 1


async def test_the_same_id_on_two_platforms_is_two_people(pool: Pool) -> None:
    account = str(uuid.uuid4())
    assert await identity.resolve(pool, "web", account) != await identity.resolve(pool, "telegram", account)


async def test_ids_of_any_characters_are_kept_apart(pool: Pool) -> None:
    hostile = ["", " ", "'; DROP TABLE users; --", "가" * 200, "😀", "%s", ":platform"]
    ids = [await identity.resolve(pool, "app", account) for account in hostile]
    assert len(set(ids)) == len(hostile)


@pytest.mark.parametrize(("platform", "account"), [("fax", "1"), ("web", "x" * 201), ("web", "nul\0")])
async def test_an_unknown_platform_or_an_impossible_id_is_refused_and_makes_nobody(
    pool: Pool, platform: str, account: str
) -> None:
    before = await _people(pool)
    with pytest.raises(StorageRejected):
        await identity.resolve(pool, platform, account)
    assert await _people(pool) == before


async def test_nobody_exists_under_an_unknown_id(pool: Pool) -> None:
    assert not await identity.exists(pool, "nobody")


async def _people(pool: Pool) -> int:
    async with pool.autocommit() as connection:
        row = await (await connection.execute("SELECT count(*) AS n FROM users")).fetchone()
    assert row is not None
    return int(row["n"])
