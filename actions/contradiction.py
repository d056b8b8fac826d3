"""Wishes that exclude each other: nobody but the person can say which matters more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from actions.answer import Answer, Button, payload
from actions.entities import said_in
from actions.turn import Entity, Turn
from actions.voice import voice_for
from actions.wording.figures import short, won
from actions.wording.texts import title, words
from catalog.dishes import get_dishes

__all__ = ["contradiction"]

_CUISINES: Final = frozenset({"한식", "중식", "일식", "아시안", "피자", "패스트푸드"})
"""Kitchens of which hardly one cooks the other's dishes."""
_TOGETHER: Final = frozenset({frozenset({"피자", "패스트푸드"})})
_EITHER: Final = re.compile(r"이나|거나|아니면|또는|든지|혹은|상관")
# 한식이면서 피자, 한식집 피자: one shop is to have both.
_BOTH: Final = re.compile(r"인데|이면서|이고|(?:한식|중식|중국|일식)집(?:에서)?\s")
_RANGE: Final = re.compile(r"에서|부터|~|사이")


def contradiction(turn: Turn) -> Answer | None:
    """The question which of two wishes of this message matters; None when they go together."""
    said = said_in(turn)
    if not turn.text or said.not_dishes or said.not_categories or _EITHER.search(turn.text):
        return None
    if {"mild", "spicy"} <= set(said.tastes):
        return _ask(
            voice_for(turn).say("contradiction_spicy"),
            (title("not_spicy"), _keep(turn, lambda one: (one.name, one.value) != ("taste", "spicy"))),
            (title("spicy"), _keep(turn, lambda one: (one.name, one.value) != ("taste", "mild"))),
        )
    return _amounts(turn) or _kitchens(turn)


def _amounts(turn: Turn) -> Answer | None:
    budgets = [one for one in turn.entities if one.name == "budget" and isinstance(one.value, int)]
    least = [one.value for one in budgets if one.role == "min"]
    most = [one.value for one in budgets if one.role == "max"]
    if not least or not most or max(least) <= min(most) or _RANGE.search(turn.text):
        return None
    floor, ceiling = won(max(least)), won(min(most))
    return _ask(
        voice_for(turn).say("contradiction_amounts", least=floor, most=ceiling),
        (title("at_most", amount=ceiling), _keep(turn, lambda one: one.name != "budget" or one.role == "max")),
        (title("at_least", amount=floor), _keep(turn, lambda one: one.name != "budget" or one.role == "min")),
    )


def _kitchens(turn: Turn) -> Answer | None:
    said = said_in(turn)
    for category in said.categories:
        for name in said.dishes:
            dish = get_dishes().exact(name)
            other = name if name in _CUISINES else None if dish is None else dish.category
            if other is None or other == category or not {category, other} <= _CUISINES:
                continue
            if frozenset({category, other}) in _TOGETHER or name in said.categories:
                continue
            what = short(name, 12)
            return _ask(
                voice_for(turn).say("contradiction_dish", dish=what, kitchen=words("kitchen")[category]),
                (what, _keep(turn, lambda one: one.name != "food_category")),
                (category, _keep(turn, lambda one: one.name != "dish")),
            )
    pair = [category for category in said.categories if category in _CUISINES]
    if len(pair) > 1 and _BOTH.search(turn.text) and frozenset(pair[:2]) not in _TOGETHER:
        first, second = pair[:2]
        return _ask(
            voice_for(turn).say("contradiction_kitchens", first=first, second=second),
            (first, _keep(turn, lambda one: one.name != "dish" and one.value != second)),
            (second, _keep(turn, lambda one: one.value != first)),
        )
    return None


def _keep(turn: Turn, is_kept: Callable[[Entity], bool]) -> str:
    """The wish again, as a button, without what the other choice is about."""
    kept = replace(turn, entities=tuple(one for one in turn.entities if is_kept(one)))
    return payload("food_request", **kept.as_payload())


def _ask(text: str, *choices: tuple[str, str]) -> Answer:
    return Answer(text, tuple(Button(name, said) for name, said in choices))
