"""Who is speaking, as far as a meal is concerned: the card and the profile."""

from __future__ import annotations

from actions.turn import Turn
from members import card as cards
from members import profile as profiles
from members.card import Card
from members.profile import Profile
from storage.postgres import Pool

__all__ = ["read_person"]


async def read_person(pool: Pool, turn: Turn) -> tuple[Card | None, Profile]:
    """Card and profile over one connection; a guest has no card and a fresh profile."""
    if turn.user_id is None:
        return None, Profile()
    async with pool.autocommit() as conn:
        card = await cards.read_on(conn, turn.user_id, turn.now)
        return card, await profiles.read_on(conn, turn.user_id)
