"""Which restrictions a message takes back: those said to be gone, and those in force that are eaten after all."""

from __future__ import annotations

from actions.about_me import eaten_in, negated_restrictions
from actions.person import read_person
from actions.turn import Turn
from actions.wish import Wish
from storage.postgres import Pool

__all__ = ["in_force", "taken_back"]


async def in_force(pool: Pool, turn: Turn) -> frozenset[str]:
    """The restrictions that hold now: the person's, and those of the wish."""
    _, profile = await read_person(pool, turn)
    return profile.diet | Wish.from_slot(turn.slots.get("request"), turn.now).diet


async def taken_back(pool: Pool, turn: Turn) -> frozenset[str]:
    """The restrictions to ask about before they are dropped; the database is asked only where words suggest any.

    "달걀 먹어도 돼" says nothing where egg was never left out; "이제 새우 먹어도 돼" is answered all the same.
    """
    said = frozenset(negated_restrictions(turn.text))
    eaten = frozenset(eaten_in(turn.text)) - said
    return said | (eaten & await in_force(pool, turn)) if eaten else said
