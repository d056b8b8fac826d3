"""What one source says of one shop: the seam between the layouts and everything behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from catalog.categories import CategoryFinding, Strength
from catalog.hours import UNKNOWN_HOURS, Hours
from catalog.importing.addresses import Address
from catalog.importing.names import name_key
from catalog.rows import CardUse, Point

__all__ = ["PricedMenu", "Record", "Rejected"]


class Rejected(ValueError):
    """A row cannot be used; the message is the reason, as counted in the report."""


@dataclass(frozen=True)
class PricedMenu:
    """A menu's name and its price in won."""

    name: str
    price: int


@dataclass(frozen=True)
class Record:
    """One row of a source, cleaned; fields the source says nothing of are left at their defaults."""

    line: int
    name: str
    address: Address
    category: CategoryFinding
    card: CardUse = "U"
    phone: str | None = None
    point: Point | None = None
    hours: Hours = UNKNOWN_HOURS
    menus: tuple[PricedMenu, ...] = ()
    dishes: tuple[str, ...] = ()
    """What the shop is known for, without prices."""
    meals: tuple[str, ...] = ()
    """Meals the card list names the shop for: breakfast, lunch, dinner."""
    as_of: dt.date | None = None
    doubts: tuple[str, ...] = field(default=(), compare=False)
    """What of the row was left out because it could not be believed."""

    @property
    def name_key(self) -> str:
        """See `catalog.importing.names.name_key`."""
        return name_key(self.name)

    @property
    def source_key(self) -> str:
        """The key a shop gets that this record is the first to name."""
        return f"{self.name_key}|{self.address.keys[0]}"

    def as_json(self) -> dict[str, Any]:
        """As kept in ``shop_sources.record``; `from_json` reads it back."""
        return {
            "name": self.name,
            "address": self.address.text,
            "district": self.address.district,
            "road": self.address.road,
            "dong": self.address.dong,
            "address_keys": self.address.keys,
            "category": self.category.category,
            "strength": int(self.category.strength),
            "card": self.card,
            "phone": self.phone,
            "point": [self.point.lat, self.point.lng] if self.point else None,
            "hours": self.hours.as_json(),
            "menus": [[menu.name, menu.price] for menu in self.menus],
            "dishes": self.dishes,
            "meals": self.meals,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Record:
        """Read back what `as_json` gave; the line is not kept."""
        return cls(
            line=0,
            name=stored["name"],
            address=Address(
                stored["address"],
                stored["district"],
                stored["road"],
                stored["dong"],
                tuple(stored["address_keys"]),
            ),
            category=CategoryFinding(stored["category"], Strength(stored["strength"])),
            card=stored["card"],
            phone=stored["phone"],
            point=Point(*stored["point"]) if stored["point"] else None,
            hours=Hours.parse(stored["hours"]),
            menus=tuple(PricedMenu(name, price) for name, price in stored["menus"]),
            dishes=tuple(stored["dishes"]),
            meals=tuple(stored["meals"]),
            as_of=dt.date.fromisoformat(stored["as_of"]) if stored["as_of"] else None,
        )
