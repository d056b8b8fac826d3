"""Coupons in words: what each takes off, from how much on, where and until when. Facts of the row alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from actions.wording.figures import short, won
from catalog.hours import SEOUL
from members.coupons import Coupon

__all__ = ["coupon_line"]

_SCOPE: Final = {"SHOP": "정해진 가게", "FOODCARD": "급식카드 되는 곳", "NEW_USER": "처음 쓰는 사람"}


def coupon_line(rank: int, coupon: Coupon, now: dt.datetime) -> str:
    """``1. 첫 만남 – 1,000원 할인, 5,000원부터, 11월 30일까지, 급식카드와 같이 쓰는지 확인 필요``."""
    facts = [_what(coupon)]
    if coupon.min_order:
        facts.append(f"{won(coupon.min_order)}부터")
    if coupon.scope == "CATEGORY":
        facts.append("·".join(sorted(coupon.categories)))
    elif coupon.scope in _SCOPE:
        facts.append(_SCOPE[coupon.scope])
    facts.append(_until(coupon, now))
    facts.append(
        {True: "급식카드와 같이 사용", False: "급식카드와는 안 됨", None: "급식카드와 되는지 확인 필요"}[
            coupon.works_with_card
        ]
    )
    return f"{rank}. {short(coupon.title, 20)} – {', '.join(facts)}"


def _what(coupon: Coupon) -> str:
    if coupon.kind == "BOGO":
        return "하나 사면 하나 더"
    if coupon.kind == "FREEBIE":
        return f"{short(coupon.freebie or '', 15)} 무료"
    if coupon.kind == "PERCENT":
        most = f"(최대 {won(coupon.max_discount)})" if coupon.max_discount else ""
        return f"{coupon.amount}% 할인{most}"
    return f"{won(coupon.amount or 0)} 할인"


def _until(coupon: Coupon, now: dt.datetime) -> str:
    last = (coupon.valid_until - dt.timedelta(microseconds=1)).astimezone(SEOUL).date()
    days = (last - now.astimezone(SEOUL).date()).days
    return {0: "오늘까지", 1: "내일까지"}.get(days, f"{last.month}월 {last.day}일까지")
