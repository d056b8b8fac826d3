"""Everything the lists know, in one text."""

from __future__ import annotations

from collections.abc import Sequence

from components.lookup.words import categories, chains, dishes, places
from components.rules import Found


def known_words(text: str, shops: Sequence[Found] = ()) -> list[Found]:
    """`shops` and what the lists find beside them in a normalised text; a longer match wins over a shorter one.

    Words inside other words are found as well (만두 in 만두십): the model settles by context what is meant.
    """
    found = [match for book in (dishes(), categories(), chains(), places()) for match in book.find(text)]
    kept: list[Found] = list(shops)
    for match in sorted(found, key=lambda match: match.start - match.end):
        if not any(match.overlaps(other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
