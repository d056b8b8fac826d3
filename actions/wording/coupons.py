"""Coupons in words: what each takes off, from how much on, where and until when. Facts of the row alone.

The sentences: data/responses/answers/card.yml.
"""

from __future__ import annotations

import datetime as dt

from actions.wording.figures import short, won
from actions.wording.texts import Voice, words
from catalog.hours import SEOUL
from members.coupons import Coupon

__all__ = ["coupon_line"]


def coupon_line(rank: int, coupon: Coupon, now: dt.datetime, voice: Voice) -> str:
    """``1. 첫 만남 – 1,000원 할인, 5,000원부터, 11월 30일까지, 급식카드와 같이 쓰는지 확인 필요``."""
    facts = [_what(coupon, voice)]
    if coupon.min_order:
        facts.append(voice.say("coupon_from", amount=won(coupon.min_order)))
    if coupon.scope == "CATEGORY":
        facts.append("·".join(sorted(coupon.categories)))
    elif coupon.scope in words("coupon_scope"):
        facts.append(words("coupon_scope")[coupon.scope])
    facts += [_until(coupon, now, voice), _with_card(coupon, voice)]
    return voice.say("coupon_line", rank=rank, title=short(coupon.title, 20), facts=", ".join(facts))


def _what(coupon: Coupon, voice: Voice) -> str:
    if coupon.kind == "BOGO":
        return voice.say("coupon_bogo")
    if coupon.kind == "FREEBIE":
        return voice.say("coupon_freebie", what=short(coupon.freebie or "", 15))
    if coupon.kind != "PERCENT":
        return voice.say("coupon_fixed", amount=won(coupon.amount or 0))
    if coupon.max_discount:
        return voice.say("coupon_percent_capped", percent=coupon.amount, most=won(coupon.max_discount))
    return voice.say("coupon_percent", percent=coupon.amount)


def _until(coupon: Coupon, now: dt.datetime, voice: Voice) -> str:
    last = (coupon.valid_until - dt.timedelta(microseconds=1)).astimezone(SEOUL).date()
    days = (last - now.astimezone(SEOUL).date()).days
    if days in (0, 1):
        return voice.say("coupon_until_tomorrow" if days else "coupon_until_today")
    return voice.say("coupon_until", month=last.month, day=last.day)


def _with_card(coupon: Coupon, voice: Voice) -> str:
    if coupon.works_with_card is None:
        return voice.say("coupon_card_unknown")
    return voice.say("coupon_with_card" if coupon.works_with_card else "coupon_not_with_card")
