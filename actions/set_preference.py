"""``action_set_preference``: what somebody says of themselves is kept, said back, and can be taken back."""

from __future__ import annotations

import secrets
from dataclasses import replace

from actions.about_me import eaten_in, negated_restrictions, stated_in, theirs_in
from actions.answer import Answer, payload
from actions.base import NaviyamAction
from actions.dropping import in_force, taken_back
from actions.memory import forget_restriction, keep, take_back
from actions.others import held_in_wish
from actions.questions import OpenQuestion
from actions.turn import Turn
from actions.voice import voice_for
from actions.whose import Theirs
from actions.wording.buttons import button, find, find_again, starters
from actions.wording.names import avoided
from actions.wording.preference import stated_text, theirs_text
from members.stated import Stated

__all__ = ["SetPreference"]


class SetPreference(NaviyamAction):
    """Keep likes, dislikes, restrictions and the usual amount; hard restrictions hold from the next slate on."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_set_preference"

    async def answer(self, turn: Turn) -> Answer:
        """What was kept and what cannot be filtered, with a button that takes it back."""
        said = turn.first("answer")
        if said == "undo":
            return await self._undone(turn)
        if said == "remove":
            return await self._removed(turn)
        if (theirs := theirs_in(turn)) is not None:
            return await self._held_for(theirs, turn)
        return await self._of_writer(turn)

    async def _of_writer(self, turn: Turn) -> Answer:
        stated, voice = stated_in(turn), voice_for(turn)
        negated = await taken_back(self.pool, turn)
        if stated.is_empty:
            negated |= frozenset(eaten_in(turn.text))
        if negated:
            return await self._kept_and_asked(turn, stated, negated)
        if stated.is_empty:
            return Answer(voice.say("told_what"), starters(), again=Answer(voice.say("told_nothing"), starters()))
        kept = await keep(self.pool, turn, stated)
        sentences = [voice.say("told_yes"), *stated_text(stated, voice)]
        if not kept.is_in_profile:
            sentences.append(voice.say("told_here_only"))
        again = find_again() if turn.slate is not None else find()
        undo = button("undo", _undoing(kept.slots["undo"]["word"]))
        buttons = (again, undo)
        # A bare "아니" says no to many things; what the body cannot have is only taken back by the button.
        is_restriction = bool(stated.diet or stated.unfiltered)
        return Answer(
            " ".join(sentences),
            buttons,
            slots=kept.slots,
            question=OpenQuestion(choices=buttons, yes=again.payload, no=None if is_restriction else undo.payload),
        )

    async def _held_for(self, theirs: Theirs, turn: Turn) -> Answer:
        """What somebody else cannot eat is left out this time; what is said of the writer beside it is kept."""
        voice, slots = voice_for(turn), held_in_wish(turn, theirs)
        text = " ".join(theirs_text(theirs, voice))
        if not stated_in(turn).is_empty or negated_restrictions(turn.text):
            own = await self._of_writer(replace(turn, slots={**turn.slots, **slots}))
            return replace(own, text=f"{text} {own.text}", slots={**slots, **own.slots})
        again = find_again() if turn.slate is not None else find()
        return Answer(text, (again,), slots=slots, question=OpenQuestion(choices=(again,), yes=again.payload))

    async def _undone(self, turn: Turn) -> Answer:
        is_current = _undoing(turn.first("confirm")) in turn.offered
        slots = await take_back(self.pool, turn) if is_current else None
        if slots is None:
            return Answer(voice_for(turn).say("undone_nothing"))
        return Answer(voice_for(turn).say("undone"), slots=slots)

    async def _kept_and_asked(self, turn: Turn, stated: Stated, negated: frozenset[str]) -> Answer:
        """What holds is kept before it is asked about what holds no more: 새우 알레르기는 없는데 땅콩 알레르기 있어."""
        if stated.is_empty:
            return await self._asked_to_drop(turn, negated)
        kept = await keep(self.pool, turn, stated)
        asked = await self._asked_to_drop(replace(turn, slots={**turn.slots, **kept.slots}), negated)
        told = " ".join(stated_text(stated, voice_for(turn)))
        return replace(asked, text=f"{told} {asked.text}", slots={**kept.slots, **asked.slots})

    async def _asked_to_drop(self, turn: Turn, values: frozenset[str]) -> Answer:
        """A restriction is never dropped by a sentence alone: a misreading could make somebody ill."""
        voice = voice_for(turn)
        dropped = values & await in_force(self.pool, turn)
        if not dropped:
            return Answer(voice.say("drop_unknown", what=avoided(values)))
        drop = button("drop", _dropping(secrets.token_urlsafe(9), dropped))
        hold = button("drop_not", payload("deny"))
        return Answer(
            voice.say("drop_ask", what=avoided(dropped)),
            (drop, hold),
            question=OpenQuestion(choices=(drop, hold), yes=drop.payload, no=hold.payload),
        )

    async def _removed(self, turn: Turn) -> Answer:
        """What the button just offered names is dropped; an older button is asked about again."""
        values = frozenset(str(value) for value in turn.values("diet"))
        if _dropping(turn.first("confirm"), values) not in turn.offered:
            return await self._asked_to_drop(turn, values)
        slots = await forget_restriction(self.pool, turn, values)
        return Answer(voice_for(turn).say("dropped", what=avoided(values)), slots=slots)


def _undoing(word: object) -> str:
    """The payload that takes back the statement with that word."""
    return payload("set_preference", answer="undo", confirm=word)


def _dropping(word: object, values: frozenset[str]) -> str:
    """The payload that drops these restrictions; the word makes each time it is asked another button."""
    return payload("set_preference", answer="remove", confirm=word, diet=sorted(values))
