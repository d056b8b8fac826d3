"""Morphemes of a normalised text by MeCab, with character offsets."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from mecab import MeCab


class Morpheme(NamedTuple):
    """One morpheme: its surface, its part of speech (Sejong tags, ``+`` between merged ones), its [start, end).

    ``expression`` is what merged ones are made of (배고픈데 → ``배고프/VA/*+ㄴ데/EF/*``), None where nothing is merged.
    """

    surface: str
    pos: str
    start: int
    end: int
    expression: str | None = None

    def parts(self) -> Iterator[tuple[str, str]]:
        """Form and tag of each morpheme that is merged in this one; itself where none are."""
        if self.expression is None:
            yield self.surface, self.pos.split("+", 1)[0]
            return
        for part in self.expression.split("+"):
            form, _, rest = part.partition("/")
            if rest:  # a plus sign of the text itself has no tag
                yield form, rest.split("/", 1)[0]


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """The morphemes of `text`, in order; blanks belong to none. NUL would end MeCab's input: it is read as a blank."""
    return tuple(
        Morpheme(
            found.surface,
            found.pos,
            found.span.start,
            found.span.end,
            found.feature.expression if "+" in found.pos else None,
        )
        for found in _tagger().parse(text.replace("\0", " "))
    )


@functools.lru_cache(maxsize=1)
def _tagger() -> MeCab:
    return MeCab()
