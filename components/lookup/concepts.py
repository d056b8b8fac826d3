"""What a text speaks of: hand-made groups of words, for the intent model."""

from __future__ import annotations

import functools
import re

from components.lookup.words import LOOKUPS


def concepts(packed: str) -> list[str]:
    """Names of the concepts a text without blanks and in lower case speaks of, in order of their first words."""
    found = [(match.start(), name) for name, pattern in _patterns() if (match := pattern.search(packed))]
    return [name for _, name in sorted(found)]


@functools.lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = (LOOKUPS / "concepts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    return tuple((name, re.compile(words.replace(" ", ""))) for name, words in rows)
