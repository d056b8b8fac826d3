"""``action_charge``: how a card is topped up, extended or replaced; nothing of it is ours to do."""

from __future__ import annotations

import re
from typing import Final

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn

__all__ = ["Charge"]

_LOST: Final = re.compile(r"잃어|분실|도난|훔쳐|없어졌|재발급|망가|부러|안\s?긁|고장")
_WHEN: Final = re.compile(r"언제|며칠|몇\s?일|몇\s?월|들어와|날짜")


class Charge(NaviyamAction):
    """Who helps: the municipality. No date or amount is claimed, for no row has one."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_charge"

    async def answer(self, turn: Turn) -> Answer:
        """One of the responses ``utter_charge_…``."""
        if _LOST.search(turn.text):
            return Answer(response="utter_charge_lost")
        return Answer(response="utter_charge_when" if _WHEN.search(turn.text) else "utter_charge_how")
