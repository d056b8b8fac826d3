"""``action_card_acceptance``: whether a shop takes the card, what the card's limits are."""

from __future__ import annotations

import re
from typing import Final

from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.which_shop import meant
from actions.wording.asking import starters
from actions.wording.shop import acceptance_text, general_card_text, limits_text
from members import card as cards

__all__ = ["CardAcceptance"]

_LIMITS: Final = re.compile(r"한도|하루에?\s?얼마|한\s?끼에?\s?얼마|한\s?달에?\s?얼마|얼마까지")
_FIND: Final = Button("카드 되는 곳 찾기", payload("food_request"))


class CardAcceptance(NaviyamAction):
    """The card's limits, one shop's acceptance, or what holds in general, in that order."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_card_acceptance"

    async def answer(self, turn: Turn) -> Answer:
        """What the rows say; no rule of any municipality is claimed without one."""
        if _LIMITS.search(turn.text):
            card = None if turn.user_id is None else await cards.read(self.pool, turn.user_id, turn.now)
            return Answer(limits_text(card), starters()[2:])
        about_a_shop = any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id"))
        category = turn.first("food_category")
        if not about_a_shop and (category or not (turn.slots.get("focus_shop_id") or turn.slate)):
            find = Button(f"{category} 찾기", payload("food_request", food_category=category)) if category else _FIND
            return Answer(general_card_text(), (find,))
        found = await meant(self.pool, turn, asks="card_acceptance")
        if isinstance(found, Answer):
            return found
        buttons = (_FIND,) if found.card == "N" else ()
        return Answer(acceptance_text(found), buttons, slots={"focus_shop_id": found.shop_id})
