"""A word that stands for several dishes (찌개, 면, 고기): shops of any of them, and which one, where it matters.

Shops are shown and "김치찌개만" can be pressed under them: that costs nobody a turn. Only where the dishes come from so
many kitchens that five shops cannot show them (면: 라면, 짜장면, 우동, 파스타 …) it is asked first, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from actions import place as places
from actions.answer import Answer, Button, payload
from actions.entities import said_in, wanted_kind
from actions.questions import OpenQuestion, digest
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import button
from actions.wording.figures import short
from catalog.kinds import kind_of

__all__ = ["ask_which_dish", "narrowing"]

_MOST: Final = 3
_TITLE: Final = 15


def ask_which_dish(turn: Turn) -> Answer | None:
    """The question which of several far apart dishes is meant; None where shops answer it as well, or it was asked."""
    kind, said = wanted_kind(turn), said_in(turn)
    if kind is None or not kind.is_far_apart or said.categories or said.tastes:
        return None
    mark = f"ask_which_dish:{kind.word}"
    question = OpenQuestion.from_slot(turn.slots.get("question"), turn.now)
    if (question is not None and question.text == digest(mark)) or places.find(turn).where is None:
        return None
    rest = turn.as_payload()
    every = button("any_dish", payload("food_request", **rest, dish=list(kind.dishes)))
    buttons = (*(Button(dish, payload("food_request", **rest, dish=dish)) for dish in kind.dishes), every)
    text = voice_for(turn).say("ask_which_dish", kind=kind.word)
    return Answer(text, buttons, question=OpenQuestion(choices=buttons, yes=every.payload), asked=mark)


def narrowing(wished: tuple[str, ...], menus: Iterable[str]) -> tuple[Button, ...]:
    """Buttons for one of the dishes shown, where a word for several was wished for and several are shown."""
    kind = kind_of(wished)
    if kind is None:
        return ()
    shown = list(dict.fromkeys(dish for menu in menus if (dish := kind.dish_in(menu)) is not None))
    if len(shown) < 2:
        return ()
    return tuple(button("only", payload("food_request", dish=dish), dish=short(dish, _TITLE)) for dish in shown[:_MOST])
