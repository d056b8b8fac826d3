"""The meal card in words: what it can pay, its limits, and why it cannot. The sentences: data/responses/answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from actions.answer import Answer, payload
from actions.wording.buttons import balance, button, starters, without_card
from actions.wording.figures import date, minute_clock, when, won
from actions.wording.texts import Voice, words
from members.card import SEOUL, Card
from members.municipalities import Rules

__all__ = ["balance_answer", "cannot_pay_answer", "goods_text", "limits_text", "why_not_active"]

_STATUS: Final = {
    "SUSPENDED": "card_is_suspended",
    "EXPIRED": "card_is_expired",
    "LOST": "card_is_lost",
    "INACTIVE": "card_is_inactive",
}


def why_not_active(card: Card, voice: Voice) -> str:
    """Why the card cannot pay, for a card that is not active."""
    return voice.say(_STATUS.get(card.status, "card_is_unusable"))


def cannot_pay_answer(card: Card, now: dt.datetime, slots: Mapping[str, Any], voice: Voice) -> Answer:
    """Said instead of a slate when the card can pay nothing at its moment: why, who helps, how to look without it."""
    who = voice.say("who_helps")
    if not card.is_active:
        why = voice.say("cannot_pay_inactive", why=why_not_active(card, voice), who=who)
    elif card.balance == 0:
        why = voice.say("cannot_pay_empty", who=who)
    elif not card.pays_now:
        why = _out_of_hours(card, now, voice)
    else:
        why = _limit_is_reached(card, voice)
    return Answer(f"{why} {voice.say('cannot_pay_but')}", (without_card(), balance()), slots=slots)


def _limit_is_reached(card: Card, voice: Voice) -> str:
    """Which limit leaves nothing; of two the month's, for tomorrow would be a vain hope."""
    if card.monthly_rest == 0 and card.monthly_limit:
        return voice.say("cannot_pay_this_month")
    if card.daily_rest == 0 and card.day_limit:
        return voice.say("cannot_pay_today")
    return voice.say("cannot_pay_by_limit", who=voice.say("who_helps"))


def _out_of_hours(card: Card, now: dt.datetime, voice: Voice) -> str:
    """That the card does not pay then, and the hours at which the municipality lets it, as its source states them."""
    said = voice.say("balance_out_of_hours" if card.at in (None, now) else "balance_out_of_hours_then")
    if card.rules is None or card.rules.use_hours is None:
        return said
    opens, closes = card.rules.use_hours.value
    return f"{said} {voice.say('balance_hours', start=_clock(opens), end=_clock(closes))}"


def balance_answer(card: Card | None, now: dt.datetime, voice: Voice, *, asks_spent: bool = False) -> Answer:
    """Balance, what rests today and this month, what can be spent now, and how fresh that is."""
    if card is None:
        return Answer(voice.say("balance_none"), starters()[:2])
    synced = voice.say("balance_synced", ago=when(card.last_sync_at, now))
    if not card.is_active:
        frozen = voice.say("balance_frozen", balance=won(card.balance))
        text = f"{why_not_active(card, voice)} {frozen} {synced} {voice.say('who_helps')}"
        return Answer(text, (without_card(),))
    sentences = []
    if asks_spent:
        spent = {"month": won(card.spent_this_month), "today": won(card.spent_today)}
        sentences.append(voice.say("balance_spent", **spent))
    sentences.append(voice.say("balance_is", balance=won(card.balance)))
    if card.daily_rest is not None:
        used_up = not card.daily_rest
        sentences.append(
            voice.say("balance_today_none") if used_up else voice.say("balance_today", rest=won(card.daily_rest))
        )
    if card.monthly_rest is not None:
        used_up = not card.monthly_rest
        sentences.append(
            voice.say("balance_month_none") if used_up else voice.say("balance_month", rest=won(card.monthly_rest))
        )
    if card.meal_limit is not None:
        sentences.append(voice.say("balance_meal", limit=won(card.meal_limit)))
    if not card.pays_now:
        sentences.append(_out_of_hours(card, now, voice))
    if card.spendable != card.balance:
        sentences.append(voice.say("balance_spendable", spendable=won(card.spendable)))
    sentences.append(synced)
    if card.spendable == 0:
        return Answer(" ".join(sentences), (without_card(),))
    spend = button("find_for", payload("budget_inquiry", budget=card.spendable), amount=won(card.spendable))
    return Answer(" ".join(sentences), (spend,))


def limits_text(card: Card | None, now: dt.datetime, voice: Voice) -> str:
    """The limits that hold for this card: its own, else its municipality's; or who knows them."""
    if card is None:
        return voice.say("limits_none")
    own = {"meal": card.per_meal_limit, "day": card.daily_limit, "month": card.monthly_limit}
    local = {} if card.rules is None else {"meal": card.meal_limit, "day": card.day_limit}
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
        sentences.append(voice.say("limits_grant", place=rules.name, grant=won(grant.value), day=date(since)))
    if hours is not None and hours.holds_on(today):
        opens, closes = hours.value
        sentences.append(voice.say("limits_hours", start=_clock(opens), end=_clock(closes)))
    return sentences


def _listed(limits: Mapping[str, str]) -> str:
    return ", ".join(f"{words('limit')[name]} {limit}" for name, limit in limits.items())


def _clock(time: dt.time) -> str:
    return minute_clock(time.hour * 60 + time.minute)
