"""Remarks on somebody's habits and their balance: kind, short, and nothing the figures do not say."""

from __future__ import annotations

from typing import Final

from actions.wording.figures import won
from actions.wording.josa import with_particle
from members.notices import Notice

__all__ = ["habit_text", "low_balance_text", "new_kind_text"]

_CHARGE: Final = "충전은 주민센터 아동급식 담당자에게 물어봐 주세요."
_EATING: Final = {
    "salty": "요즘 고른 음식은 보통 짠 편이에요. 국물은 조금 남겨도 좋아요.",
    "sweet": "요즘 고른 음식은 보통 단 편이에요. 물도 같이 마시면 좋아요.",
    "little_protein": "요즘 고른 음식은 보통 단백질이 적은 편이에요. 든든한 반찬이 있는 메뉴도 좋아요.",
}
_CHEAPER: Final = "아끼고 싶으면 '더 싼 데'라고 말해 주세요."


def low_balance_text(balance: int) -> str:
    """The notice of specification §3.2.2: what is left, and who charges the card."""
    return f"급식카드 잔액이 {won(balance)} 남았어요. {_CHARGE}"


def habit_text(notice: Notice) -> str:
    """One or two sentences; the advice is on what dishes usually contain, so it says so."""
    if notice.subject == "above_budget":
        assert notice.budget is not None  # noqa: S101  # so it is made
        return f"요즘 고른 메뉴가 말해 준 {won(notice.budget)}보다 비싼 편이에요. {_CHEAPER}"
    if notice.subject == "dearer":
        assert notice.won is not None  # noqa: S101  # so it is made
        return f"요즘 고른 메뉴가 전보다 {won(notice.won)}쯤 비싼 편이에요. {_CHEAPER}"
    return _EATING[notice.subject]


def new_kind_text(category: str) -> str:
    """Said when somebody we know picks a kind of food that they have not picked for long."""
    return f"요즘 안 고르던 {with_particle(category, '이네요')}. 입에 맞으면 좋겠어요."
