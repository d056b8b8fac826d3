"""``action_hours``: when a shop is open."""

from __future__ import annotations

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.when import days_asked
from actions.which_shop import meant
from actions.wording.buttons import find, more, where
from actions.wording.shop import days_text, hours_text, reported_text
from members import reports
from recommender.opening import hours_of, opening_at

__all__ = ["ShopHours"]


class ShopHours(NaviyamAction):
    """Answer for the shop that is meant, now or on the day asked about."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_hours"

    async def answer(self, turn: Turn) -> Answer:
        """The hours as the catalogue knows them; unknown is said as unknown, and so is what others found closed."""
        found = await meant(self.pool, turn, asks="hours_inquiry")
        if isinstance(found, Answer):
            return found
        slots = {"focus_shop_id": found.shop_id}
        voice, hours = voice_for(turn), hours_of(found.business_hours)
        days = days_asked(turn.values("day"), turn.now)
        if days and not found.is_closed_down:
            return Answer(days_text(found, hours, days, voice), (where(shop_id=found.shop_id), more()), slots=slots)
        text = hours_text(found, opening_at(found.business_hours, turn.now), hours, turn.now, voice)
        if found.is_closed_down:
            return Answer(text, (find(),), slots=slots)
        known = await reports.reported(self.pool, found.shop_id, turn.now)
        buttons = (where(shop_id=found.shop_id), more())
        return Answer(text + reported_text(known, "closed", voice), buttons, slots=slots)
