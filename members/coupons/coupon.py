"""What a coupon is, what is bought with it, and whether the one may be used for the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

__all__ = ["Coupon", "Kind", "Purchase", "Scope", "applies"]

Kind = Literal["FIXED", "PERCENT", "BOGO", "FREEBIE"]
Scope = Literal["ALL", "SHOP", "CATEGORY", "FOODCARD", "NEW_USER"]


@dataclass(frozen=True)
class Coupon:
    """A coupon as one person holds it. Money in won, moments aware."""

    coupon_id: int
    title: str
    kind: Kind
    valid_from: dt.datetime
    valid_until: dt.datetime
    """The first moment it is no longer valid."""
    amount: int | None = None
    """FIXED: won. PERCENT: per cent, 1 to 100."""
    max_discount: int | None = None
    freebie: str | None = None
    """What a FREEBIE adds to the meal."""
    min_order: int = 0
    """Of list prices, before any coupon."""
    scope: Scope = "ALL"
    shop_ids: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    uses_left: int = 1
    is_stackable: bool = False
    """Whether it may be used beside coupons of other kinds."""
    works_with_card: bool | None = None
    """Whether the rest may be paid by meal card; None: unknown, never to be read as yes."""


@dataclass(frozen=True)
class Purchase:
    """``quantity`` portions of one menu at ``price`` won each, at one shop at one moment."""

    shop_id: int
    category: str
    price: int
    at: dt.datetime
    pays_by_card: bool
    """Whether the meal card is to pay."""
    card: str = "U"
    """The shop's acceptance of the meal card: Y, P, N or U."""
    quantity: int = 1

    @property
    def subtotal(self) -> int:
        """The list price of all portions together."""
        return self.price * self.quantity


def applies(coupon: Coupon, purchase: Purchase) -> bool:
    """Whether the coupon may be used for this purchase, leaving apart how it is paid.

    Who the person is (``NEW_USER``, and an active card for ``FOODCARD``) is settled where coupons are read.
    """
    return (
        coupon.valid_from <= purchase.at < coupon.valid_until
        and coupon.uses_left > 0
        and purchase.subtotal >= coupon.min_order
        and _reaches(coupon, purchase)
    )


def _reaches(coupon: Coupon, purchase: Purchase) -> bool:
    if coupon.scope == "SHOP":
        return purchase.shop_id in coupon.shop_ids
    if coupon.scope == "CATEGORY":
        return purchase.category in coupon.categories
    if coupon.scope == "FOODCARD":
        return purchase.pays_by_card and purchase.card == "Y"
    return True
