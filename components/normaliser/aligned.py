"""Text that remembers where each of its characters came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from components.normaliser.result import Span

Replacement = Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class Aligned:
    """`text` and, for each of its characters, the span of the original text it stands for."""

    text: str
    offsets: list[Span]

    @classmethod
    def of(cls, raw: str) -> Aligned:
        """The unchanged text."""
        return cls(raw, [Span(i, i + 1) for i in range(len(raw))])

    def sub(self, pattern: re.Pattern[str], replacement: Replacement | str) -> Aligned:
        """Like ``pattern.sub(replacement, text)`` (a string is taken literally), with the offsets carried along."""
        edits: list[tuple[int, int, str]] = []
        for match in pattern.finditer(self.text):
            new = replacement if isinstance(replacement, str) else replacement(match)
            if new != match.group():
                edits.append((match.start(), match.end(), new))
        return self.edit(edits)

    def edit(self, edits: list[tuple[int, int, str]]) -> Aligned:
        """Replace each [start, end) by a string. `edits` are in order and do not overlap."""
        if not edits:
            return self
        pieces: list[str] = []
        offsets: list[Span] = []
        done = 0
        for start, end, new in edits:
            pieces += (self.text[done:start], new)
            offsets += self.offsets[done:start]
            offsets += self._align(start, end, new)
            done = end
        pieces.append(self.text[done:])
        offsets += self.offsets[done:]
        return Aligned("".join(pieces), offsets)

    def _align(self, start: int, end: int, new: str) -> list[Span]:
        """Spans for `new` in the place of [start, end): letter by letter where that is plain, else all of the range."""
        if not new:
            return []
        if start == end:
            return [self._gap(start)] * len(new)
        if len(new) == end - start:
            return self.offsets[start:end]
        old = self.text[start:end]
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        left, right = start + head, end - tail
        middle = Span(self.offsets[left].start, self.offsets[right - 1].end) if left < right else self._gap(left)
        return [
            *self.offsets[start:left],
            *([middle] * (len(new) - head - tail)),
            *self.offsets[right:end],
        ]

    def _gap(self, index: int) -> Span:
        """Span of what is put in before character `index`: empty, unless both neighbours stand for the same letters."""
        if index == 0:
            start = self.offsets[0].start if self.offsets else 0
            return Span(start, start)
        end = self.offsets[index - 1].end
        if index == len(self.offsets):
            return Span(end, end)
        return Span(min(end, self.offsets[index].start), end)
