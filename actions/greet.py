"""``action_greet``: a newcomer's greeting begins the first talk, everybody else's is returned."""

from __future__ import annotations

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.onboarding import Onboarding
from actions.turn import Turn

__all__ = ["Greet"]


class Greet(NaviyamAction):
    """Greet; the words for those we know are ``utter_greet``."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_greet"

    async def answer(self, turn: Turn) -> Answer:
        """The welcome with the first question, or the greeting."""
        begun = await Onboarding(self.resources, turn).greeted()
        return begun or Answer("", response="utter_greet")
