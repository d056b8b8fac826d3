"""What a person likes, must not eat, and how long we have known each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["Profile", "read", "read_on"]

_profiles = queries.load("profiles")


@dataclasses.dataclass(frozen=True)
class Profile:
    """One person's profile; the defaults are those of somebody we have just met.

    ``preferred_categories`` maps a category to a weight in [0, 1]; ``diet`` holds diet values of the label guide, which
    are hard filters.
    """

    preferred_categories: Mapping[str, float] = MappingProxyType({})
    average_budget: int | None = None
    diet: frozenset[str] = frozenset()
    favourite_shops: frozenset[int] = frozenset()
    personality_type: str = "EXPLORER"
    interaction_count: int = 0
    last_category_selected: str | None = None


async def read(pool: Pool, user_id: str) -> Profile:
    """The profile of ``user_id``, a fresh one when there is none.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await read_on(conn, user_id)


async def read_on(conn: Connection, user_id: str) -> Profile:
    """`read` on a connection that the caller has already."""
    row = await _profiles.read(conn, user_id=user_id)
    if row is None:
        return Profile()
    return Profile(
        preferred_categories=MappingProxyType(row["preferred_categories"]),
        average_budget=row["average_budget"],
        diet=frozenset(row["dietary_restrictions"]),
        favourite_shops=frozenset(row["favourite_shops"]),
        personality_type=row["personality_type"],
        interaction_count=row["interaction_count"],
        last_category_selected=row["last_category_selected"],
    )
