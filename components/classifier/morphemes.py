"""Morphemes of a normalised text by MeCab, with character offsets."""

from __future__ import annotations

import functools
from typing import NamedTuple

from mecab import MeCab


class Morpheme(NamedTuple):
    """One morpheme: its surface, its part of speech (Sejong tags, ``+`` between merged ones), its [start, end)."""

    surface: str
    pos: str
    start: int
    end: int


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """The morphemes of `text`, in order; blanks belong to none. NUL would end MeCab's input: it is read as a blank."""
    return tuple(
        Morpheme(found.surface, found.pos, found.span.start, found.span.end)
        for found in _tagger().parse(text.replace("\0", " "))
    )


@functools.lru_cache(maxsize=1)
def _tagger() -> MeCab:
    return MeCab()
