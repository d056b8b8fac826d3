"""Lists of words in Korean: what is left out for a restriction, and several words in a row."""

from __future__ import annotations

from collections.abc import Sequence

from actions.wording.texts import Voice, words

__all__ = ["avoided", "ingredients", "listed"]


def listed(names: Sequence[str]) -> str:
    """``김밥, 라면, 만두``; after three, how many more."""
    if len(names) <= 3:
        return ", ".join(names)
    return Voice().say("list_more", listed=", ".join(names[:3]), count=len(names))


def avoided(diet: frozenset[str]) -> str:
    """What is left out for these restrictions, as a list of Korean words."""
    return listed(sorted({words("diet").get(value, value) for value in diet}))


def ingredients(values: Sequence[str] | frozenset[str]) -> str:
    """``땅콩·우유``."""
    return "·".join(words("diet").get(value, value) for value in sorted(values))
