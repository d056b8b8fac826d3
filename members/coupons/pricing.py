"""The best price that coupons make, in whole won and never lower than the till would ask.

Rules of a legal combination: a coupon that is not stackable stands alone; stackable ones go together, at most one of a
kind. What they take off is reckoned in this order: every second portion free (BOGO), a share of the rest (PERCENT,
rounded down), an amount off the rest (FIXED). Minimum orders look at list prices. When the meal card pays, only coupons
known to go together with it count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from members.coupons.coupon import Coupon, Kind, Purchase, applies

__all__ = ["Deal", "best", "is_legal", "price_with", "unsettled"]

_ORDER: Final[tuple[Kind, ...]] = ("BOGO", "PERCENT", "FIXED", "FREEBIE")


@dataclass(frozen=True)
class Deal:
    """What a purchase costs: ``0 ≤ final_price ≤ list_price``, in won, with the coupons that make it so."""

    list_price: int
    final_price: int
    coupons: tuple[Coupon, ...] = ()

    @property
    def discount(self) -> int:
        """How much the coupons take off."""
        return self.list_price - self.final_price

    @property
    def gifts(self) -> tuple[Coupon, ...]:
        """Coupons that give something instead of money: a freebie, or a second portion for the same price."""
        return tuple(coupon for coupon in self.coupons if coupon.kind in ("BOGO", "FREEBIE"))


def best(coupons: Iterable[Coupon], purchase: Purchase) -> Deal:
    """The cheapest legal combination; of equally cheap ones the one that gives most, then the one with fewest coupons.

    Exact: what a combination costs only falls when a coupon of it is changed for a stronger one of its kind, so that
    looking at the strongest of each kind is enough.
    """
    usable = [coupon for coupon in coupons if applies(coupon, purchase) and _is_certain(coupon, purchase)]
    combinations: list[tuple[Coupon, ...]] = [(), *((coupon,) for coupon in usable)]
    stackable = [coupon for coupon in usable if coupon.is_stackable]
    by_kind = [[None, *_strongest(stackable, kind, purchase)] for kind in _ORDER]
    combinations += [tuple(coupon for coupon in chosen if coupon is not None) for chosen in product(*by_kind)]
    deals = (Deal(purchase.subtotal, price_with(chosen, purchase), chosen) for chosen in combinations)
    return min(deals, key=lambda deal: (deal.final_price, -len(deal.gifts), len(deal.coupons), _ends(deal)))


def unsettled(coupons: Iterable[Coupon], purchase: Purchase) -> tuple[Coupon, ...]:
    """Coupons that apply, if only they go together with the meal card, which nobody has told us."""
    if not purchase.pays_by_card:
        return ()
    return tuple(coupon for coupon in coupons if coupon.works_with_card is None and applies(coupon, purchase))


def is_legal(chosen: Sequence[Coupon], purchase: Purchase) -> bool:
    """Whether these coupons may be used together for this purchase."""
    if len(chosen) > 1 and not all(coupon.is_stackable for coupon in chosen):
        return False
    if len({coupon.kind for coupon in chosen}) < len(chosen):
        return False
    return all(applies(coupon, purchase) and _is_certain(coupon, purchase) for coupon in chosen)


def price_with(chosen: Sequence[Coupon], purchase: Purchase) -> int:
    """What ``chosen`` (legal together) leave to pay, in won."""
    rest = purchase.subtotal
    for coupon in sorted(chosen, key=lambda one: _ORDER.index(one.kind)):
        rest -= _taken_off(coupon, purchase, rest)
    return rest


def _taken_off(coupon: Coupon, purchase: Purchase, rest: int) -> int:
    if coupon.kind == "BOGO":
        off = purchase.price * (purchase.quantity // 2)
    elif coupon.kind == "PERCENT":
        off = rest * (coupon.amount or 0) // 100
    elif coupon.kind == "FIXED":
        off = coupon.amount or 0
    else:
        off = 0
    return max(0, min(off, rest, rest if coupon.max_discount is None else coupon.max_discount))


def _strongest(coupons: Sequence[Coupon], kind: Kind, purchase: Purchase) -> list[Coupon]:
    """Those of a kind that can be part of the best combination: for a share it depends on what BOGO left."""
    of_kind = [coupon for coupon in coupons if coupon.kind == kind]
    if not of_kind:
        return []
    rests = {purchase.subtotal}
    if kind == "PERCENT":
        rests |= {
            purchase.subtotal - _taken_off(one, purchase, purchase.subtotal) for one in coupons if one.kind == "BOGO"
        }
    return [max(of_kind, key=lambda one: (_taken_off(one, purchase, rest), -one.coupon_id)) for rest in sorted(rests)]


def _is_certain(coupon: Coupon, purchase: Purchase) -> bool:
    return not purchase.pays_by_card or coupon.works_with_card is True


def _ends(deal: Deal) -> tuple[float, ...]:
    """What ends first is used first; ids make the choice the same every time."""
    return tuple(value for coupon in deal.coupons for value in (coupon.valid_until.timestamp(), coupon.coupon_id))
