"""Utterances with marked spans, as the case tables write them: ``[5천원](5000:max) 이하``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_MARK: Final = re.compile(r"\[([^\[\]]+)\]\(([^()]*)\)")


class Mark(NamedTuple):
    """A marked span of the raw text and what stands in its parentheses."""

    start: int
    end: int
    label: str


def parse(annotated: str) -> tuple[str, list[Mark]]:
    """The plain text and its marks."""
    plain, marks, done = "", [], 0
    for match in _MARK.finditer(annotated):
        plain += annotated[done : match.start()]
        marks.append(Mark(len(plain), len(plain) + len(match[1]), match[2]))
        plain += match[1]
        done = match.end()
    return plain + annotated[done:], marks
