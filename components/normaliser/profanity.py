"""Profanity found and masked, innocent words spared: 시발점, 개나리, 십팔만원, 새끼손가락.

A swear word counts where a word begins (다시 발송, 혹시 발견 hold one only by accident) and where none of the listed
innocent words stands in its place.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from components.normaliser.aligned import Aligned
from components.normaliser.result import Span
from components.normaliser.tables import rows

_SEPARATORS: Final = r"[.,!?@*~^1ㅣ\-_]{0,2}"  # put between the letters to hide the word: 시@발, 씨1발


def mask_profanity(text: Aligned) -> tuple[Aligned, tuple[Span, ...]]:
    """The text with each swear word as stars, and the spans of the original that were masked."""
    innocent = [match.span() for match in _innocent().finditer(text.text)]
    edits: list[tuple[int, int, str]] = []
    spans: list[Span] = []
    for match in _swearing().finditer(text.text):
        start, end = match.span()
        if any(start < last and first < end for first, last in innocent):
            continue
        edits.append((start, end, "*" * (end - start)))
        spans.append(Span(text.offsets[start].start, text.offsets[end - 1].end))
    return text.edit(edits), tuple(spans)


@cache
def _swearing() -> re.Pattern[str]:
    """Rows of profanity.tsv: the word, and where it counts: anywhere (``in``) or where a word begins (``start``)."""
    inside: list[str] = []
    start: list[str] = []
    for word, where in rows("profanity.tsv", 2):
        spread = _SEPARATORS.join(map(re.escape, word))
        (inside if where == "in" else start).append(spread)
    anywhere = "|".join(sorted(inside, key=len, reverse=True))
    at_start = "|".join(sorted(start, key=len, reverse=True))
    return re.compile(f"(?:{anywhere})|(?<![가-힣A-Za-z0-9])(?:아|어|와|하)?(?:{at_start})", re.IGNORECASE)


@cache
def _innocent() -> re.Pattern[str]:
    words = sorted((word for (word,) in rows("innocent.txt", 1)), key=len, reverse=True)
    return re.compile("|".join(r"\s?".join(map(re.escape, word)) for word in words))
