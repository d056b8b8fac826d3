"""``action_charge``: how a card is topped up, extended or replaced; nothing of it is ours to do."""

from __future__ import annotations

import re
from typing import Final

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.card import cannot_pay_answer
from members import card as cards

__all__ = ["Charge"]

_LOST: Final = re.compile(r"잃어|분실|도난|훔쳐|없어졌|재발급|망가|부러|안\s?긁|고장")
_BLOCKED: Final = re.compile(r"정지|막[혔힌혀]|왜|풀어|해제")
_WHEN: Final = re.compile(r"언제|며칠|몇\s?일|몇\s?월|들어와|날짜")


class Charge(NaviyamAction):
    """Who helps: the municipality. No date or amount is claimed, for no row has one."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_charge"

    async def answer(self, turn: Turn) -> Answer:
        """One of the responses ``utter_charge_…``; why a card is blocked, where the row says so."""
        if _BLOCKED.search(turn.text) and turn.user_id is not None:
            card = await cards.read(self.pool, turn.user_id, turn.now)
            if card is not None and not card.is_active:
                return cannot_pay_answer(card, turn.now, {}, voice_for(turn))
        if _LOST.search(turn.text):
            return Answer(response="utter_charge_lost")
        return Answer(response="utter_charge_when" if _WHEN.search(turn.text) else "utter_charge_how")
