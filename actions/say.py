"""``action_say``: the fixed words for an intent, ``utter_<intent>`` of ``domain.yml``.

A rule may say them directly as well. By way of this action the message is first heard as an answer to the question that
is open, which is what one wants of every intent a bare answer may be taken for.
"""

from __future__ import annotations

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn

__all__ = ["Say"]


class Say(NaviyamAction):
    """Say ``utter_<intent>``."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_say"

    async def answer(self, turn: Turn) -> Answer:
        """The response of the intent; a goodbye ends the wish."""
        slots = {"request": None} if turn.intent == "goodbye" else {}
        return Answer("", response=f"utter_{turn.intent or 'default'}", slots=slots)
