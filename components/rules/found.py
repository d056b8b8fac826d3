"""What a rule finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Value = str | int


@dataclass(frozen=True)
class Found:
    """An entity in a normalised text; `start` and `end` are character offsets into that text, half open."""

    entity: str
    value: Value
    role: str | None
    start: int
    end: int
    extractor: str

    def overlaps(self, other: Found) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


def find_words(
    entity: str, extractor: str, patterns: Iterable[tuple[Value, re.Pattern[str]]], text: str
) -> list[Found]:
    """One `Found` for each match of each (value, pattern): of overlapping ones the longest, then the first listed.

    A pattern may name a group ``span`` for the part that is the entity; else all of the match is.
    """
    matches = [
        Found(entity, value, None, *match.span("span" if "span" in pattern.groupindex else 0), extractor)
        for value, pattern in patterns
        for match in pattern.finditer(text)
    ]
    return longest(matches)


def longest(matches: Iterable[Found]) -> list[Found]:
    """The matches without overlaps, longer ones first served, in order of appearance."""
    kept: list[Found] = []
    for match in sorted(matches, key=lambda found: found.start - found.end):
        if not any(match.overlaps(other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda found: found.start)
