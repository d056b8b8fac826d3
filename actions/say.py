"""``action_say``: the fixed words for an intent, ``utter_<intent>`` of ``domain.yml``.

A rule may say them directly as well. By way of this action the message is first heard as an answer to the question that
is open, which is what one wants of every intent a bare answer may be taken for.
"""

from __future__ import annotations

from typing import Any

from actions.about_shop import answer_about, asks_a_fact
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.wish import Wish

__all__ = ["Say"]


class Say(NaviyamAction):
    """Say ``utter_<intent>``."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_say"

    async def answer(self, turn: Turn) -> Answer:
        """The response of the intent; a goodbye ends the wish, but for what the body cannot have."""
        if turn.intent == "out_of_scope" and asks_a_fact(turn.text):
            _, answer = await answer_about(self.pool, turn)
            if answer is not None:
                return answer
        slots = {"request": _after_goodbye(turn)} if turn.intent == "goodbye" else {}
        return Answer("", response=f"utter_{turn.intent or 'default'}", slots=slots)


def _after_goodbye(turn: Turn) -> dict[str, Any] | None:
    diet = Wish.from_slot(turn.slots.get("request"), turn.now).diet
    return Wish(diet=diet).as_slot(turn.now) if diet else None
