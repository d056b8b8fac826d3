"""People made for one test, with something of theirs in every table that can hold it."""

from __future__ import annotations

import uuid

from psycopg.types.json import Jsonb

from storage.postgres import Pool

__all__ = ["make_person", "make_shop"]


async def make_person(pool: Pool) -> str:
    """A person with a profile; returns the id."""
    user_id = f"test-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
        await conn.execute(
            "INSERT INTO user_profiles (user_id, preferred_categories, dietary_restrictions) VALUES (%s, %s, %s)",
            [user_id, Jsonb({"분식": 0.9}), ["peanut"]],
        )
    return user_id


async def make_shop(pool: Pool, name: str = "테스트분식") -> int:
    """A shop that takes the card; returns the id."""
    async with pool.connection() as conn:
        cursor = await conn.execute(
            "INSERT INTO shops (source_key, name, category, is_food_card_shop, popularity_score)"
            " VALUES (%s, %s, '분식', 'Y', 0.5) RETURNING shop_id",
            [f"test|{uuid.uuid4()}", name],
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row["shop_id"])
