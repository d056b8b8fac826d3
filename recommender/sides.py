"""Dishes that are no meal by themselves: rice alone, soup on the side, a drink, a sweet."""

from __future__ import annotations

import functools

from catalog.dishes import get_dishes
from settings import ROOT

__all__ = ["side_dishes"]

_PATH = ROOT / "data" / "sides.txt"
_SWEETS = "카페/디저트"
_MEALS = frozenset({"breakfast", "lunch", "dinner"})


@functools.lru_cache(maxsize=1)
def side_dishes() -> tuple[str, ...]:
    """Dictionary forms of all such dishes: those of ``data/sides.txt``, sweets, and what is eaten between meals only.

    Raises:
        FileNotFoundError: the file is not there.
        DictionaryError: see `catalog.dishes.Dishes.read`.
    """
    lines = _PATH.read_text(encoding="utf-8").splitlines()
    listed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    snacks = (
        dish.name
        for dish in get_dishes().values()
        if dish.category == _SWEETS or not _MEALS.intersection(dish.meal_times)
    )
    return tuple(sorted(listed.union(snacks)))
