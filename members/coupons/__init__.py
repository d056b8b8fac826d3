"""Coupons: which a person can use, and the best price they make.

`usable` reads what somebody holds, `best` finds the cheapest legal combination for one purchase, `unsettled` names
those of which nobody knows whether they go together with the meal card. Nothing here redeems: shops do, and `count_use`
takes note of it.
"""

from members.coupons.coupon import Coupon, Kind, Purchase, Scope, applies
from members.coupons.holding import count_use, issue, usable, usable_on
from members.coupons.pricing import Deal, best, unsettled

__all__ = [
    "Coupon",
    "Deal",
    "Kind",
    "Purchase",
    "Scope",
    "applies",
    "best",
    "count_use",
    "issue",
    "unsettled",
    "usable",
    "usable_on",
]
