"""A made-up catalogue of any size: the sample's shops set down in the towns of a made-up country, ten menus each.

How many shops stand around one child decides what a slate costs, so the towns are stated: one for every 500 shops,
their sizes falling with the square root of their rank, each spread over its centre as the sample's neighbourhoods are.
At 100,000 shops the largest town has about 2,700 shops within a kilometre, more than any place in Seoul.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

import orjson
from psycopg import sql

from catalog import sample
from catalog.dishes import get_dishes
from catalog.rows import MenuRow, Point, ShopRow
from storage.postgres import Connection

__all__ = ["MENUS_PER_SHOP", "Town", "fill", "made_up", "towns"]

MENUS_PER_SHOP: Final = 10
_SHOPS_PER_TOWN: Final = 500
_DISTINCT_SHOPS: Final = 10_000
"""Shops the sample's generator makes; beyond them the same come again, elsewhere and under new names."""
_OWN_NAME_SHARE: Final = 0.125
_SPREAD_M: Final = 620.0
_M_PER_DEGREE: Final = 111_320.0
_CHUNK: Final = 5_000
_SOUTH, _NORTH, _WEST, _EAST = 34.6, 38.0, 126.5, 129.2

_SHOP_COLUMNS: Final = (
    "shop_id", "source_key", "name", "category", "address", "district", "phone", "location", "business_hours",
    "open_minutes", "holiday_minutes", "is_food_card_shop", "is_good_influence_shop", "is_closed_down", "rating",
    "popularity_score", "search_text", "data_from",
)  # fmt: skip
_MENU_COLUMNS: Final = (
    "shop_id", "name", "price", "category", "dish", "tastes", "allergens", "is_available", "is_popular", "data_from",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Where shops and people are; WGS 84 degrees and a share of all shops."""

    lat: float
    lng: float
    share: float

    def somewhere(self, draw: random.Random) -> Point:
        """A point of the town, denser towards its centre."""
        distance, bearing = abs(draw.gauss(0, _SPREAD_M)) + 15, draw.uniform(0, 2 * math.pi)
        lat = self.lat + distance * math.cos(bearing) / _M_PER_DEGREE
        lng = self.lng + distance * math.sin(bearing) / (_M_PER_DEGREE * math.cos(math.radians(self.lat)))
        return Point(round(lat, 7), round(lng, 7))


def towns(shops: int, seed: int) -> list[Town]:
    """The towns of a country with so many shops, the largest first."""
    draw = random.Random(seed)  # noqa: S311  # a made-up country, not a secret
    count = max(1, shops // _SHOPS_PER_TOWN)
    sizes = [1 / math.sqrt(rank) for rank in range(1, count + 1)]
    total = sum(sizes)
    return [Town(draw.uniform(_SOUTH, _NORTH), draw.uniform(_WEST, _EAST), size / total) for size in sizes]


async def fill(connection: Connection, shops: int, seed: int, *, tell: Callable[[int], None] = lambda _: None) -> None:
    """Write ``shops`` shops with ten menus each into an empty catalogue by COPY; ``tell`` hears how many are in.

    Raises:
        StorageError: the database refuses or is away.
    """
    rows = enumerate(made_up(shops, seed), start=1)
    while chunk := list(islice(rows, _CHUNK)):
        await _copy(connection, "shops", _SHOP_COLUMNS, ((number, *_shop_values(shop)) for number, shop in chunk))
        menus = ((number, *_menu_values(menu)) for number, shop in chunk for menu in shop.menus)
        await _copy(connection, "menus", _MENU_COLUMNS, menus)
        tell(chunk[-1][0])


async def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


def made_up(shops: int, seed: int) -> Iterator[ShopRow]:
    """The shops of such a country one by one, with their menus; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311
    kinds = sample.generate(min(shops, _DISTINCT_SHOPS), seed, get_dishes())
    places = towns(shops, seed)
    spots = draw.choices(places, weights=[town.share for town in places], k=shops)
    for number, town in enumerate(spots):
        round_, index = divmod(number, len(kinds))
        kind = kinds[index]
        name = f"{kind.name} {round_}호" if round_ else kind.name
        yield replace(
            kind,
            source_key=f"bench|{seed}|{number}",
            name=name,
            point=town.somewhere(draw),
            menus=tuple(_own_name(draw, menu, name) for menu in _ten(kind.menus)),
        )


def _ten(menus: Sequence[MenuRow]) -> tuple[MenuRow, ...]:
    """Exactly ten menus: the first ones, or the same again in larger portions."""
    made = list(menus[:MENUS_PER_SHOP])
    for extra, word in ((1_000, "특"), (1_500, "세트"), (2_500, "2인"), (3_500, "3인")):
        for menu in menus:
            if len(made) == MENUS_PER_SHOP:
                break
            made.append(replace(menu, name=f"{menu.name} {word}", price=menu.price + extra, is_popular=False))
    return tuple(made)


def _own_name(draw: random.Random, menu: MenuRow, shop: str) -> MenuRow:
    """One menu in eight bears its shop's name, as menus do: texts are as many as a country's, not a dictionary's."""
    return replace(menu, name=f"{shop} {menu.name}") if draw.random() < _OWN_NAME_SHARE else menu


def _shop_values(shop: ShopRow) -> tuple[Any, ...]:
    row = shop.as_json()
    hours = row["business_hours"]
    row["business_hours"] = None if hours is None else orjson.dumps(hours).decode()
    row["data_from"] = list(row["data_from"])
    return tuple(row[name] for name in _SHOP_COLUMNS[1:])


def _menu_values(menu: MenuRow) -> tuple[Any, ...]:
    row = menu.as_json()
    for name in ("tastes", "allergens"):
        row[name] = None if row[name] is None else list(row[name])
    return tuple(row[name] for name in _MENU_COLUMNS[1:])
