"""The value the normaliser returns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, NamedTuple

Language = Literal["ko", "en", "other"]


class Span(NamedTuple):
    """Half-open character range [start, end)."""

    start: int
    end: int


@dataclass(frozen=True)
class Normalised:
    """A message in both its forms, and the way back from one to the other.

    Attributes:
        raw: what the user typed, untouched.
        text: what rules and models read: one line, NFC, mended, profanity masked with ``*``.
        offsets: for each character of `text` the span of `raw` it stands for; starts and ends never decrease, and a
            character that was put in (a repaired space) has an empty span.
        language: language of most letters; a text without letters is taken for Korean, the language of the service.
        profanity: spans of `raw` that were masked.
        feelings: values of the entity `emotion` carried by emoji and emoticons, each once, in order of appearance.
    """

    raw: str
    text: str
    offsets: tuple[Span, ...]
    language: Language
    profanity: tuple[Span, ...]
    feelings: tuple[str, ...]

    def raw_span(self, start: int, end: int) -> Span:
        """Span of `raw` behind ``text[start:end]``.

        Raises:
            ValueError: the range is empty or not inside `text`.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no range of a text of {len(self.text)} characters")
        return Span(self.offsets[start].start, self.offsets[end - 1].end)

    def fingerprint(self) -> str:
        """Stable hash, for Rasa's training cache; the rest follows from `raw` and `text`."""
        return hashlib.sha256(f"{self.raw}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()
