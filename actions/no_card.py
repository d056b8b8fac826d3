"""What is answered to somebody who has no meal card: what works without one, and who gives one out."""

from __future__ import annotations

from actions.answer import Answer
from actions.person import read_person
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import find, starters, without_card
from storage.postgres import Pool

__all__ = ["without_a_card"]


async def without_a_card(pool: Pool, turn: Turn) -> Answer:
    """Meals are found without a card too; whoever has one linked all the same may look without it."""
    card, _ = await read_person(pool, turn)
    first = find() if card is None else without_card()
    return Answer(voice_for(turn).say("no_card"), (first, starters()[1]))
