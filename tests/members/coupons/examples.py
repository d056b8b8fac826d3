"""Coupons and purchases to reckon with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from members.card import SEOUL
from members.coupons import Coupon, Purchase

NOON = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)
DAY = dt.timedelta(days=1)


def coupon(coupon_id: int = 1, **changes: Any) -> Coupon:
    """1,000 won off anything, for a year around the moment of the tests, and it goes together with the card."""
    plain = {
        "coupon_id": coupon_id,
        "title": "1,000원 할인",
        "kind": "FIXED",
        "amount": 1_000,
        "valid_from": NOON - 180 * DAY,
        "valid_until": NOON + 180 * DAY,
        "works_with_card": True,
    }
    return Coupon(**{**plain, **changes})


def purchase(**changes: Any) -> Purchase:
    """One meal of 6,000 won at a 한식 shop, paid by card."""
    plain = {"shop_id": 7, "category": "한식", "price": 6_000, "at": NOON, "pays_by_card": True, "card": "Y"}
    return Purchase(**{**plain, **changes})


_BY_KIND = {
    "FIXED": st.integers(1, 20_000),
    "PERCENT": st.integers(1, 100),
    "BOGO": st.none(),
    "FREEBIE": st.none(),
}


@st.composite
def coupons(draw: st.DrawFn) -> Coupon:
    """Any coupon the table allows, usable or not."""
    kind = draw(st.sampled_from(sorted(_BY_KIND)))
    scope = draw(st.sampled_from(["ALL", "SHOP", "CATEGORY", "FOODCARD", "NEW_USER"]))
    begins = draw(st.sampled_from([-3, -1, 0, 1]))
    return coupon(
        draw(st.integers(1, 1_000)),
        kind=kind,
        amount=draw(_BY_KIND[kind]),
        freebie="음료" if kind == "FREEBIE" else None,
        max_discount=draw(st.none() | st.integers(1, 5_000)),
        min_order=draw(st.sampled_from([0, 0, 3_000, 8_000])),
        scope=scope,
        shop_ids=frozenset({draw(st.integers(7, 8))}) if scope == "SHOP" else frozenset(),
        categories=frozenset({draw(st.sampled_from(["한식", "치킨"]))}) if scope == "CATEGORY" else frozenset(),
        valid_from=NOON + begins * DAY,
        valid_until=NOON + (begins + draw(st.integers(1, 3))) * DAY,
        uses_left=draw(st.sampled_from([0, 1, 1, 2])),
        is_stackable=draw(st.booleans()),
        works_with_card=draw(st.sampled_from([None, False, True, True])),
    )


purchases = st.builds(
    purchase,
    price=st.integers(1, 30_000),
    quantity=st.integers(1, 4),
    pays_by_card=st.booleans(),
    card=st.sampled_from("YPNU"),
)
