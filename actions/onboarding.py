"""The first talk (specification §3.3.1): three questions, each of which may be skipped, interrupted and corrected.

Its place is kept in the slot ``onboarding`` and its open question in ``question``; each answer goes into the profile at
once, so that neither a restart nor another device loses it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import structlog

from actions import onboarding_answers as reading
from actions.about_me import is_lasting, stated_in, theirs_in
from actions.answer import Answer
from actions.corrections import Correction, correction
from actions.memory import keep, keep_instead
from actions.others import held_in_wish
from actions.questions import OpenQuestion
from actions.resources import Resources
from actions.turn import Turn
from actions.voice import voice_for
from actions.whose import Theirs
from actions.wording import onboarding as wording
from actions.wording.buttons import starters
from actions.wording.preference import stated_text, theirs_text
from actions.wording.slate import MOST_CHARACTERS
from members import stated as statements
from members.stated import Stated
from storage.errors import StorageRejected

__all__ = ["Onboarding"]

_log = structlog.get_logger()
_MISSES_MAX: Final = 3
_SMALL_TALK: Final = frozenset({"chitchat", "thank", "help"})

Own = Callable[[Turn], Awaitable[Answer]]


class Onboarding:
    """The first talk at one turn."""

    def __init__(self, resources: Resources, turn: Turn) -> None:
        self._resources = resources
        self._turn = turn
        self._voice = voice_for(turn)
        slot = turn.slots.get("onboarding")
        self._state: Mapping[str, Any] = slot if isinstance(slot, Mapping) else {}

    async def greeted(self) -> Answer | None:
        """What a greeting starts: the questions for a newcomer, the rest of them for somebody who was interrupted."""
        if self._state.get("state") in ("over", "later") or not await self._is_newcomer():
            return None
        if self._step != wording.STEPS[0]:
            return self._asking(self._ask(self._step, self._say("talk_back")))
        return self._asking(self._ask(wording.STEPS[0], self._say("talk_welcome")))

    async def pressed(self, question: OpenQuestion | None) -> Answer:
        """A button of the talk: to begin, to put off, or an answer to one of the questions, open or long past."""
        step, said = self._turn.first("question"), self._turn.first("answer")
        if step == "talk":
            if said == "later":
                return replace(wording.later(self._voice), slots=self._slot("later"))
            return self._asking(self._ask(self._step, self._say("talk_begin")))
        if step not in wording.STEPS:
            return wording.later(self._voice)
        open_step = question.step if question is not None else None
        heard = Stated() if said in ("skip", "none") else reading.value_of_button(self._turn, step)
        if open_step is None or open_step == step:
            return await self._next(step, heard, is_skip=said == "skip")
        # A button of a question already answered: a correction, and on with the question that is open.
        return await self._corrected(open_step, heard)

    async def heard(self, question: OpenQuestion, own: Own) -> Answer:
        """A message while one of the questions is open."""
        step = question.step or wording.STEPS[0]
        turn = self._turn
        if reading.wants_no_more_questions(turn):
            return await self.declined()
        if not turn.text or turn.intent == "goodbye":  # another button, or going away
            return await self.interrupted(question, own)
        if (theirs := theirs_in(turn)) is not None and not reading.is_wish(turn):
            return await self._heard_of_others(step, theirs)
        if step != "avoid" and is_lasting(turn) and not (said := stated_in(turn)).is_empty:
            is_answer = bool(said.liked) if step == "liked" else said.budget is not None
            return await self._next(step, said) if is_answer else await self._corrected(step, said)
        if (said_anew := correction(turn, step)) is not None:
            return await self._put_right(step, said_anew)
        value = reading.value(turn, step)
        if value is not None:
            return await self._next(step, value)
        command = reading.command(turn, step)
        if command == "skip":
            return await self._next(step, Stated(), is_skip=True)
        if command == "stop":
            return await self.declined()
        if reading.is_request(turn):
            return await self.interrupted(question, own)
        misses = question.misses + 1
        if misses >= _MISSES_MAX:
            return await self._next(step, Stated(), self._say("talk_passed_over"), is_skip=True)
        if turn.intent == "greet":
            return self._ask(step, self._say("talk_hello"), misses=question.misses)
        if turn.intent not in _SMALL_TALK:
            return self._ask(step, misses=misses)
        answered = await own(turn)
        asked = self._ask(step, misses=misses if turn.intent == "chitchat" else question.misses, is_plain=True)
        # What was said kindly comes first; of the answer's own buttons only those of the question stay.
        return replace(asked, text=f"{answered.text} {asked.text}".strip(), response=answered.response)

    async def heard_after(self) -> Answer | None:
        """What the first message after the last question corrects of the answers: 아니 오천원이야; None: nothing."""
        if self._state.get("state") != "over" or self._say("talk_what_now") not in self._turn.said_lately:
            return None
        said_anew = correction(self._turn, None)
        return None if said_anew is None else await self._put_right(None, said_anew)

    def is_refused(self) -> bool:
        """Whether the offer to begin or to go on is answered with 질문 그만."""
        is_offered = self._state.get("state") in ("offered", "paused")
        return is_offered and reading.wants_no_more_questions(self._turn)

    async def declined(self) -> Answer:
        """The person wants no more questions: none is asked again."""
        return await self._over("declined", wording.declined(self._voice))

    async def interrupted(self, question: OpenQuestion | None, own: Own) -> Answer:
        """What cannot wait for the answer to a question: it is answered, and the talk pauses where it was open."""
        if question is None or question.step is None:
            return await own(self._turn)
        answered = await own(self._turn)
        return replace(answered, slots={**answered.slots, **self._slot("paused", question.step)})

    async def offered_after(self, answer: Answer) -> Answer:
        """The answer with the offer to begin, or to go on, where it is time for one."""
        state = self._state.get("state")
        if "onboarding" in answer.slots:
            state = answer.slots["onboarding"]["state"]
        if state == "paused":
            is_time, text, buttons = not answer.asks, self._say("talk_resume"), wording.resume_buttons()
        elif state is None:
            is_time, text, buttons = answer.has_slate, self._say("talk_offer"), wording.offer_buttons()
        else:
            return answer
        if not is_time or self._turn.intent == "goodbye" or len(answer.text) + len(text) + 2 > MOST_CHARACTERS:
            return answer
        if not await self._is_newcomer():
            return replace(answer, slots={**answer.slots, **self._slot("over")})
        yes, no = (button.payload for button in buttons)
        return replace(
            answer,
            text=f"{answer.text}\n\n{text}".strip(),
            buttons=(*answer.buttons, *buttons),
            question=OpenQuestion(choices=buttons, yes=yes, no=no),
            slots={**answer.slots, **self._slot("offered", self._step)},
        )

    @property
    def _step(self) -> str:
        step = self._state.get("step")
        return step if step in wording.STEPS else wording.STEPS[0]

    async def _is_newcomer(self) -> bool:
        if self._turn.user_id is None:
            return True
        return await statements.is_newcomer(self._resources.pool, self._turn.user_id)

    def _say(self, key: str) -> str:
        return self._voice.say(key)

    def _ask(self, step: str, *lead: str, misses: int = 0, is_plain: bool = False) -> Answer:
        return wording.ask(step, self._voice, *lead, misses=misses, is_plain=is_plain)

    def _slot(self, state: str, step: str | None = None) -> dict[str, Any]:
        heard, answers = self._state.get("heard"), self._state.get("answers")
        return {"onboarding": {"state": state, "step": step or self._step, "heard": heard, "answers": answers}}

    def _asking(self, answer: Answer) -> Answer:
        step = None if answer.question is None else answer.question.step
        return replace(answer, slots={**answer.slots, **self._slot("asking", step)})

    async def _corrected(self, open_step: str, said: Stated) -> Answer:
        kept = await keep(self._resources.pool, self._turn, said)
        self._hear(said)
        asked = self._asking(self._ask(open_step, *stated_text(said, self._voice)))
        return replace(asked, slots={**kept.slots, **asked.slots})

    async def _put_right(self, open_step: str | None, anew: Correction) -> Answer:
        """An answer given before is said anew; then the open question again, or what there is to eat."""
        earlier = self._answers_to(anew.step) if anew.is_instead else []
        kept = await keep_instead(self._resources.pool, self._turn, earlier, anew.said)
        heard = Stated.from_json(self._state.get("heard"))
        for said, _ in earlier:
            heard = heard.unsaid(said)
        self._state = {**self._state, "heard": heard.as_json()}
        self._hear(anew.said)
        self._note_answer(anew.step, anew.said, kept.slots.get("undo"), is_instead=anew.is_instead)
        lead = [self._say("talk_corrected" if anew.is_instead else "talk_heard"), *stated_text(anew.said, self._voice)]
        if open_step is None:
            answer = Answer(" ".join([*lead, self._say("talk_what_now")]), starters(), slots=self._slot("over"))
        else:
            answer = self._asking(self._ask(open_step, *lead))
        return replace(answer, slots={**kept.slots, **answer.slots})

    async def _heard_of_others(self, step: str, theirs: Theirs) -> Answer:
        """What somebody else cannot eat is held in the wish; what is said of the writer beside it is the answer."""
        lead, slots = theirs_text(theirs, self._voice), held_in_wish(self._turn, theirs)
        value = reading.value(self._turn, step)
        if value is None or value.is_empty:
            answer = self._asking(self._ask(step, *lead, is_plain=True))
        else:
            is_last = step == wording.STEPS[-1]  # after which everything is said back
            answer = await self._next(step, value, *lead, *([] if is_last else stated_text(value, self._voice)))
        return replace(answer, slots={**slots, **answer.slots})

    async def _next(self, step: str, heard: Stated, *lead: str, is_skip: bool = False) -> Answer:
        slots: dict[str, Any] = {}
        is_kept = True
        if not heard.is_empty:
            kept = await keep(self._resources.pool, self._turn, heard)
            slots, is_kept = dict(kept.slots), kept.is_in_profile
            self._hear(heard)
            self._note_answer(step, heard, kept.slots.get("undo"))
        said = list(lead) or stated_text(heard, self._voice) or [self._say("talk_skipped" if is_skip else "talk_heard")]
        following = wording.STEPS[wording.STEPS.index(step) + 1 :]
        if following:
            asked = self._asking(self._ask(following[0], *said))
            return replace(asked, slots={**slots, **asked.slots})
        everything = Stated.from_json(self._state.get("heard"))
        outcome: Literal["finished", "declined"] = "declined" if everything.is_empty else "finished"
        over = await self._over(outcome, wording.finished(everything, self._voice, *lead, is_kept=is_kept))
        return replace(over, slots={**slots, **over.slots})

    async def _over(self, outcome: Literal["finished", "declined"], answer: Answer) -> Answer:
        if self._turn.user_id is not None:
            try:
                await statements.note_onboarded(self._resources.pool, self._turn.user_id, outcome)
            except StorageRejected as error:
                _log.warning("nobody_to_remember", exc_info=error)  # deleted meanwhile: the talk goes on
        return replace(answer, slots={**answer.slots, **self._slot("over")})

    def _hear(self, said: Stated) -> None:
        heard = Stated.from_json(self._state.get("heard")).joined(said)
        self._state = {**self._state, "heard": heard.as_json()}

    def _answers_to(self, step: str) -> list[tuple[Stated, Mapping[str, Any]]]:
        """What was answered to a question so far, each with what takes it back."""
        answers = self._state.get("answers")
        given = answers.get(step) if isinstance(answers, Mapping) else None
        return [(Stated.from_json(one.get("said")), one.get("undo") or {}) for one in given or ()]

    def _note_answer(self, step: str, said: Stated, undo: object, *, is_instead: bool = False) -> None:
        answers = self._state.get("answers")
        known = dict(answers) if isinstance(answers, Mapping) else {}
        before = [] if is_instead else list(known.get(step) or ())
        known[step] = [*before, {"said": said.as_json(), "undo": undo}]
        self._state = {**self._state, "answers": known}
