"""What the models read of one message: its normalised text, morphemes, and what rules and word lists found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.classifier.context import NO_CONTEXT, Context
from components.classifier.morphemes import Morpheme, morphemes
from components.lookup.known import known_words
from components.normaliser import Normalised
from components.rules import Found, extract_all


@dataclass(frozen=True)
class Reading:
    """One message as the models see it. All offsets are those of `text`, the normalised text."""

    normalised: Normalised
    morphemes: Sequence[Morpheme]
    rules: Sequence[Found]
    words: Sequence[Found]
    context: Context = NO_CONTEXT

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.normalised.text


def read(normalised: Normalised, context: Context = NO_CONTEXT, words: Sequence[Found] | None = None) -> Reading:
    """Analyse a message; `words` are what the look-ups found in it, if they ran before."""
    text = normalised.text
    known = known_words(text) if words is None else words
    return Reading(normalised, morphemes(text), extract_all(text), known, context)
