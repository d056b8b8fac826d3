"""Nothing, or too little, was found: what was looked for, what could be relaxed, and what that would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actions.answer import Button, payload
from actions.wording.figures import metres, won
from actions.wording.josa import with_particle
from actions.wording.slate import Told, left_out, wish_words
from recommender import Relaxation, Request

__all__ = ["MOST_OFFERED", "few_text", "nothing_text", "relaxation_buttons"]

MOST_OFFERED: Final = 3
_WOULD_BE: Final = {
    "dishes": "다른 메뉴도 보면",
    "tastes": "맛을 가리지 않으면",
    "categories": "다른 종류도 보면",
    "shown": "아까 본 곳까지 다시 보면",
    "open": "지금 닫은 곳까지 보면",
    "card": "급식카드가 되는지 모르는 곳까지 보면",
    "spendable": "카드 없이 보면",
}
_BUTTON: Final = {
    "dishes": "다른 메뉴도 볼게요",
    "tastes": "맛은 상관없어요",
    "categories": "다른 종류도 볼게요",
    "shown": "아까 본 곳 다시 볼게요",
    "open": "닫은 곳도 볼게요",
    "card": "카드 모르는 곳도 볼게요",
    "spendable": "카드 없이 볼게요",
}


def nothing_text(request: Request, told: Told, options: Sequence[Relaxation]) -> str:
    """Says plainly that there is nothing, why, and what would help."""
    what = wish_words(request, told.stated_meal)
    where = f"{told.place} 근처 " if told.place else "근처 "
    eating = f"{with_particle(what, '을')} 먹을 수 있는 곳" if what else "지금 먹을 수 있는 곳"
    sentences = [
        *told.notes,
        f"{where}{metres(request.radius_m)} 안에서는 {with_particle(eating, '을')} 찾지 못했어요.",
    ]
    if request.spendable is not None and (request.budget is None or request.budget > request.spendable):
        sentences.append(f"카드로는 {won(request.spendable)}까지 쓸 수 있어요.")
    sentences += left_out(request)
    if options:
        sentences.append(f"{_offers(options)} 어떻게 할까요?")
    else:
        sentences.append("조건을 하나씩 넓혀 봐도 없었어요. 다른 동네에서 찾아볼까요?")
    return " ".join(sentences)


def few_text(options: Sequence[Relaxation]) -> str:
    """One sentence under a short slate; empty when nothing would help."""
    return f"\n더 보고 싶으면 말해 주세요. {_offers(options)}" if options else ""


def relaxation_buttons(options: Sequence[Relaxation]) -> tuple[Button, ...]:
    """A button for each condition; only pressing it relaxes anything."""
    return tuple(Button(_title(option), _payload(option)) for option in options)


def _offers(options: Sequence[Relaxation]) -> str:
    return f"{', '.join(f'{_would_be(option)} {option.shops}곳' for option in options)}이 있어요."


def _would_be(option: Relaxation) -> str:
    if option.radius_m is not None:
        return f"거리를 {metres(option.radius_m)}까지 넓히면"
    if option.budget is not None:
        return f"예산을 {won(option.budget)}까지 올리면"
    return _WOULD_BE[option.name]


def _title(option: Relaxation) -> str:
    if option.radius_m is not None:
        return f"{metres(option.radius_m)}까지 볼게요"
    if option.budget is not None:
        return f"{won(option.budget)}까지 볼게요"
    return _BUTTON[option.name]


def _payload(option: Relaxation) -> str:
    if option.budget is not None:
        return payload("inform", relax=option.name, budget=option.budget)
    return payload("inform", relax=option.name)
