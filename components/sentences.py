"""Sentences of a message of several.

Chat has few full stops: a sentence ends at a mark, or where a final ending (EF) is followed by a blank. kss decides on
the same grounds, but importing it takes 8 s and 316 MB, which a Rasa worker of 900 MB cannot give: it is there for
those who ask for it, and runs only on text that shows a sentence mark or is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from mecab import Morpheme

Numbering = Callable[[str, Sequence[Morpheme]], list[int]]

_MARK: Final = re.compile(r"[.!?~]+$")
_MARK_INSIDE: Final = re.compile(r"[.!?~]\s")
_LONG: Final = 40  # characters; shorter text without a mark inside is taken for one sentence


def by_morphemes(text: str, morphemes: Sequence[Morpheme]) -> list[int]:
    """For each morpheme of `text` the number of its sentence, from 0."""
    numbers: list[int] = []
    current = 0
    for morpheme in morphemes:
        numbers.append(current)
        end = morpheme.span.end
        if text[end : end + 1].isspace() and _ends_sentence(morpheme):
            current += 1
    return numbers


def _ends_sentence(morpheme: Morpheme) -> bool:
    return morpheme.pos.split("+")[-1] in ("EF", "SF") or bool(_MARK.search(morpheme.surface))


def by_kss() -> Numbering:
    """The same by kss and its MeCab backend: 1-2 ms a message, once imported."""
    from kss import split_sentences  # late on purpose, see above

    def number(text: str, morphemes: Sequence[Morpheme]) -> list[int]:
        if len(text) <= _LONG and not _MARK_INSIDE.search(text):
            return [0] * len(morphemes)
        ends: list[int] = []
        for sentence in split_sentences(text, backend="mecab"):
            start = text.find(sentence, ends[-1] if ends else 0)
            if start >= 0:  # kss may mend a sentence, which then joins the next
                ends.append(start + len(sentence))
        return [sum(end <= morpheme.span.start for end in ends) for morpheme in morphemes]

    return number
