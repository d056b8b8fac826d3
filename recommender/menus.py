"""What shops sell, for questions about it: a shop's menus, what a dish costs nearby, what an amount buys at a store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any, Final

from recommender.candidates import contains
from recommender.diet import Avoided
from recommender.opening import is_open_at
from recommender.sides import side_dishes
from storage import queries
from storage.postgres import Pool

__all__ = ["Basket", "DishPrices", "ListedMenu", "dish_prices", "of_shop", "store_baskets"]

_MENUS: Final = queries.load("menus")
_STORES_MOST: Final = 8
_GOODS_LOOKED_AT: Final = 14
_IN_A_BASKET: Final = 3


@dataclass(frozen=True)
class ListedMenu:
    """A menu as the row has it: price in won, unknown allergens and nutrition None."""

    menu_id: int
    name: str
    price: int
    dish: str | None
    tastes: tuple[str, ...]
    allergens: tuple[str, ...] | None
    nutrition: Mapping[str, Any] | None
    is_available: bool
    is_popular: bool

    def declares(self, avoided: Avoided) -> frozenset[str]:
        """What of ``avoided`` this menu is declared to have; of unknown ingredients nothing is declared."""
        return avoided.allergens.intersection(self.allergens or ()) | avoided.tastes.intersection(self.tastes)


@dataclass(frozen=True)
class DishPrices:
    """A dish around a place: in how many shops that take the card (or partly), and for how much, in won."""

    shops: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class Basket:
    """Goods of one convenience store that an amount pays for together. Price in won, distance in metres."""

    shop_id: int
    shop: str
    card: str
    is_open: bool | None
    distance: float
    goods: tuple[str, ...]
    price: int
    has_unknown_ingredients: bool


async def of_shop(pool: Pool, shop_id: int) -> list[ListedMenu]:
    """All menus of a shop, available ones first, then the popular ones, then by price."""
    async with pool.autocommit() as conn:
        return [_listed(row) async for row in _MENUS.of_shop(conn, shop_id=shop_id)]


async def dish_prices(pool: Pool, dish: str, place: tuple[float, float], radius_m: int) -> DishPrices | None:
    """What ``dish`` costs within ``radius_m`` of ``place`` (lat, lng); None when nobody there is known to sell it."""
    async with pool.autocommit() as conn:
        row = await _MENUS.dish_prices(
            conn, dish=dish, pattern=contains(dish), lat=place[0], lng=place[1], radius_m=radius_m
        )
    return None if not row["shops"] else DishPrices(**row)


async def store_baskets(
    pool: Pool,
    place: tuple[float, float],
    amount: int,
    *,
    radius_m: int,
    avoided: Avoided,
    at: dt.datetime,
    by_card: bool,
    not_goods: Sequence[str] = (),
) -> list[Basket]:
    """For each convenience store nearby not known to be closed: what ``amount`` won buys together; nearest first.

    A basket holds at most three different goods, at least one of them filling (no drink or sweet alone), as many as the
    amount allows and then as dear as it allows.

    Args:
        not_goods: words for goods (탄산음료) that stay out where a name or a dish has them in it.
    """
    async with pool.autocommit() as conn:
        rows = [
            row
            async for row in _MENUS.convenience(
                conn,
                lat=place[0],
                lng=place[1],
                radius_m=radius_m,
                max_price=amount,
                avoid_allergens=sorted(avoided.allergens),
                avoid_tastes=sorted(avoided.tastes),
                cards=["Y", "P"] if by_card else ["Y", "P", "N", "U"],
                shops_most=_STORES_MOST,
            )
        ]
    baskets = []
    sold = [row for row in rows if not any(word in row["menu_name"] or word == row["dish"] for word in not_goods)]
    for _, goods in groupby(sold, key=lambda row: row["shop_id"]):
        store = list(goods)
        is_open = is_open_at(store[0]["business_hours"], at)
        chosen = None if is_open is False else _fullest(store, amount)
        if chosen:
            baskets.append(_basket(chosen, is_open))
    return baskets


def _fullest(store: Sequence[Mapping[str, Any]], amount: int) -> tuple[Mapping[str, Any], ...] | None:
    goods = store[:_GOODS_LOOKED_AT]
    possible = [
        chosen
        for count in range(1, _IN_A_BASKET + 1)
        for chosen in combinations(goods, count)
        if sum(one["price"] for one in chosen) <= amount and any(_fills(one) for one in chosen)
    ]
    return max(possible, key=lambda chosen: (len(chosen), sum(one["price"] for one in chosen)), default=None)


def _fills(good: Mapping[str, Any]) -> bool:
    return good["dish"] is not None and good["dish"] not in side_dishes()


def _basket(chosen: Sequence[Mapping[str, Any]], is_open: bool | None) -> Basket:
    first = chosen[0]
    return Basket(
        shop_id=first["shop_id"],
        shop=first["name"],
        card=first["card"],
        is_open=is_open,
        distance=first["distance"],
        goods=tuple(one["menu_name"] for one in chosen),
        price=sum(one["price"] for one in chosen),
        has_unknown_ingredients=any(one["allergens"] is None for one in chosen),
    )


def _listed(row: Mapping[str, Any]) -> ListedMenu:
    return ListedMenu(
        menu_id=row["menu_id"],
        name=row["name"],
        price=row["price"],
        dish=row["dish"],
        tastes=tuple(row["tastes"]),
        allergens=None if row["allergens"] is None else tuple(row["allergens"]),
        nutrition=row["nutrition"],
        is_available=row["is_available"],
        is_popular=row["is_popular"],
    )
