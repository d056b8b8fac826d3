"""Which shop a person means, and what is known of it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recommender.candidates import contains
from storage import queries
from storage.postgres import Pool

__all__ = ["SEARCH_RADIUS_M", "Named", "Shop", "ShopMenu", "named", "read"]

_QUERIES: Final = queries.load("candidates")
SEARCH_RADIUS_M: Final = 5_000
_ALIKE: Final = 0.12
"""Likeness that two names may differ by and still both be meant."""


@dataclass(frozen=True)
class ShopMenu:
    """A menu of a shop as it is now; price in won, unknown allergens None."""

    menu_id: int
    name: str
    price: int
    allergens: tuple[str, ...] | None
    is_available: bool


@dataclass(frozen=True)
class Shop:
    """A shop as it is now. ``distance`` in metres, None where no place is known."""

    shop_id: int
    name: str
    category: str
    address: str | None
    phone: str | None
    card: str
    is_closed_down: bool
    business_hours: str | None
    distance: float | None
    lat: float | None
    lng: float | None
    menu: ShopMenu | None


@dataclass(frozen=True)
class Named:
    """A shop whose name is like what was said."""

    shop_id: int
    name: str
    address: str | None
    in_slate: bool
    likeness: float


async def read(
    pool: Pool, shop_id: int, *, menu_id: int | None = None, place: tuple[float, float] | None = None
) -> Shop | None:
    """The shop, with one menu of it and its distance from ``place`` (lat, lng); None when there is no such shop."""
    lat, lng = place or (None, None)
    async with pool.autocommit() as conn:
        row = await _QUERIES.shop_with_menu(conn, shop_id=shop_id, menu_id=menu_id, lat=lat, lng=lng)
    if row is None:
        return None
    menu = None
    if row["menu_id"] is not None:
        allergens = None if row["allergens"] is None else tuple(row["allergens"])
        menu = ShopMenu(row["menu_id"], row["menu_name"], row["price"], allergens, row["is_available"])
    return Shop(
        shop_id=row["shop_id"],
        name=row["name"],
        category=row["category"],
        address=row["address"],
        phone=row["phone"],
        card=row["card"],
        is_closed_down=row["is_closed_down"],
        business_hours=row["business_hours"],
        distance=row["distance"],
        lat=row["lat"],
        lng=row["lng"],
        menu=menu,
    )


async def named(
    pool: Pool, name: str, *, slate_shops: Sequence[int] = (), place: tuple[float, float] | None = None
) -> list[Named]:
    """The shops that may be meant by ``name``: one when it is clear, several when the person has to say, or none.

    Shops of the last slate win over all others; then the likest name near ``place`` (lat, lng) by trigrams.
    """
    lat, lng = place or (None, None)
    async with pool.autocommit() as conn:
        rows = [
            Named(**row)
            async for row in _QUERIES.shops_named(
                conn,
                name=name,
                pattern=contains(name),
                slate_shops=list(slate_shops),
                lat=lat,
                lng=lng,
                radius_m=SEARCH_RADIUS_M,
            )
        ]
    if any(row.in_slate for row in rows):
        rows = [row for row in rows if row.in_slate]
    return [row for row in rows if row.likeness >= rows[0].likeness - _ALIKE]
