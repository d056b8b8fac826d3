"""The taste queries with their graded dishes, and the measures of a ranking of dishes against them."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.dishes import get_dishes

__all__ = ["Query", "ndcg_at", "read", "recall_at"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Query:
    """What somebody says, and the dishes that are just it (2) or will do (1)."""

    split: str
    text: str
    grades: Mapping[str, int]


def read() -> list[Query]:
    """All queries of the file, in its order."""
    sets = dict(_rows("taste_sets.tsv"))
    queries = []
    for split, text, best, good in _rows("taste_queries.tsv"):
        grades = dict.fromkeys(_members(good, sets), 1) | dict.fromkeys(_members(best, sets), 2)
        queries.append(Query(split, text, grades))
    return queries


def recall_at(ranking: Sequence[str], query: Query, most: int) -> float:
    """The share of the dishes wanted among the first ``most``; where more are wanted than fit, of those that fit."""
    return sum(dish in query.grades for dish in ranking[:most]) / min(most, len(query.grades))


def ndcg_at(ranking: Sequence[str], query: Query, most: int) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) with the grades as gains."""
    ideal = sorted(query.grades.values(), reverse=True)
    return _discounted([query.grades.get(dish, 0) for dish in ranking[:most]]) / _discounted(ideal[:most])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def _members(cell: str, sets: Mapping[str, str]) -> set[str]:
    """The dishes a cell names. What is taken out again is taken out of the cell it stands in."""
    names = list(get_dishes())
    found: set[str] = set()
    words = [word for word in cell.split("|") if word]
    for word in words:
        if word.startswith("@"):
            found |= _members(sets[word[1:]], sets)
        elif not word.startswith("-"):
            found.update(fnmatch.filter(names, word))
    for word in words:
        if word.startswith("-"):
            found.difference_update(fnmatch.filter(names, word[1:]))
    return found


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
