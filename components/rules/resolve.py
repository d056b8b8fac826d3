"""All extractors together, and who gives way where two want the same characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from components.rules import (
    companion,
    day,
    diet,
    distance,
    emotion,
    money,
    ordinal,
    party,
    place,
    rating,
    taste,
    time,
    urgency,
)
from components.rules.found import Found

# In order of precedence: of two that overlap the one listed first stays. Money reads most and errs least; 지금 당장 is
# urgency before it is a meal time; 매운 in 매운 거 못 먹어 is a restriction before it is a taste.
EXTRACTORS: Final[tuple[Callable[[str], list[Found]], ...]] = (
    money.extract,
    distance.extract,
    rating.extract,
    ordinal.extract,
    diet.extract,
    urgency.extract,
    party.extract,
    day.extract,
    time.extract,
    companion.extract,
    emotion.extract,
    taste.extract,
    place.extract,
)


def extract_all(text: str) -> list[Found]:
    """Every entity the rules see in a normalised text, without overlaps, in order of appearance."""
    kept: list[Found] = []
    for extract in EXTRACTORS:
        kept += [found for found in extract(text) if not any(found.overlaps(other) for other in kept)]
    return sorted(kept, key=lambda found: found.start)
