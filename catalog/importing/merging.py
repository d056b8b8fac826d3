"""Makes one shop of what several sources say of it; the order in which they were imported does not matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from catalog.dishes import Dishes
from catalog.importing.layouts import LAYOUTS
from catalog.importing.names import name_key
from catalog.importing.record import Record
from catalog.rows import CardUse, MenuRow, ShopRow, search_text

__all__ = ["merge"]

_RANK: Final = {layout.name: rank for rank, layout in reversed(list(enumerate(LAYOUTS)))}
_Value = TypeVar("_Value")


def merge(source_key: str, records: Mapping[str, Record], dishes: Dishes) -> ShopRow:
    """One shop of the records of its sources.

    Name, address, telephone, place and hours come from the first source, in the order of `LAYOUTS`, that states them;
    the category from the strongest finding; whether the card is accepted from the first that knows. Of two prices of
    one menu the newer counts. Allergens stay unknown: no public list tells them, and a usual recipe is no kitchen's
    word.

    Args:
        source_key: the shop's key.
        records: by source; at least one.
        dishes: to tell which dish a menu is.
    """
    sources = sorted(records, key=lambda source: (_RANK.get(source, len(_RANK)), source))
    ranked = [records[source] for source in sources]
    category = max(ranked, key=lambda record: record.category.strength).category.category
    card: CardUse = next((record.card for record in ranked if record.card != "U"), "U")
    menus = _menus(sources, ranked, dishes)
    known_for = [dish for record in ranked for dish in record.dishes]
    foods = [text for menu in menus for text in (menu.name, menu.dish or "")]
    foods += [text for dish in known_for for text in (dish, _dish_name(dish, dishes))]
    name = ranked[0].name
    return ShopRow(
        source_key=source_key,
        name=name,
        category=category,
        card=card,
        data_from=tuple(sources),
        address=ranked[0].address.text,
        district=_first(ranked, lambda record: record.address.district),
        phone=_first(ranked, lambda record: record.phone),
        point=_first(ranked, lambda record: record.point),
        hours=next((record.hours for record in ranked if record.hours.days), ranked[0].hours),
        search_text=search_text(name, category, foods),
        data_as_of=max((record.as_of for record in ranked if record.as_of), default=None),
        menus=menus,
    )


def _menus(sources: Sequence[str], ranked: Sequence[Record], dishes: Dishes) -> tuple[MenuRow, ...]:
    """Every menu once; of two prices the newer."""
    newest: dict[str, tuple[str, MenuRow]] = {}
    for source, record in zip(sources, ranked, strict=True):
        stated_on = record.as_of.isoformat() if record.as_of else ""
        for menu in record.menus:
            key = name_key(menu.name)
            if key in newest and newest[key][0] >= stated_on:
                continue
            dish = dishes.find(menu.name)
            row = MenuRow(
                name=menu.name,
                price=menu.price,
                data_from=source,
                category=dish.category if dish else None,
                dish=dish.name if dish else None,
                tastes=dish.tastes if dish else (),
            )
            newest[key] = (stated_on, row)
    return tuple(row for _, row in newest.values())


def _dish_name(text: str, dishes: Dishes) -> str:
    dish = dishes.find(text)
    return dish.name if dish else ""


def _first(ranked: Sequence[Record], field: Callable[[Record], _Value | None]) -> _Value | None:
    return next((value for record in ranked if (value := field(record)) is not None), None)
