"""``action_balance``: what the card can pay."""

from __future__ import annotations

import re
from typing import Final

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.card import balance_answer
from actions.wording.habits import with_low_balance
from members import card as cards
from members import low_balance

__all__ = ["Balance"]

_SPENT: Final = re.compile(r"썼|쓴|사용한|지출|나갔")


class Balance(NaviyamAction):
    """Read the mirror of the card system and say what it says."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_balance"

    async def answer(self, turn: Turn) -> Answer:
        """Balance, rests and spendable amount; without a card, how to get one linked."""
        card = None if turn.user_id is None else await cards.read(self.pool, turn.user_id, turn.now)
        voice = voice_for(turn)
        answer = balance_answer(card, turn.now, voice, asks_spent=bool(_SPENT.search(turn.text)))
        if card is None or turn.user_id is None or card.balance >= card.threshold:
            return answer
        balance = await low_balance.claim(self.pool, turn.user_id, turn.now)
        return answer if balance is None else with_low_balance(answer, balance, voice)
