"""What every layout is: columns it needs, and how one of its rows becomes a record."""

from __future__ import annotations

import abc
from typing import ClassVar, Final

from catalog import categories
from catalog.categories import CategoryFinding, Strength
from catalog.importing import fields, places
from catalog.importing.addresses import Address, parse_address
from catalog.importing.names import clean_name, name_key
from catalog.importing.record import Record, Rejected
from catalog.importing.text import Row
from catalog.rows import CardUse, Point

__all__ = ["Layout", "card_at", "cleaned_address", "cleaned_name", "cleaned_point", "finding"]

_LONGEST_NAME: Final = 200


class Layout(abc.ABC):
    """One file layout."""

    name: ClassVar[str]
    """Its name in ``data_from`` and in reports."""
    needs: ClassVar[frozenset[str]]
    """Columns that tell it from every other."""
    is_addition: ClassVar[bool] = False
    """Whether its rows only add to shops that another source names, and make none themselves."""

    @abc.abstractmethod
    def read(self, row: Row) -> Record:
        """Turn a row into a record.

        Raises:
            Rejected: the row is no shop, or lacks what makes one.
        """


def cleaned_name(text: str) -> str:
    """A shop's name.

    Raises:
        Rejected: there is none, or too long a one.
    """
    name = clean_name(text)
    if not name_key(name):
        raise Rejected("no name")
    if len(name) > _LONGEST_NAME:
        raise Rejected(f"name longer than {_LONGEST_NAME} letters")
    return name


def cleaned_address(text: str, *, region: str = "", lot_text: str = "") -> Address:
    """A shop's address; see `parse_address`.

    Raises:
        Rejected: there is none.
    """
    address = parse_address(text, region=region, lot_text=lot_text)
    if address is None:
        raise Rejected("no address")
    return address


def cleaned_point(lat: str, lng: str) -> tuple[Point | None, tuple[str, ...]]:
    """Coordinates, and the doubt about them when they were left out."""
    try:
        return fields.parse_point(lat, lng), ()
    except ValueError:
        return None, (f"coordinates {lat}, {lng} are no place in South Korea",)


def finding(trade: str, name: str) -> CategoryFinding:
    """The category by the shop's sign, else by the source's word for its trade.

    Raises:
        Rejected: the trade is no place for a meal.
    """
    if reason := places.reason_against(trade, name):
        raise Rejected(reason)
    if places.is_mart(trade, name):
        return CategoryFinding("편의점", Strength.REGISTRY)  # the nearest of the 13: ready food off the shelf
    return categories.from_name(name) or categories.from_source_word(trade)


def card_at(trade: str, name: str) -> CardUse:
    """Y for a merchant of a card list, P for a mart, where the card buys only some of the goods."""
    return "P" if places.is_mart(trade, name) else "Y"
