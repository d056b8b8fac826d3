"""Words that stand for several dishes, from ``data/kinds.tsv``: 찌개, 면, 고기."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.dishes import get_dishes
from settings import ROOT

__all__ = ["Kind", "kind_of", "kind_said"]

_PATH: Final = ROOT / "data" / "kinds.tsv"
_MOST_DISHES: Final = 6
_TOO_FAR_APART: Final = 3
_AFTER: Final = r"(?=(?:이|가|을|를|은|는|도|만|로|으로|이나|나|이랑|랑|하고|같은|집)?(?:\s|[.,!?~ㅠㅜㅋㅎ]|$))"


@dataclass(frozen=True)
class Kind:
    """One such word."""

    word: str
    ways: tuple[str, ...]
    """How it is said, without blanks."""
    dishes: tuple[str, ...]

    @property
    def is_dish(self) -> bool:
        """Whether the word is in the dictionary itself, so that menus are searched for it (찌개: every …찌개)."""
        return get_dishes().exact(self.word) is not None

    @property
    def is_far_apart(self) -> bool:
        """Whether its dishes come from so many kitchens that no five shops show them all."""
        dishes = get_dishes()
        return len({dishes[dish].category for dish in self.dishes}) >= _TOO_FAR_APART

    def dish_in(self, menu: str) -> str | None:
        """Which dish of this kind a menu is: the one listed that its name holds, else what the dictionary says."""
        for dish in self.dishes:
            if dish in menu:
                return dish
        found = get_dishes().find(menu)
        return found.name if found is not None and found.name.endswith(self.word) and found.name != self.word else None


def kind_said(text: str) -> tuple[Kind, str] | None:
    """The first such word in a text, and what follows it; None when there is none."""
    pattern, by_way = _spoken()
    match = pattern.search(text)
    return None if match is None else (by_way[match[0].replace(" ", "")], text[match.end() :])


def kind_of(dishes: tuple[str, ...]) -> Kind | None:
    """The kind that a wish for these dishes is: the word itself, or all of its dishes."""
    for kind in _kinds():
        if dishes == (kind.word,) or (len(dishes) > 1 and set(dishes) == set(kind.dishes)):
            return kind
    return None


@functools.lru_cache(maxsize=1)
def _kinds(path: Path = _PATH) -> tuple[Kind, ...]:
    kinds = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            word, said, listed = line.split("\t")
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: wants a word, how it is said, and dishes: {line!r}") from error
        dishes = tuple(listed.split("|"))
        if unknown := [dish for dish in dishes if dish not in get_dishes()]:
            raise ValueError(f"{path.name}:{number}: not in data/dishes.csv: {', '.join(unknown)}")
        if not 2 <= len(dishes) <= _MOST_DISHES:
            raise ValueError(f"{path.name}:{number}: {word} stands for {len(dishes)} dishes; 2 to {_MOST_DISHES}")
        kinds.append(Kind(word, tuple(way.replace(" ", "") for way in said.split("|")), dishes))
    return tuple(kinds)


@functools.lru_cache(maxsize=1)
def _spoken() -> tuple[re.Pattern[str], dict[str, Kind]]:
    """All ways of all kinds as one pattern, the longest first, and whose each is."""
    by_way = {way: kind for kind in _kinds() for way in kind.ways}
    ways = "|".join(r"\s?".join(map(re.escape, way)) for way in sorted(by_way, key=len, reverse=True))
    return re.compile(rf"(?<![가-힣A-Za-z0-9])(?:{ways}){_AFTER}"), by_way
