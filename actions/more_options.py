"""``action_more_options``: other shops, cheaper ones, nearer ones, or not that food."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.contradiction import contradiction
from actions.entities import refers_to_cheaper, refers_to_nearer, said_in
from actions.kinds import ask_which_dish
from actions.meals import Extra, find_meal, shown_shops
from actions.turn import Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.figures import short, won

__all__ = ["MoreOptions"]


class MoreOptions(NaviyamAction):
    """Show shops not shown yet that are better in the way asked for; say so where none is."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_more_options"

    async def answer(self, turn: Turn) -> Answer:
        """The next slate of the same wish."""
        if (asked := contradiction(turn) or ask_which_dish(turn)) is not None:
            return asked
        said = said_in(turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now).merged(said, turn.now)
        wish = replace(wish, relaxed=wish.relaxed - {"shown"})
        extra = Extra(exclude=shown_shops(turn))
        items: Sequence[Mapping[str, Any]] = turn.slate["items"] if turn.slate else ()
        if not items:
            return await find_meal(self.pool, turn, wish, extra)
        if refers_to_cheaper(turn.text) and said.budget is None:
            cheapest = min(items, key=lambda item: int(item["menu"]["final_price"]))
            price = int(cheapest["menu"]["final_price"])
            answer = await find_meal(self.pool, turn, wish, replace(extra, below_price=price))
            if answer.custom is not None:
                return answer
            name = short(str(cheapest["name"]), 16)
            note = voice_for(turn).say("more_cheapest", shop=name, price=won(price))
            return await find_meal(self.pool, turn, wish, replace(extra, notes=(note,)))
        if refers_to_nearer(turn.text) and said.radius_m is None:
            nearest = min(items, key=lambda item: int(item["distance_m"]))
            answer = await find_meal(self.pool, turn, wish, replace(extra, nearer_than_m=int(nearest["distance_m"])))
            if answer.custom is not None:
                return answer
            name = short(str(nearest["name"]), 16)
            note = voice_for(turn).say("more_nearest", shop=name, minutes=nearest["walk_min"])
            return await find_meal(self.pool, turn, wish, replace(extra, notes=(note,)))
        return await find_meal(self.pool, turn, wish, extra)
