"""The words for what somebody must not eat, as they are read within a sentence: ``data/lookups/diet.tsv``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from settings import ROOT

__all__ = ["groups", "substances"]

_TABLE: Final = ROOT / "data" / "lookups" / "diet.tsv"


def substances() -> Mapping[str, str]:
    """Word → restriction, in the order of the table."""
    return {word: values[0] for word, values in _words().items() if len(values) == 1}


def groups() -> Mapping[str, tuple[str, ...]]:
    """Word → restrictions, for words that stand for several: each of them must not be shown."""
    return {word: values for word, values in _words().items() if len(values) > 1}


@functools.lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[str, ...]]:
    found = {}
    for number, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        values, tab, words = line.partition("\t")
        if not tab or not values or not words:
            raise ValueError(f"data/lookups/diet.tsv:{number}: wants restrictions, a tab, words: {line!r}")
        # In brackets: only where it stands alone.
        found.update({word: tuple(values.split("+")) for word in words.split("|") if not word.startswith("(")})
    return found
