"""The slate: the 3 to 5 shops somebody is shown, in the JSON contract that page, log and tests share."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.hours import SEOUL
from members.coupons import Deal, Purchase, best, unsettled
from recommender.opening import opening_at
from recommender.ranking import Ranked
from recommender.reasons import Facts, reasons
from recommender.request import Request
from settings import get_settings

__all__ = ["Item", "Menu", "Slate", "build", "walk_minutes"]


def walk_minutes(distance_m: float) -> int:
    """Minutes on foot, rounded up, at the system's walking speed (80 m a minute); never none at all."""
    return max(1, math.ceil(distance_m / get_settings().recommend.walk_m_per_minute))


@dataclass(frozen=True)
class Menu:
    """One menu of an item; prices in won, the final one with the best coupons the person can certainly use.

    ``allergens`` None: unknown, never to be read as none.
    """

    menu_id: int
    name: str
    price: int
    final_price: int
    allergens: tuple[str, ...] | None


@dataclass(frozen=True)
class Item:
    """One shop of a slate. ``open`` None: unknown. ``closes_at`` in Asia/Seoul, None: unknown or not open."""

    shop_id: int
    name: str
    category: str
    menu: Menu
    distance_m: int
    walk_min: int
    open: bool | None
    closes_at: dt.datetime | None
    card: str
    score: float
    reasons: tuple[str, ...]
    pause: tuple[dt.datetime, dt.datetime] | None = None
    opens_at: dt.datetime | None = None
    propensity: float = 1.0
    """The probability with which this shop came in: below 1 where a new one was, or might have been, tried."""
    similarity: float = 0.0
    """How near the menu comes to the request's words, in [0, 1]; kept for training."""
    base: float = 0.0
    bonus: float = 0.0
    """The two parts of the score: the scorer's, and the card's; kept for who asks why."""
    sources: tuple[str, ...] = ()
    """Which sources named it: ``sql``, ``vectors``, ``popular``."""

    def as_json(self) -> dict[str, Any]:
        """The item as the contract has it (breaks are for the wording alone)."""
        return {
            "shop_id": self.shop_id,
            "name": self.name,
            "category": self.category,
            "menu": {
                "menu_id": self.menu.menu_id,
                "name": self.menu.name,
                "price": self.menu.price,
                "final_price": self.menu.final_price,
                "allergens": None if self.menu.allergens is None else list(self.menu.allergens),
            },
            "distance_m": self.distance_m,
            "walk_min": self.walk_min,
            "open": self.open,
            "closes_at": None if self.closes_at is None else self.closes_at.isoformat(),
            "card": self.card,
            "score": self.score,
            "reasons": list(self.reasons),
            "propensity": self.propensity,
            "similarity": self.similarity,
            "base": self.base,
            "bonus": self.bonus,
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class Slate:
    """What is shown for one request. ``total`` counts every shop that passed the filters, shown or not."""

    slate_id: str
    request: Request
    items: tuple[Item, ...]
    total: int
    model_version: str

    def as_json(self) -> dict[str, Any]:
        """The contract of the message's ``custom.slate``: kept stable, also in ``recommendations_log``."""
        request = self.request
        return {
            "slate_id": self.slate_id,
            "request": {
                "budget": request.budget,
                "spendable": request.spendable,
                "lat": request.lat,
                "lng": request.lng,
                "radius_m": request.radius_m,
                "categories": list(request.categories),
                "dishes": list(request.dishes),
                "diet": sorted(request.diet),
                "meal_time": request.meal_time,
                "at": request.at.astimezone(SEOUL).isoformat(),
                "order": request.order,
                "below_price": request.below_price,
                "with_others": request.with_others,
                "weather": request.weather,
            },
            "relaxed": sorted(request.relaxed),
            "items": [item.as_json() for item in self.items],
        }


def build(
    picked: Sequence[Ranked],
    request: Request,
    *,
    total: int,
    model_version: str,
    propensities: Mapping[int, float] | None = None,
) -> Slate:
    """Turn picked candidates into a slate with a fresh id; ``propensities`` by shop, 1 where left out."""
    chances = propensities or {}
    return Slate(
        slate_id=str(uuid.uuid4()),
        request=request,
        items=tuple(_item(ranked, request, chances.get(ranked.candidate.shop_id, 1.0)) for ranked in picked),
        total=total,
        model_version=model_version,
    )


def _item(ranked: Ranked, request: Request, propensity: float) -> Item:
    candidate = ranked.candidate
    opening = opening_at(candidate.business_hours, request.at)
    bought = _purchase(ranked, request)
    deal = best(request.coupons, bought) if request.coupons else Deal(bought.subtotal, bought.subtotal)
    facts = Facts(ranked, request, opening, deal, unsettled(request.coupons, bought))
    allergens = None if candidate.allergens is None else tuple(candidate.allergens)
    return Item(
        shop_id=candidate.shop_id,
        name=candidate.name,
        category=candidate.category,
        menu=Menu(candidate.menu_id, candidate.menu_name, candidate.price, deal.final_price, allergens),
        distance_m=candidate.distance_m,
        walk_min=walk_minutes(candidate.distance_m),
        open=ranked.is_open,
        closes_at=opening.closes_at,
        card=candidate.card,
        score=round(ranked.scored.score, 4),
        reasons=tuple(reasons(facts)),
        pause=opening.pause,
        opens_at=opening.opens_at,
        propensity=round(propensity, 6),
        similarity=round(candidate.similarity, 4),
        base=round(ranked.scored.base, 4),
        bonus=ranked.scored.bonus,
        sources=candidate.sources,
    )


def _purchase(ranked: Ranked, request: Request) -> Purchase:
    """One portion of the item's menu, paid the way the request means to."""
    candidate = ranked.candidate
    return Purchase(
        shop_id=candidate.shop_id,
        category=candidate.category,
        price=candidate.price,
        at=request.at,
        pays_by_card=request.pays_by_card,
        card=candidate.card,
    )
