"""The meal card in words: what it can pay, and why it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from actions.answer import Answer, Button, payload
from actions.wording.asking import starters
from actions.wording.figures import ago, minute_clock, won
from members.card import Card

__all__ = ["balance_answer", "cannot_pay_answer", "why_not_active"]

_STATUS: Final = {
    "SUSPENDED": "지금 카드가 정지되어 있어요.",
    "EXPIRED": "카드 사용 기간이 끝났어요.",
    "LOST": "카드가 분실 신고되어 있어요.",
    "INACTIVE": "카드가 아직 사용 등록이 안 되어 있어요.",
}
_WHO_HELPS: Final = "사는 곳의 구청·시청이나 주민센터 아동급식 담당자, 또는 아동급식카드 고객센터에 물어보면 도와줘요."
_WITHOUT_CARD: Final = Button("카드 없이 볼게요", payload("inform", relax="spendable"))
_BALANCE: Final = Button("카드 잔액 보기", payload("balance_check"))


def why_not_active(card: Card) -> str:
    """Why the card cannot pay, for a card that is not active."""
    return _STATUS.get(card.status, "지금은 카드를 쓸 수 없는 상태예요.")


def cannot_pay_answer(card: Card, slots: Mapping[str, Any]) -> Answer:
    """Said instead of a slate when the card can pay nothing: why, who helps, and how to look without it."""
    if not card.is_active:
        why = f"{why_not_active(card)} 그래서 카드로는 결제할 수 없어요. {_WHO_HELPS}"
    elif not card.pays_now:
        why = f"지금은 카드를 쓸 수 있는 시간이 아니에요. {_hours_of(card)}{_WHO_HELPS}"
    elif card.balance == 0:
        why = f"카드 잔액이 0원이라 지금은 카드로 결제할 수 없어요. 언제 충전되는지는 {_WHO_HELPS}"
    elif card.daily_rest == 0:
        why = "오늘 카드로 쓸 수 있는 금액을 다 썼어요. 내일 다시 쓸 수 있어요."
    else:
        why = "이번 달 카드로 쓸 수 있는 금액을 다 썼어요. 다음 달에 다시 쓸 수 있어요."
    return Answer(f"{why} 원하면 카드 없이 갈 수 있는 곳을 볼 수 있어요.", (_WITHOUT_CARD, _BALANCE), slots=slots)


def _hours_of(card: Card) -> str:
    """The hours at which the municipality lets the card pay, as its source states them."""
    if card.rules is None or card.rules.use_hours is None:
        return ""
    opens, closes = (minute_clock(one.hour * 60 + one.minute) for one in card.rules.use_hours.value)
    return f"{opens}부터 {closes}까지 쓸 수 있어요. "


def balance_answer(card: Card | None, now: dt.datetime) -> Answer:
    """Balance, what rests today and this month, what can be spent now, and how fresh that is."""
    if card is None:
        return Answer(
            "아직 연결된 급식카드가 없어요. 카드를 연결하려면 사는 곳의 주민센터 아동급식 담당자에게 물어봐 주세요. "
            "카드가 없어도 예산을 말해 주면 맞는 곳을 찾아드려요.",
            starters()[:2],
        )
    synced = f"({ago(card.last_sync_at, now)}에 확인했어요.)".replace("방금에", "방금")
    if not card.is_active:
        return Answer(
            f"{why_not_active(card)} 잔액은 {won(card.balance)}이지만 지금은 쓸 수 없어요. {synced} {_WHO_HELPS}",
            (_WITHOUT_CARD,),
        )
    sentences = [f"카드 잔액은 {won(card.balance)}이에요."]
    if card.daily_rest is not None:
        sentences.append(f"오늘은 {won(card.daily_rest)} 더 쓸 수 있어요.")
    if card.monthly_rest is not None:
        sentences.append(f"이번 달은 {won(card.monthly_rest)} 남았어요.")
    if card.meal_limit is not None:
        sentences.append(f"한 끼에는 {won(card.meal_limit)}까지예요.")
    if not card.pays_now:
        sentences.append(f"지금은 카드를 쓸 수 있는 시간이 아니에요. {_hours_of(card)}".rstrip())
    if card.spendable != card.balance:
        sentences.append(f"그래서 지금 쓸 수 있는 돈은 {won(card.spendable)}이에요.")
    sentences.append(synced)
    if card.spendable == 0:
        return Answer(" ".join(sentences), (_WITHOUT_CARD,))
    find = Button(f"{won(card.spendable)}으로 먹기", payload("budget_inquiry", budget=card.spendable))
    return Answer(" ".join(sentences), (find,))
