"""``action_recommend``: a new request, with an amount or without, or because somebody is hungry and broke."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions.about_shop import answer_about, asks_a_fact, intent_asked, of_the_list
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.contradiction import contradiction
from actions.entities import Said, said_in
from actions.food_in_general import without_old_food
from actions.kinds import ask_which_dish
from actions.meals import Extra, find_meal
from actions.turn import Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.figures import won

__all__ = ["Recommend"]

_SEEKS: Final = re.compile(r"추천|찾아|찾고|골라|(?:데|곳|집|식당|가게)(?:로|은|는|이|가|만|도|요)?\s*[?!.~]*$")
_EACH: Final = re.compile(r"인당|명당|각자|각각|하나당|씩|1인|일인|한\s?(?:사람|명)\s?(?:당|에)")


class Recommend(NaviyamAction):
    """Take what was named, keep the rest of the wish, and show a slate."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_recommend"

    async def answer(self, turn: Turn) -> Answer:
        """A slate, or what could be done instead; a question about a shop that was named is answered as such."""
        if (listed := await of_the_list(self.pool, turn)) is not None:
            return listed
        if turn.values("shop_name") and (asks := intent_asked(turn)) is not None:
            return await self.resources.router.answer(replace(turn, intent=asks))
        if asks_a_fact(turn.text) and not _SEEKS.search(turn.text):
            _, answer = await answer_about(self.pool, turn)
            if answer is not None:
                return answer
        if (asked := contradiction(turn) or ask_which_dish(turn)) is not None:
            return asked
        said = said_in(turn)
        carried = Wish.from_slot(turn.slots.get("request"), turn.now).for_new_request()
        wish = without_old_food(carried, said, turn).merged(said, turn.now)
        return await find_meal(self.pool, turn, wish, Extra(is_new=True, notes=_shared(turn, said, wish)))


def _shared(turn: Turn, said: Said, wish: Wish) -> tuple[str, ...]:
    """What an amount is for each, where several are to eat from it: prices are those of one meal."""
    if said.budget is None or wish.party_size is None or wish.party_size < 2 or _EACH.search(turn.text):
        return ()
    each = won(said.budget // wish.party_size)
    return (voice_for(turn).say("slate_for_each", people=wish.party_size, amount=won(said.budget), each=each),)
