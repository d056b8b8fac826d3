"""What could be relaxed when too little is found, and what each would bring, counted in the database.

Nothing here relaxes anything: the options become sentences and buttons, and only what the person presses enters the
next request's ``relaxed``. Diet is never among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from recommender import candidates
from recommender.request import NO_LIMIT_WON, Request
from settings import get_settings
from storage.postgres import Pool

__all__ = ["NAMES", "Name", "Relaxation", "apply", "options"]

Name = Literal["radius", "dishes", "tastes", "categories", "budget", "shown", "open", "card", "spendable"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
"""Every condition that can be relaxed, the least painful first."""

_ENOUGH_SHOPS: Final = 3  # a dearer budget is named so that it brings at least so many, where there are as many
_ROUND_WON: Final = 500
_PRICES_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class Relaxation:
    """One condition that could be relaxed."""

    name: Name
    shops: int
    """How many shops there would be then."""
    radius_m: int | None = None
    budget: int | None = None
    """For ``radius`` and ``budget``: what the limit would become."""


def apply(request: Request, name: Name, *, budget: int | None = None) -> Request:
    """The request with one condition relaxed and named so.

    Args:
        budget: the new limit in won, for ``budget``; None drops what was stated. A dearer limit keeps the least amount
            that was named with it: whoever wants to spend at least 10,000 won is not offered less.
    """
    relaxed = request.relaxed | {name}
    if name == "radius":
        return replace(
            request, relaxed=relaxed, radius_m=max(request.radius_m, get_settings().recommend.wider_radius_m)
        )
    if name == "budget":
        least = None if request.budget is None else request.budget_min
        return replace(request, relaxed=relaxed, budget=budget, budget_min=least, below_price=None)
    if name == "categories":
        return replace(request, relaxed=relaxed, categories=(), not_categories=())
    if name == "dishes":
        return replace(request, relaxed=relaxed, dishes=(), not_dishes=())
    if name == "tastes":
        return replace(request, relaxed=relaxed, tastes=())
    if name == "shown":
        return replace(request, relaxed=relaxed, exclude_shops=frozenset())
    if name == "spendable":
        return replace(request, relaxed=relaxed, spendable=None)
    return replace(request, relaxed=relaxed)  # open, card: the filters read the names themselves


async def options(pool: Pool, request: Request) -> list[Relaxation]:
    """The relaxations that would bring more shops than ``request`` finds, in the order of `NAMES`.

    One round trip, and one more where a dearer budget is among them: its shops are counted at the amount offered.
    """
    names = list(_applicable(request))
    variants = [_variant(request, name) for name in names]
    found = []
    async with pool.autocommit() as conn:
        (_, now), *answers = await candidates.count_each(conn, [request, *variants], most=_PRICES_LOOKED_AT)
        for name, (rows, shops) in zip(names, answers, strict=True):
            if shops <= now:
                continue
            if name == "budget" and request.budget is None and request.below_price is None:
                found.append(Relaxation(name, shops))  # "at least" alone: to drop it is all there is
            elif name == "budget":
                budget = _dearer(request, [row.price for row in rows], now)
                ((_, shops),) = await candidates.count_each(conn, [apply(request, name, budget=budget)], most=1)
                found.append(Relaxation(name, shops, budget=budget))
            else:
                wider = apply(request, name).radius_m if name == "radius" else None
                found.append(Relaxation(name, shops, radius_m=wider))
    return found


def _applicable(request: Request) -> Iterator[Name]:
    """The conditions of ``request`` that hold something back and are not relaxed yet."""
    sizes = get_settings().recommend
    holds_back = {
        "radius": request.radius_m < sizes.wider_radius_m,
        "dishes": bool(request.dishes or request.not_dishes),
        "tastes": bool(request.tastes),
        "categories": bool(request.categories or request.not_categories),
        "budget": _budget_binds(request),
        "shown": bool(request.exclude_shops),
        "open": "open" not in request.relaxed,
        "card": "card" not in request.relaxed,
        "spendable": request.spendable is not None and not _budget_binds(request),
    }
    return (name for name in NAMES if holds_back[name])


def _budget_binds(request: Request) -> bool:
    """Whether the stated amounts, and not the card, are the limit."""
    if request.budget is None and request.below_price is None:
        return request.budget_min is not None
    return request.spendable is None or request.max_price < request.spendable


def _variant(request: Request, name: Name) -> Request:
    """``request`` with ``name`` relaxed; for a dearer budget each shop is to show the cheapest meal it has."""
    relaxed = apply(request, name)
    return replace(relaxed, order="cheap") if name == "budget" else relaxed


def _dearer(request: Request, cheapest: list[int], now: int) -> int:
    """The least budget, in steps of 500 won and within the card, that brings enough shops beside those found now."""
    prices = sorted(cheapest)
    enough = prices[min(now + _ENOUGH_SHOPS, len(prices)) - 1]
    stepped = -(-enough // _ROUND_WON) * _ROUND_WON
    return min(stepped, NO_LIMIT_WON if request.spendable is None else request.spendable)
