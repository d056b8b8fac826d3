"""A profile is what was stored, and a sensible blank for somebody new."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from members import profile
from members.profile import Profile
from storage.postgres import Pool


async def test_somebody_new_has_a_blank_profile(pool: Pool, person: str) -> None:
    assert await profile.read(pool, person) == Profile()
    assert await profile.read(pool, "nobody") == Profile()


async def test_what_was_stored_is_read(pool: Pool, person: str) -> None:
    async with pool.connection() as connection:
        await connection.execute(
            "INSERT INTO user_profiles (user_id, preferred_categories, average_budget, dietary_restrictions,"
            " favourite_shops, personality_type, interaction_count, last_category_selected)"
            " VALUES (%s, %s, 6500, '{peanut,milk}', '{3,1}', 'LOYALIST', 4, '한식')",
            [person, Jsonb({"한식": 0.7, "도시락/죽": 0.3})],
        )
    assert await profile.read(pool, person) == Profile(
        preferred_categories={"한식": 0.7, "도시락/죽": 0.3},
        average_budget=6_500,
        diet=frozenset({"peanut", "milk"}),
        favourite_shops=frozenset({1, 3}),
        personality_type="LOYALIST",
        interaction_count=4,
        last_category_selected="한식",
    )
