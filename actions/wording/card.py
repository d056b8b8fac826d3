"""The meal card in words: what it can pay, its limits, and why it cannot. The sentences: data/responses/answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from actions.answer import Answer, Button, payload
from actions.wording.asking import starters
from actions.wording.figures import ago, minute_clock, won
from actions.wording.texts import Voice
from members.card import SEOUL, Card
from members.municipalities import Rules

__all__ = ["balance_answer", "cannot_pay_answer", "goods_text", "limits_text", "why_not_active"]

_STATUS: Final = {
    "SUSPENDED": "지금 카드가 정지되어 있어요.",
    "EXPIRED": "카드 사용 기간이 끝났어요.",
    "LOST": "카드가 분실 신고되어 있어요.",
    "INACTIVE": "카드가 아직 사용 등록이 안 되어 있어요.",
}
_WITHOUT_CARD: Final = Button("카드 없이 볼게요", payload("inform", relax="spendable"))
_BALANCE: Final = Button("카드 잔액 보기", payload("balance_check"))
_PLAIN: Final = Voice()


def why_not_active(card: Card) -> str:
    """Why the card cannot pay, for a card that is not active."""
    return _STATUS.get(card.status, "지금은 카드를 쓸 수 없는 상태예요.")


def cannot_pay_answer(card: Card, slots: Mapping[str, Any]) -> Answer:
    """Said instead of a slate when the card can pay nothing: why, who helps, and how to look without it."""
    who = _PLAIN.say("who_helps")
    if not card.is_active:
        why = f"{why_not_active(card)} 그래서 카드로는 결제할 수 없어요. {who}"
    elif card.balance == 0:
        why = f"카드 잔액이 0원이라 지금은 카드로 결제할 수 없어요. 언제 충전되는지는 {who}"
    elif not card.pays_now:
        why = _PLAIN.say("balance_out_of_hours") + _hours_of(card)
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
    return f" {opens}부터 {closes}까지 쓸 수 있어요."


def balance_answer(card: Card | None, now: dt.datetime, voice: Voice, *, asks_spent: bool = False) -> Answer:
    """Balance, what rests today and this month, what can be spent now, and how fresh that is."""
    if card is None:
        return Answer(voice.say("balance_none"), starters()[:2])
    synced = voice.say("balance_synced", ago=_when(card.last_sync_at, now))
    if not card.is_active:
        frozen = voice.say("balance_frozen", balance=won(card.balance))
        text = f"{why_not_active(card)} {frozen} {synced} {voice.say('who_helps')}"
        return Answer(text, (_WITHOUT_CARD,))
    sentences = []
    if asks_spent:
        spent = {"month": won(card.spent_this_month), "today": won(card.spent_today)}
        sentences.append(voice.say("balance_spent", **spent))
    sentences.append(voice.say("balance_is", balance=won(card.balance)))
    if card.daily_rest is not None:
        sentences.append(voice.say("balance_today", rest=won(card.daily_rest)))
    if card.monthly_rest is not None:
        sentences.append(voice.say("balance_month", rest=won(card.monthly_rest)))
    if card.meal_limit is not None:
        sentences.append(voice.say("balance_meal", limit=won(card.meal_limit)))
    if not card.pays_now:
        sentences.append(voice.say("balance_out_of_hours") + _hours_of(card))
    if card.spendable != card.balance:
        sentences.append(voice.say("balance_spendable", spendable=won(card.spendable)))
    sentences.append(synced)
    if card.spendable == 0:
        return Answer(" ".join(sentences), (_WITHOUT_CARD,))
    find = Button(f"{won(card.spendable)}으로 먹기", payload("budget_inquiry", budget=card.spendable))
    return Answer(" ".join(sentences), (find,))


def limits_text(card: Card | None, now: dt.datetime, voice: Voice) -> str:
    """The limits that hold for this card: its own, else its municipality's; or who knows them."""
    if card is None:
        return voice.say("limits_none")
    own = {"한 끼": card.per_meal_limit, "하루": card.daily_limit, "한 달": card.monthly_limit}
    local = {} if card.rules is None else {"한 끼": card.meal_limit, "하루": card.day_limit}
    said = {name: won(limit) for name, limit in own.items() if limit is not None}
    ruled = {name: won(limit) for name, limit in local.items() if limit is not None and name not in said}
    sentences = []
    if said:
        sentences.append(voice.say("limits_are", limits=_listed(said)))
    if ruled and card.rules is not None:
        sentences.append(voice.say("limits_local", place=card.rules.name, limits=_listed(ruled)))
    if not said and not ruled:
        sentences.append(voice.say("limits_unknown"))
    sentences += [] if card.rules is None else _local(card.rules, now, voice)
    sentences.append(voice.say("limits_spendable", spendable=won(card.spendable)))
    if not said and not ruled:
        sentences.append(voice.say("limits_who"))
    return " ".join(sentences)


def goods_text(rules: Rules | None, now: dt.datetime, voice: Voice) -> str:
    """What a convenience store does not sell on the card there; unknown is said as unknown."""
    fact = None if rules is None else rules.convenience_excluded
    if rules is None or fact is None or not fact.holds_on(now.astimezone(SEOUL).date()):
        return voice.say("goods_unknown")
    return voice.say("goods_excluded", place=rules.name, goods=", ".join(fact.value))


def _local(rules: Rules, now: dt.datetime, voice: Voice) -> list[str]:
    today = now.astimezone(SEOUL).date()
    sentences = []
    grant, hours = rules.grant_per_meal_won, rules.use_hours
    if grant is not None and grant.holds_on(today):
        since = grant.valid_from or grant.as_of
        day = f"{since.year}년 {since.month}월 {since.day}일"
        sentences.append(voice.say("limits_grant", place=rules.name, grant=won(grant.value), day=day))
    if hours is not None and hours.holds_on(today):
        opens, closes = hours.value
        sentences.append(voice.say("limits_hours", start=_clock(opens), end=_clock(closes)))
    return sentences


def _listed(limits: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {limit}" for name, limit in limits.items())


def _when(moment: dt.datetime, now: dt.datetime) -> str:
    """``방금``, ``5분 전에``."""
    said = ago(moment, now)
    return said if said == "방금" else f"{said}에"


def _clock(time: dt.time) -> str:
    return minute_clock(time.hour * 60 + time.minute)
