"""``action_more_options``: other shops, cheaper ones, nearer ones, or not that food."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.about_shop import of_the_list
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.contradiction import contradiction
from actions.entities import refers_to_cheaper, refers_to_nearer, said_in
from actions.kinds import ask_which_dish
from actions.meals import Extra, find_meal, shown_shops
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import same_question
from actions.wish import Wish
from actions.wording.figures import short, won

__all__ = ["MoreOptions"]


class MoreOptions(NaviyamAction):
    """Show shops not shown yet that are better in the way asked for; say so where none is."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_more_options"

    async def answer(self, turn: Turn) -> Answer:
        """The next slate of the same wish; after a question about a shop, 그거 말고 두 번째 거는? asks it again."""
        if (listed := await of_the_list(self.pool, turn)) is not None:
            return listed
        if (again := same_question(turn)) is not None:
            return await self.resources.router.answer(replace(turn, intent=again))
        if (asked := contradiction(turn) or ask_which_dish(turn)) is not None:
            return asked
        said = said_in(turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now).merged(said, turn.now)
        wish = replace(wish, relaxed=wish.relaxed - {"shown"})
        extra = Extra(exclude=shown_shops(turn))
        items: Sequence[Mapping[str, Any]] = turn.slate["items"] if turn.slate else ()
        voice = voice_for(turn)
        if not items:
            return await find_meal(self.pool, turn, wish, extra)
        if refers_to_cheaper(turn.text) and said.budget is None:
            cheapest = min(items, key=lambda item: int(item["menu"]["final_price"]))
            price = int(cheapest["menu"]["final_price"])
            name = short(str(cheapest["name"]), 16)
            note = voice.say("more_cheapest", shop=name, price=won(price))
            better = replace(extra, below_price=price)
            return await self._better(turn, wish, extra, better, (note, voice.say("more_cheapest_next")))
        if refers_to_nearer(turn.text) and said.radius_m is None:
            nearest = min(items, key=lambda item: int(item["distance_m"]))
            name = short(str(nearest["name"]), 16)
            note = voice.say("more_nearest", shop=name, minutes=nearest["walk_min"])
            better = replace(extra, nearer_than_m=int(nearest["distance_m"]))
            return await self._better(turn, wish, extra, better, (note, voice.say("more_nearest_next")))
        return await find_meal(self.pool, turn, wish, extra)

    async def _better(self, turn: Turn, wish: Wish, extra: Extra, better: Extra, notes: tuple[str, str]) -> Answer:
        """Shops that are ``better``; else which one of those just shown is best, and what comes after it."""
        answer = await find_meal(self.pool, turn, wish, better)
        if answer.custom is not None:
            return answer
        answer = await find_meal(self.pool, turn, wish, replace(extra, notes=notes))
        return answer if answer.has_slate else await find_meal(self.pool, turn, wish, replace(extra, notes=notes[:1]))
