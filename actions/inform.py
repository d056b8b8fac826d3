"""``action_inform``: a bare answer or a pressed button: a place, a condition to relax, an amount, a food, a number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions import place as places
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.contradiction import contradiction
from actions.entities import Said, said_in
from actions.food_in_general import without_old_food
from actions.kinds import ask_which_dish
from actions.meals import Extra, find_meal, shown_shops
from actions.select import Select
from actions.turn import Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.asking import ask_place
from actions.wording.buttons import starters
from recommender.relax import NAMES

__all__ = ["Inform"]


_ANYTHING: Final = re.compile(r"아무\s?거나|암거나|상관\s?없|알아서")


class Inform(NaviyamAction):
    """Put what was said into the wish and answer the wish."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_inform"

    async def answer(self, turn: Turn) -> Answer:
        """A slate for the completed wish, or a question back when nothing was said that helps."""
        if (asked := contradiction(turn) or ask_which_dish(turn)) is not None:
            return asked
        said = said_in(turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now)
        relax = turn.first("relax")
        if relax in NAMES:
            wish = _relaxed(wish, str(relax), said)
            exclude = () if relax == "shown" else shown_shops(turn)
            return await find_meal(self.pool, turn, wish, Extra(exclude=exclude))
        if turn.values("place") or turn.values("location") or said != Said():
            merged = without_old_food(wish, said, turn).merged(said, turn.now)
            return await find_meal(self.pool, turn, merged, Extra(is_new=not said.is_empty))
        if turn.values("ordinal") or turn.values("shop_name"):
            return await Select(self.resources).answer(turn)
        if _ANYTHING.search(turn.text):
            wish = replace(wish, dishes=(), categories=(), tastes=())
            return await find_meal(self.pool, turn, wish, Extra(exclude=shown_shops(turn)))
        if turn.slots.get("request") is not None and (place := places.find(turn)).where is None:
            return ask_place(unknown_name=place.unknown_name, choices=place.choices, slots={}, voice=voice_for(turn))
        return Answer(voice_for(turn).say("ask_more"), starters())


def _relaxed(wish: Wish, name: str, said: Said) -> Wish:
    """The wish with one condition relaxed, as the button said."""
    wish = replace(wish, relaxed=wish.relaxed | {name})
    if name == "budget":
        least = None if wish.budget is None or said.budget is None else wish.budget_min
        return replace(wish, budget=said.budget, budget_min=least)
    if name == "dishes":
        return replace(wish, dishes=(), not_dishes=())
    if name == "tastes":
        return replace(wish, tastes=())
    if name == "categories":
        return replace(wish, categories=(), not_categories=())
    return wish  # radius, open, card, shown, spendable: read by name when the request is made
