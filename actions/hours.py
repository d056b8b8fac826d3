"""``action_hours``: when a shop is open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions.about_shop import answer_about
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

_DAY_ALONE: Final = re.compile(
    r"(?:그럼|그러면|그렇다면|아니면|혹시)?\s*[가-힣]{2,4}\s*(?:아침|점심|저녁)?(?:은|는|엔|에는|에는요|은요|는요)\s*\?*"
)


def _names_a_day(turn: Turn) -> bool:
    """Whether nothing but a day is named after a list, and no shop was talked of: 그럼 모레는?"""
    has_shop = any(turn.values(name) for name in ("shop_id", "shop_name", "ordinal"))
    if has_shop or isinstance(turn.slots.get("focus_shop_id"), int) or not turn.slate:
        return False
    return bool(turn.values("day")) and _DAY_ALONE.fullmatch(turn.text.strip()) is not None


class ShopHours(NaviyamAction):
    """Answer for the shop that is meant, now or on the day asked about."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_hours"

    async def answer(self, turn: Turn) -> Answer:
        """The hours as the catalogue knows them; unknown is said as unknown, and so is what others found closed."""
        turn, answer = await answer_about(self.pool, turn)
        if answer is not None:
            return answer
        if _names_a_day(turn):
            return await self.resources.router.answer(replace(turn, intent="food_request"))
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
