"""Who is speaking, as far as a meal is concerned: the card, the profile, and the coupons they hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from actions.memory import kept_in_conversation
from actions.turn import Turn
from members import card as cards
from members import coupons as wallets
from members import profile as profiles
from members.card import Card
from members.coupons import Coupon
from members.profile import Profile
from members.stated import Stated
from storage.postgres import Pool

__all__ = ["read_person", "read_wallet"]


async def read_person(pool: Pool, turn: Turn, at: dt.datetime | None = None) -> tuple[Card | None, Profile]:
    """Card and profile over one connection; a guest has no card, and the profile that this conversation told.

    Args:
        at: when the card is to pay; its limits are those of that day and hour. None: now.
    """
    told = kept_in_conversation(turn)
    if turn.user_id is None:
        return None, _with(Profile(), told)
    async with pool.autocommit() as conn:
        card = await cards.read_on(conn, turn.user_id, at or turn.now)
        return card, _with(await profiles.read_on(conn, turn.user_id), told)


async def read_wallet(pool: Pool, turn: Turn, profile: Profile, at: dt.datetime) -> tuple[Coupon, ...]:
    """The coupons that can be used at ``at``: one query, and none for the many who hold no coupon."""
    if turn.user_id is None or not profile.has_coupons:
        return ()
    return await wallets.usable(pool, turn.user_id, at)


def _with(profile: Profile, told: Stated) -> Profile:
    """The profile with what was told in this conversation alone."""
    if told.is_empty:
        return profile
    return replace(
        profile,
        diet=profile.diet | told.diet,
        preferred_categories={**profile.preferred_categories, **told.categories},
        average_budget=profile.average_budget if told.budget is None else told.budget.average,
        ceiling_won=profile.ceiling_won if told.budget is None else told.budget.ceiling,
        disliked_foods=tuple(dict.fromkeys((*profile.disliked_foods, *told.disliked))),
        unfiltered_restrictions=tuple(dict.fromkeys((*profile.unfiltered_restrictions, *told.unfiltered))),
    )
