"""``action_set_preference``: what somebody says of themselves is kept, said back, and can be taken back."""

from __future__ import annotations

from typing import Final

from actions.about_me import negated_restrictions, stated_in
from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.memory import forget_restriction, keep, take_back
from actions.person import read_person
from actions.questions import OpenQuestion
from actions.turn import Turn
from actions.wording.asking import starters
from actions.wording.josa import with_particle
from actions.wording.names import avoided
from actions.wording.preference import stated_text

__all__ = ["SetPreference"]

_UNDO: Final = Button("되돌리기", payload("set_preference", answer="undo"))
_AGAIN: Final = Button("다시 찾기", payload("food_request"))
_UNSAID: Final = '무엇을 기억할까요? "새우 못 먹어", "치킨 좋아해", "한 끼에 7천원 정도"처럼 말해 주세요.'
_NOTHING_HEARD: Final = "제가 기억할 만한 것을 못 찾았어요. 뭐 먹고 싶어요?"


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
        stated = stated_in(turn)
        if negated := frozenset(negated_restrictions(turn.text)):
            return await self._asked_to_drop(turn, negated)
        if stated.is_empty:
            return Answer(
                _UNSAID, starters(), again=Answer("제가 기억할 만한 것을 못 찾았어요. 뭐 먹고 싶어요?", starters())
            )
        kept = await keep(self.pool, turn, stated)
        sentences = ["네,", *stated_text(stated)]
        if not kept.is_in_profile:
            sentences.append("이 대화에서만 기억할게요.")
        buttons = (_AGAIN, _UNDO) if turn.slate is not None else (_UNDO,)
        return Answer(
            " ".join(sentences),
            buttons,
            slots=kept.slots,
            question=OpenQuestion(
                choices=buttons, yes=_AGAIN.payload if turn.slate is not None else None, no=_UNDO.payload
            ),
        )

    async def _undone(self, turn: Turn) -> Answer:
        slots = await take_back(self.pool, turn)
        if slots is None:
            return Answer("되돌릴 것이 없어요. 방금 말한 것만 되돌릴 수 있어요.")
        return Answer("되돌렸어요. 방금 말한 것은 기억하지 않을게요.", slots=slots)

    async def _asked_to_drop(self, turn: Turn, values: frozenset[str]) -> Answer:
        """A restriction is never dropped by a sentence alone: a misreading could make somebody ill."""
        _, profile = await read_person(self.pool, turn)
        dropped = values & profile.diet
        if not dropped:
            return Answer(f"네, {with_particle(avoided(values), '은')} 빼고 찾고 있지 않아요.")
        drop = Button("이제 먹어도 돼요", payload("set_preference", answer="remove", diet=sorted(dropped)))
        hold = Button("계속 빼 주세요", payload("deny"))
        return Answer(
            f"지금은 {with_particle(avoided(dropped), '이')} 든 메뉴를 빼고 찾고 있어요. 이제 먹어도 되나요?",
            (drop, hold),
            question=OpenQuestion(choices=(drop, hold), yes=drop.payload, no=hold.payload),
        )

    async def _removed(self, turn: Turn) -> Answer:
        values = frozenset(str(value) for value in turn.values("diet"))
        slots = await forget_restriction(self.pool, turn, values)
        return Answer(f"알겠어요. 이제 {with_particle(avoided(values), '을')} 가리지 않고 찾을게요.", slots=slots)
