"""Who is speaking, as far as a meal is concerned: the card, the profile, and the coupons they hold."""

from __future__ import annotations

import datetime as dt

from actions.turn import Turn
from members import card as cards
from members import coupons as wallets
from members import profile as profiles
from members.card import Card
from members.coupons import Coupon
from members.profile import Profile
from storage.postgres import Pool

__all__ = ["read_person", "read_wallet"]


async def read_person(pool: Pool, turn: Turn) -> tuple[Card | None, Profile]:
    """Card and profile over one connection; a guest has no card and a fresh profile."""
    if turn.user_id is None:
        return None, Profile()
    async with pool.autocommit() as conn:
        card = await cards.read_on(conn, turn.user_id, turn.now)
        return card, await profiles.read_on(conn, turn.user_id)


async def read_wallet(pool: Pool, turn: Turn, profile: Profile, at: dt.datetime) -> tuple[Coupon, ...]:
    """The coupons that can be used at ``at``: one query, and none for the many who hold no coupon."""
    if turn.user_id is None or not profile.has_coupons:
        return ()
    return await wallets.usable(pool, turn.user_id, at)
