"""Remarks on somebody's habits and their balance: kind, short, and nothing the figures do not say.

The sentences: data/responses/answers/habits.yml. The advice is on what dishes usually contain, so they say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions.answer import Answer
from actions.wording.figures import won
from actions.wording.texts import Voice
from members.notices import Notice

__all__ = ["habit_text", "low_balance_text", "new_kind_text", "with_low_balance"]

_ABOUT_MONEY: Final = {"above_budget": "habit_above_budget", "dearer": "habit_dearer"}
_ABOUT_FOOD: Final = {"salty": "habit_salty", "sweet": "habit_sweet", "little_protein": "habit_little_protein"}


def low_balance_text(balance: int, voice: Voice) -> str:
    """The notice of specification §3.2.2: what is left, and who charges the card."""
    return voice.say("low_balance", balance=won(balance))


def with_low_balance(answer: Answer, balance: int, voice: Voice) -> Answer:
    """The answer with that notice in front: what follows may speak of what is left after a meal."""
    return replace(answer, text=f"{low_balance_text(balance, voice)} {answer.text}")


def habit_text(notice: Notice, voice: Voice) -> str:
    """One or two sentences."""
    if notice.subject in _ABOUT_FOOD:
        return voice.say(_ABOUT_FOOD[notice.subject])
    amount = notice.budget if notice.subject == "above_budget" else notice.won
    assert amount is not None  # noqa: S101  # so it is made
    return voice.say(_ABOUT_MONEY[notice.subject], amount=won(amount))


def new_kind_text(category: str, voice: Voice) -> str:
    """Said when somebody we know picks a kind of food that they have not picked for long."""
    return voice.say("chosen_new_kind", kind=category)
