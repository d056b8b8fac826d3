"""``action_location``: where a shop is and how far."""

from __future__ import annotations

from actions.about_shop import answer_about
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import meant
from actions.wording.buttons import more, until_when
from actions.wording.shop import location_text

__all__ = ["ShopLocation"]


class ShopLocation(NaviyamAction):
    """Answer for the shop that is meant."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_location"

    async def answer(self, turn: Turn) -> Answer:
        """Address, walking minutes, and a link to a map."""
        turn, answer = await answer_about(self.pool, turn)
        if answer is not None:
            return answer
        found = await meant(self.pool, turn, asks="location_inquiry")
        if isinstance(found, Answer):
            return found
        buttons = (until_when(shop_id=found.shop_id), more())
        return Answer(location_text(found, voice_for(turn)), buttons, slots={"focus_shop_id": found.shop_id})
