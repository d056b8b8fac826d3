"""The dictionary of dishes (``data/dishes.csv``): what each is, how people write it, what is usually in it.

Columns: ``dish, category, tastes, allergens, synonyms, misspellings, meal_times, price_low, price_high``; lists are
separated by ``|``, prices are won. The allergens are those of the usual recipe: true of the made-up sample, never of a
real shop's kitchen.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.categories import CATEGORIES
from catalog.errors import DictionaryError
from settings import ROOT

__all__ = ["Dish", "Dishes", "get_dishes"]

_PATH = ROOT / "data" / "dishes.csv"
_AMOUNT = re.compile(r"\([^)]*\)|\[[^\]]*\]|\d+(?:\.\d+)?\s*(?:g|kg|ml|인분|인|개|줄|마리|조각|p|pcs)", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_SHORTEST_PART = 2


@dataclass(frozen=True)
class Dish:
    """One dish as the dictionary has it."""

    name: str
    """The dictionary form, the value of the entity ``dish``."""
    category: str
    tastes: tuple[str, ...]
    allergens: tuple[str, ...]
    """Of the usual recipe, in diet values of the label guide."""
    synonyms: tuple[str, ...]
    misspellings: tuple[str, ...]
    meal_times: tuple[str, ...]
    price_low: int
    """Usual price, won."""
    price_high: int

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every way the dish is written, the dictionary form first."""
        return (self.name, *self.synonyms, *self.misspellings)


class Dishes(Mapping[str, Dish]):
    """All dishes by dictionary form, in the order of the file, with a look-up from what people and menus write."""

    def __init__(self, dishes: Iterable[Dish]) -> None:
        self._by_name = {dish.name: dish for dish in dishes}
        self._by_surface: dict[str, Dish] = {}
        for dish in self._by_name.values():
            self._by_surface[_normalise(dish.name)] = dish
        for dish in self._by_name.values():
            for surface in dish.surfaces:
                self._by_surface.setdefault(_normalise(surface), dish)

    @classmethod
    def read(cls, path: Path = _PATH) -> Dishes:
        """Read the dictionary.

        Raises:
            DictionaryError: the file is missing, or a line of it is wrong; says which.
        """
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return cls(_dish(row, line) for line, row in enumerate(csv.DictReader(file), start=2))
        except OSError as error:
            raise DictionaryError(f"{path.name}: {error.strerror}") from error

    def __getitem__(self, name: str) -> Dish:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def exact(self, surface: str) -> Dish | None:
        """The dish that is written ``surface``, blanks and punctuation aside."""
        return self._by_surface.get(_normalise(surface))

    def find(self, menu_name: str) -> Dish | None:
        """The dish a menu's name means, or None.

        Amounts and brackets are left out (돼지갈비(300g)); then the whole name, else its longest ending, for a Korean
        compound ends in what it is (동치미 막국수 → 막국수), else its longest beginning (제육볶음정식 → 제육볶음).
        """
        name = _normalise(_AMOUNT.sub(" ", menu_name))
        endings = (name[start:] for start in range(len(name) - _SHORTEST_PART + 1))
        beginnings = (name[:end] for end in range(len(name) - 1, _SHORTEST_PART - 1, -1))
        for part in (*endings, *beginnings):
            if dish := self._by_surface.get(part):
                return dish
        return None


@functools.lru_cache(maxsize=1)
def get_dishes() -> Dishes:
    """The dictionary of this process, read once.

    Raises:
        DictionaryError: see `Dishes.read`.
    """
    return Dishes.read()


def _normalise(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _dish(row: dict[str, str], line: int) -> Dish:
    try:
        dish = Dish(
            name=row["dish"].strip(),
            category=row["category"],
            tastes=_parts(row["tastes"]),
            allergens=_parts(row["allergens"]),
            synonyms=_parts(row["synonyms"]),
            misspellings=_parts(row["misspellings"]),
            meal_times=_parts(row["meal_times"]),
            price_low=int(row["price_low"]),
            price_high=int(row["price_high"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DictionaryError(f"dishes.csv line {line}: {error!r}") from error
    if not dish.name or dish.category not in CATEGORIES or not 0 < dish.price_low <= dish.price_high:
        raise DictionaryError(f"dishes.csv line {line}: name, category or prices of {dish.name!r} are wrong")
    return dish


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
