"""Coupons in words: what each takes off, from how much on, where and until when. Facts of the row alone.

The sentences: data/responses/answers/card.yml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.wording.figures import date, short, won
from actions.wording.josa import with_particle
from actions.wording.texts import Voice, words
from catalog.hours import SEOUL
from members.coupons import Coupon, Deal
from recommender.lookup import Shop

__all__ = ["coupon_line", "shop_text"]


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


def shop_text(shop: Shop, menu: str, deal: Deal, unsettled: Sequence[Coupon], voice: Voice) -> str:
    """Which coupons can be used at a shop for a menu, and what it then costs; those nobody is sure of, as such."""
    name, menu = short(shop.name, 30), short(menu, 25)
    if deal.discount:
        facts = {"before": won(deal.list_price), "price": won(deal.final_price), "coupons": _titles(deal.coupons)}
        sentences = [voice.say("coupon_shop_price", shop=name, menu=menu, **facts)]
    elif deal.coupons:
        sentences = [voice.say("coupon_shop_gift", shop=name, menu=menu, coupons=_titles(deal.coupons))]
    elif unsettled:
        return voice.say("coupon_shop_unsettled", shop=name, menu=menu, coupons=_titles(unsettled))
    else:
        return voice.say("coupon_shop_none", shop=name, menu=menu, price=won(deal.list_price))
    if unsettled:
        sentences.append(voice.say("coupon_shop_unsettled_too", coupons=_titles(unsettled)))
    return " ".join(sentences)


def _titles(coupons: Sequence[Coupon]) -> str:
    titles = [f"'{short(coupon.title, 20)}'" for coupon in coupons]
    return " ".join([*(with_particle(title, "과") for title in titles[:-1]), titles[-1]])


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
    if last.year != now.astimezone(SEOUL).year:
        return voice.say("coupon_until_year", day=date(last))
    return voice.say("coupon_until", month=last.month, day=last.day)


def _with_card(coupon: Coupon, voice: Voice) -> str:
    if coupon.works_with_card is None:
        return voice.say("coupon_card_unknown")
    return voice.say("coupon_with_card" if coupon.works_with_card else "coupon_not_with_card")
