"""The word lists of ``data/``: dishes, categories, chains, places."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from components.lookup.gazetteer import Entry, Gazetteer
from settings import ROOT

DISHES: Final = ROOT / "data" / "dishes.csv"
LOOKUPS: Final = ROOT / "data" / "lookups"


@functools.lru_cache(maxsize=1)
def dishes() -> Gazetteer:
    """Dishes by every spelling of ``data/dishes.csv``; the value is the dictionary form."""
    return Gazetteer.of("lookup.dish", _dish_forms(DISHES))


@functools.lru_cache(maxsize=1)
def categories() -> Gazetteer:
    """The words of the 13 categories."""
    return Gazetteer.of("lookup.category", _listed("food_category", LOOKUPS / "categories.tsv"))


@functools.lru_cache(maxsize=1)
def chains() -> Gazetteer:
    """Chains known everywhere; the value is the chain's usual name."""
    return Gazetteer.of("lookup.shop", _listed("shop_name", LOOKUPS / "chains.tsv"))


@functools.lru_cache(maxsize=1)
def places() -> Gazetteer:
    """Places whose names have no ending a rule could read; the value is the name."""
    lines = (LOOKUPS / "places.txt").read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if not line.startswith("#") for name in line.split())
    return Gazetteer.of("lookup.place", ((name, Entry("location", name)) for name in names))


@functools.lru_cache(maxsize=1)
def dish_categories() -> dict[str, str]:
    """The category of each dish, by dictionary form."""
    with DISHES.open(encoding="utf-8", newline="") as lines:
        return {row["dish"]: row["category"] for row in csv.DictReader(lines)}


def _dish_forms(path: Path) -> Iterator[tuple[str, Entry]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    # Dictionary forms before synonyms before misspellings: 물냉 is nobody's misspelling if some dish is called so.
    for row in rows:
        yield row["dish"], Entry("dish", row["dish"])
    for column in ("synonyms", "misspellings"):
        for row in rows:
            for surface in row[column].split("|"):
                yield surface, Entry("dish", row["dish"])


def _listed(entity: str, path: Path) -> Iterator[tuple[str, Entry]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    for value, _ in rows:
        yield value, Entry(entity, value)
    for value, surfaces in rows:
        for surface in surfaces.split("|"):
            yield surface, Entry(entity, value)
