"""A shop and its menus as the catalogue stores them: what importers and the sample hand over to be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.types.multirange import Multirange

from catalog.hours import UNKNOWN_HOURS, Hours
from catalog.morphemes import tokenise

__all__ = ["CardUse", "MenuRow", "Point", "ShopRow", "search_text"]

CardUse = Literal["Y", "N", "P", "U"]
"""Whether the meal card is accepted: yes, no, partly (some items or hours), unknown."""


@dataclass(frozen=True)
class Point:
    """WGS 84 degrees."""

    lat: float
    lng: float

    def as_ewkt(self) -> str:
        """As PostGIS reads it: longitude first."""
        return f"SRID=4326;POINT({self.lng} {self.lat})"


@dataclass(frozen=True)
class MenuRow:
    """One menu. ``allergens`` None means unknown, never none."""

    name: str
    price: int
    data_from: str
    category: str | None = None
    dish: str | None = None
    tastes: tuple[str, ...] = ()
    allergens: tuple[str, ...] | None = None
    is_available: bool = True
    is_popular: bool = False

    def as_json(self) -> dict[str, Any]:
        """By column name, as plain JSON values."""
        return {
            "name": self.name,
            "price": self.price,
            "category": self.category,
            "dish": self.dish,
            "tastes": self.tastes,
            "allergens": self.allergens,
            "is_available": self.is_available,
            "is_popular": self.is_popular,
            "data_from": self.data_from,
        }


@dataclass(frozen=True)
class ShopRow:
    """One shop with its menus."""

    source_key: str
    name: str
    category: str
    card: CardUse
    data_from: tuple[str, ...]
    address: str | None = None
    district: str | None = None
    phone: str | None = None
    point: Point | None = None
    hours: Hours = UNKNOWN_HOURS
    is_good_influence: bool = False
    is_closed_down: bool = False
    rating: float | None = None
    popularity: float = 0.0
    search_text: str = ""
    data_as_of: dt.date | None = None
    menus: tuple[MenuRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shop without its menus, by column name, as plain JSON values; minutes and place as PostgreSQL's text."""
        week, holiday = self.hours.to_multiranges()
        return {
            "source_key": self.source_key,
            "name": self.name,
            "category": self.category,
            "address": self.address,
            "district": self.district,
            "phone": self.phone,
            "location": self.point.as_ewkt() if self.point else None,
            "business_hours": self.hours.as_json(),
            "open_minutes": _literal(week),
            "holiday_minutes": _literal(holiday),
            "is_food_card_shop": self.card,
            "is_good_influence_shop": self.is_good_influence,
            "is_closed_down": self.is_closed_down,
            "rating": self.rating,
            "popularity_score": self.popularity,
            "search_text": self.search_text,
            "data_from": self.data_from,
            "data_as_of": self.data_as_of.isoformat() if self.data_as_of else None,
        }


def search_text(name: str, category: str, foods: Iterable[str]) -> str:
    """The column ``search_text``: morphemes of each part, cut apart so that one does not change another's cutting.

    Args:
        name: the shop's.
        category: one of the 13.
        foods: names of menus and of the dishes they are.
    """
    parts = [tokenise(part) for part in dict.fromkeys((name, category, *foods))]
    return " ".join(part for part in parts if part)


def _literal(spans: Multirange[int] | None) -> str | None:
    return None if spans is None else "{" + ",".join(f"[{span.lower},{span.upper})" for span in spans) + "}"
