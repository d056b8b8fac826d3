"""The normaliser's word lists under data/normalise, which editors may change without touching code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "normalise"


class TableError(ValueError):
    """A line of a word list that cannot be used; the message names file, line and reason."""


def rows(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    """Rows of a tab-separated list; empty lines and lines that start with ``#`` are left out.

    Raises:
        TableError: a line has another number of columns, or an empty one.
    """
    path = FOLDER / name
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != columns or not all(cells):
            raise TableError(f"{path}:{number}: expected {columns} filled columns separated by tabs: {line!r}")
        yield cells


@cache
def mapping(name: str) -> dict[str, str]:
    """A list of two columns as a dictionary."""
    found: dict[str, str] = dict(rows(name, 2))  # type: ignore[arg-type]
    return found


@cache
def words(name: str) -> frozenset[str]:
    """A list of one column as a set."""
    return frozenset(word for (word,) in rows(name, 1))


@cache
def any_of(name: str) -> re.Pattern[str]:
    """A pattern that finds the longest key of a list of two columns at each place."""
    keys = sorted(mapping(name), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, keys)))
