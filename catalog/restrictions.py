"""Words for what somebody must not eat, and the diet values of the label guide they stand for.

For lists typed in answer to a question ("새우랑 키위요"), where every word counts: one that is not here cannot be
filtered, and the person must hear so. The words stand in ``data/lookups/diet.tsv``, from which the rule extractor reads
those of a sentence as well.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from catalog.errors import DictionaryError
from settings import ROOT

__all__ = ["diet_values"]

_PATH: Final = ROOT / "data" / "lookups" / "diet.tsv"


def diet_values(word: str) -> tuple[str, ...]:
    """The diet values of a word without blanks and particles; none when no filter knows it.

    Raises:
        DictionaryError: a line of the table is wrong; says which.
    """
    return _table().get(word, ())


@functools.lru_cache(maxsize=1)
def _table(path: Path = _PATH) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        values, tab, words = line.partition("\t")
        if not tab or not values or not words:
            raise DictionaryError(f"{path.name}, line {number}: wants restrictions, a tab, words: {line!r}")
        for word in words.split("|"):
            bare = word.strip("()")  # brackets: not within a sentence
            if bare in found:
                raise DictionaryError(f"{path.name}, line {number}: {bare} is there twice")
            found[bare] = tuple(values.split("+"))
    return found
