"""Nutrients a serving of the dishes we know usually has, from the food safety ministry's list of dishes.

The list (식품의약품안전처, 음식 영양성분) states nutrients per 100 g (or ml) and the weight of a serving; a serving has
value × weight / 100. Kept are rows about what restaurants and homes serve, whose name is a dish of ours exactly
(``비빔밥_돌솥`` is 돌솥비빔밥): 라면_국물 is no 라면. A weight of 100 is the list's reference amount and no serving:
such a row is left out, as are servings of school and canteen trays. The result is what is usual of a dish, never what
one shop's kitchen does: ``basis`` says ``dish``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from catalog.dishes import Dishes
from catalog.errors import UnknownLayout
from catalog.importing.text import Row, read_table
from storage import queries
from storage.postgres import Pool

__all__ = ["NutritionFile", "read", "write"]

_QUERIES: Final = queries.load("nutrition")
_NAME, _ORIGIN, _PER, _WEIGHT = "식품명", "식품기원명", "영양성분함량기준량", "식품중량"
_SOURCE, _AS_OF = "출처명", "데이터기준일자"
_NUTRIENTS: Final = {
    "kcal": "에너지(kcal)",
    "protein_g": "단백질(g)",
    "fat_g": "지방(g)",
    "carbohydrate_g": "탄수화물(g)",
    "sugar_g": "당류(g)",
    "sodium_mg": "나트륨(mg)",
}
_ORIGINS: Final = ("외식(분석", "가정식(분석", "외식(재료량")
"""Best first: measured as restaurants serve it, measured as at home, reckoned from a restaurant's ingredients."""
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:g|ml)", re.IGNORECASE)
_REFERENCE: Final = 100.0
_SERVING: Final = (30.0, 1_500.0)
_MOST_KCAL: Final = 3_000.0


@dataclass(frozen=True)
class NutritionFile:
    """What a file says of dishes we know."""

    rows: int
    """Rows in the file."""
    dishes: Mapping[str, Mapping[str, Any]]
    """Dictionary form → nutrients a serving, with ``serving_g``, ``source``, ``as_of`` and ``basis``."""


def read(path: Path, dishes: Dishes) -> NutritionFile:
    """Read the ministry's list.

    Raises:
        UnreadableFile: it is no text we can read.
        UnknownLayout: it is another list; the message names the columns that are missing.
    """
    table = read_table(path)
    needed = (_NAME, _ORIGIN, _PER, _WEIGHT, _SOURCE, _AS_OF, *_NUTRIENTS.values())
    if missing := [column for column in needed if column not in table.columns]:
        raise UnknownLayout(f"{path.name}: no list of dishes' nutrients: columns are missing: {', '.join(missing)}")
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for row in table.rows:
        name = _dish_of(row[_NAME], dishes)
        rank = next((rank for rank, origin in enumerate(_ORIGINS) if row[_ORIGIN].startswith(origin)), None)
        if name is None or rank is None or (name in found and found[name][0] <= rank):
            continue
        if (nutrition := _serving(row)) is not None:
            found[name] = (rank, nutrition)
    return NutritionFile(len(table.rows), {name: nutrition for name, (_, nutrition) in sorted(found.items())})


async def write(pool: Pool, file: NutritionFile) -> int:
    """Write the nutrients on all menus of these dishes; returns how many menus changed. Safe to repeat.

    Raises:
        StorageError: nothing was written.
    """
    rows = [{"dish": dish, "nutrition": nutrition} for dish, nutrition in file.dishes.items()]
    async with pool.connection() as conn:
        return int(await _QUERIES.write_nutrition(conn, rows=orjson.dumps(rows).decode()))


def _dish_of(name: str, dishes: Dishes) -> str | None:
    base, *variants = name.split("_")
    for written in (base,) if not variants else ("".join(variants) + base, base + "".join(variants)):
        if dish := dishes.exact(written):
            return dish.name
    return None


def _serving(row: Row) -> dict[str, Any] | None:
    per, weight = _AMOUNT.fullmatch(row[_PER]), _AMOUNT.fullmatch(row[_WEIGHT])
    if per is None or weight is None or float(per[1]) != _REFERENCE:
        return None
    grams = float(weight[1])
    if grams == _REFERENCE or not _SERVING[0] <= grams <= _SERVING[1]:
        return None
    nutrients = {name: _number(row[column]) for name, column in _NUTRIENTS.items()}
    known = {name: round(value * grams / _REFERENCE, 1) for name, value in nutrients.items() if value is not None}
    if not 0 < known.get("kcal", 0) <= _MOST_KCAL:
        return None
    return {**known, "serving_g": grams, "source": row[_SOURCE], "as_of": row[_AS_OF], "basis": "dish"}


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if 0 <= value < 1e6 else None
