"""``action_coupons``: which coupons a person can use, those that end first before the others."""

from __future__ import annotations

from typing import Final

from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import find, starters
from actions.wording.coupons import coupon_line
from members import coupons

__all__ = ["Coupons"]

_SHOWN: Final = 4


class Coupons(NaviyamAction):
    """List what `members.coupons.usable` gives."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_coupons"

    async def answer(self, turn: Turn) -> Answer:
        """At most four coupons in words, and how many more there are."""
        voice = voice_for(turn)
        held = () if turn.user_id is None else await coupons.usable(self.pool, turn.user_id, turn.now)
        if not held:
            return Answer(voice.say("coupons_none"), starters())
        lines = [coupon_line(rank, coupon, turn.now, voice) for rank, coupon in enumerate(held[:_SHOWN], start=1)]
        text = "\n".join([voice.say("coupons_have", count=len(held)), *lines])
        if len(held) > _SHOWN:
            text += f"\n{voice.say('coupons_more', count=len(held) - _SHOWN)}"
        if any(coupon.works_with_card is None for coupon in held[:_SHOWN]):
            text += f"\n{voice.say('coupons_card_unknown')}"
        return Answer(text, (find(),))
