"""What a restriction rules out: one table from the diet values of the label guide to allergens and tastes of menus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Avoided", "avoided"]

_MEAT: Final = frozenset({"pork", "beef", "chicken", "duck", "lamb"})
_SEAFOOD: Final = frozenset({"fish", "shrimp", "crab", "shellfish", "squid"})
_MORE_THAN_ITSELF: Final = {
    "shellfish": frozenset({"shellfish", "shrimp", "crab"}),
    "vegetarian": _MEAT | _SEAFOOD,
    "vegan": _MEAT | _SEAFOOD | {"milk", "egg"},
    "halal": frozenset({"pork"}),
}
_TASTES: Final = {"spicy": frozenset({"spicy"})}


@dataclass(frozen=True)
class Avoided:
    """What a menu must not have."""

    allergens: frozenset[str]
    tastes: frozenset[str]

    @property
    def needs_ingredients(self) -> bool:
        """Whether a menu whose ingredients are unknown must be shown as unknown to this person."""
        return bool(self.allergens)


def avoided(diet: Iterable[str]) -> Avoided:
    """Expand diet values; one the table does not know stands for the allergen of that name.

    ``halal`` rules out pork only: whether meat was slaughtered so, no row says, and the reply must not either.
    """
    allergens: set[str] = set()
    tastes: set[str] = set()
    for value in diet:
        if value in _TASTES:
            tastes |= _TASTES[value]
        else:
            allergens |= _MORE_THAN_ITSELF.get(value, {value})
    return Avoided(frozenset(allergens), frozenset(tastes))
