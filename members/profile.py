"""What a person likes, must not eat, and how long we have known each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from psycopg.types.json import Jsonb

from members.patterns import Patterns
from members.stages import Stage, stage_of
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["Profile", "read", "read_on", "state_categories"]

_profiles, _personalisation = queries.load("profiles"), queries.load("personalisation")


@dataclasses.dataclass(frozen=True)
class Profile:
    """One person's profile; the defaults are those of somebody we have just met.

    ``preferred_categories`` maps a category to a weight in [0, 1]; ``diet`` holds diet values of the label guide, which
    are hard filters; ``has_coupons``: whether it is worth asking `members.coupons.usable`.
    """

    preferred_categories: Mapping[str, float] = MappingProxyType({})
    average_budget: int | None = None
    budget_max: int | None = None
    """The most a meal usually costs, where that was said."""
    ceiling_won: int | None = None
    """What a meal must not cost more than, in the person's own words (만원 이하); None: none was said."""
    diet: frozenset[str] = frozenset()
    favourite_shops: frozenset[int] = frozenset()
    personality_type: str = "EXPLORER"
    interaction_count: int = 0
    last_category_selected: str | None = None
    patterns: Patterns = dataclasses.field(default_factory=Patterns)
    has_coupons: bool = False
    disliked_foods: tuple[str, ...] = ()
    unfiltered_restrictions: tuple[str, ...] = ()
    """What the person must not eat and no row of the catalogue declares."""

    @property
    def stage(self) -> Stage:
        """How well we know this person."""
        return stage_of(self.interaction_count)

    def preferences(self, *, meal_time: str | None = None, weather: str | None = None) -> Mapping[str, float]:
        """Category → weight in [0, 1] for this moment: habits shift what is liked, once there are enough choices."""
        if self.stage != "advanced":
            return self.preferred_categories
        return self.patterns.shifted(self.preferred_categories, meal_time=meal_time, weather=weather)

    def usual_won(self, companion: str | None = None) -> int | None:
        """What a meal usually costs this person (in this company, where known), else what they said; in won."""
        habit = self.patterns.won_in(companion) if self.stage == "advanced" else None
        return self.average_budget if habit is None else habit


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
    if not row["has_profile"]:
        return Profile(has_coupons=row["has_coupons"])
    return Profile(
        preferred_categories=MappingProxyType(row["preferred_categories"]),
        average_budget=row["average_budget"],
        budget_max=row["budget_max"],
        ceiling_won=row["budget_max"] if row["budget_min"] is None else None,
        diet=frozenset(row["dietary_restrictions"]),
        favourite_shops=frozenset(row["favourite_shops"]),
        personality_type=row["personality_type"],
        interaction_count=row["interaction_count"],
        last_category_selected=row["last_category_selected"],
        patterns=Patterns.from_json(row["patterns"]),
        has_coupons=row["has_coupons"],
        disliked_foods=tuple(row["disliked_foods"]),
        unfiltered_restrictions=tuple(row["unfiltered_restrictions"]),
    )


async def state_categories(pool: Pool, user_id: str, categories: Mapping[str, float]) -> None:
    """Note what a person says of their taste (category → weight in [0, 1]); what they said of others stays.

    Raises:
        StorageRejected: there is no such person.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        await _personalisation.state_categories(conn, user_id=user_id, categories=Jsonb(dict(categories)))
