"""``action_clarify``: not sure what was meant, so the three likeliest become buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions.about_shop import answer_about, intent_asked
from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import same_question
from actions.wording.buttons import starters
from actions.wording.texts import words

__all__ = ["Clarify"]

_MOST: Final = 3


class Clarify(NaviyamAction):
    """Offer the likeliest intents, with what was understood of the rest."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_clarify"

    async def answer(self, turn: Turn) -> Answer:
        """A question with up to three buttons."""
        asked_before = same_question(turn)
        turn, answer = await answer_about(self.pool, turn)
        if answer is not None:
            return answer
        if (plain := intent_asked(turn)) is not None:
            return await self.resources.router.answer(replace(turn, intent=plain))
        if asked_before is not None:
            return await self.resources.router.answer(replace(turn, intent=asked_before))
        voice, titles = voice_for(turn), words("intents")
        likeliest = [intent for intent in turn.ranking if intent in titles][:_MOST]
        buttons = tuple(Button(titles[intent], payload(intent, **turn.as_payload())) for intent in likeliest)
        return Answer(
            voice.say("clarify"),
            buttons or starters(),
            asked="clarify",
            again=Answer(voice.say("clarify_examples"), starters()),
        )
