"""``action_affirm`` and ``action_deny``: a yes or no that `actions.hearing` could not lead to one button."""

from __future__ import annotations

from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.questions import OpenQuestion
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import more, pick

__all__ = ["Affirm", "Deny"]


class Affirm(NaviyamAction):
    """Yes to one of several, to the shops just shown, or to nothing in particular."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_affirm"

    async def answer(self, turn: Turn) -> Answer:
        """The only shop shown is chosen; otherwise which one is asked."""
        question = OpenQuestion.from_slot(turn.slots.get("question"), turn.now)
        if question is not None and len(question.choices) > 1:
            return Answer(voice_for(turn).say("ask_which_choice"), question.choices)
        if not _just_shown(turn):
            return Answer("", response="utter_affirm")
        choices = _shops(turn)
        if len(choices) == 1:
            return Answer(
                voice_for(turn).say("choose_the_one"),
                choices,
                question=OpenQuestion(choices=choices, yes=choices[0].payload),
            )
        return Answer(voice_for(turn).say("choose_number"), choices)


class Deny(NaviyamAction):
    """No to the shops just shown, to a question with choices, or to nothing in particular."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_deny"

    async def answer(self, turn: Turn) -> Answer:
        """Others are offered for shops; else it is taken note of."""
        if _just_shown(turn):
            others = more()
            return Answer(voice_for(turn).say("choose_others"), (others,), question=OpenQuestion(yes=others.payload))
        return Answer("", response="utter_deny")


def _just_shown(turn: Turn) -> bool:
    """Whether the last reply showed shops."""
    recent = turn.slots.get("recent")
    last = recent[-1] if isinstance(recent, list) and recent else None
    return turn.slate is not None and isinstance(last, dict) and last.get("slate") == turn.slate["slate_id"]


def _shops(turn: Turn) -> tuple[Button, ...]:
    slate = turn.slate
    if slate is None:
        return ()
    return tuple(
        pick(rank, str(item["name"]), payload("select_option", ordinal=rank, slate_id=slate["slate_id"]))
        for rank, item in enumerate(slate["items"], start=1)
    )
