"""``action_recommend``: a new request, with an amount or without, or because somebody is hungry and broke."""

from __future__ import annotations

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.contradiction import contradiction
from actions.entities import said_in
from actions.kinds import ask_which_dish
from actions.meals import Extra, find_meal
from actions.turn import Turn
from actions.wish import Wish

__all__ = ["Recommend"]


class Recommend(NaviyamAction):
    """Take what was named, keep the rest of the wish, and show a slate."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_recommend"

    async def answer(self, turn: Turn) -> Answer:
        """A slate, or what could be done instead."""
        if (asked := contradiction(turn) or ask_which_dish(turn)) is not None:
            return asked
        said = said_in(turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now).for_new_request().merged(said, turn.now)
        return await find_meal(self.pool, turn, wish, Extra(is_new=True))
