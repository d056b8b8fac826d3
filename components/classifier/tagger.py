"""The entity model: a conditional random field over characters.

Over characters and not morphemes, because noisy text breaks morphemes across the ends of spans (백반집 → 백 + 반집);
the morphemes come in as features, as do the finds of rules and word lists, which the model learns to trust or not in
context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pycrfsuite

from components.classifier.reading import Reading
from components.normaliser import Normalised
from components.rules import Found

_OUTSIDE: Final = "O"
_NGRAMS: Final = (
    (-1, 1),
    (0, 2),
    (-2, 0),
    (1, 3),
    (-1, 2),
    (0, 3),
    (-2, 1),
    (0, 4),
    (1, 4),
    (-3, 0),
    (2, 4),
    (1, 5),
    (-4, 0),
)
_PARAMETERS: Final = {
    "c1": 0.05,
    "c2": 0.05,
    "max_iterations": 80,
    "feature.possible_transitions": True,
}


class Gold(NamedTuple):
    """An annotated span of the raw text."""

    start: int
    end: int
    entity: str


class Tagged(NamedTuple):
    """A span of the normalised text that the model marked, and its least certain character's probability."""

    start: int
    end: int
    entity: str
    confidence: float


class Tagger:
    """Marks spans of entities; the values are settled elsewhere."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    @classmethod
    def train(cls, readings: Sequence[Reading], spans: Sequence[Sequence[Gold]], path: Path) -> Tagger:
        """Fit to annotated readings and write the model to `path`."""
        trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
        trainer.set_params(_PARAMETERS)
        for reading, gold in zip(readings, spans, strict=True):
            if reading.text:
                trainer.append(character_features(reading), labels(reading.normalised, gold))
        trainer.train(str(path))
        return cls(path)

    def tag(self, reading: Reading) -> list[Tagged]:
        """Entities of a reading, from left to right."""
        if not reading.text:
            return []
        self._tagger.set(character_features(reading))
        marks = self._tagger.tag()
        tagged = []
        for start, end in _runs(marks):
            entity = marks[start][2:]
            sure = min(self._tagger.marginal(marks[i], i) for i in (start, end - 1))
            tagged.append(Tagged(start, end, entity, float(sure)))
        return tagged


def labels(normalised: Normalised, gold: Sequence[Gold]) -> list[str]:
    """One label a character of the normalised text: ``O``, or ``B-`` and ``I-`` with the entity."""
    marks = [_OUTSIDE] * len(normalised.text)
    for span in gold:
        inside = [i for i, raw in enumerate(normalised.offsets) if raw.start < span.end and raw.end > span.start]
        if inside:
            marks[inside[0]] = f"B-{span.entity}"
            for i in range(inside[0] + 1, inside[-1] + 1):  # with blanks that were put in between
                marks[i] = f"I-{span.entity}"
    return marks


def character_features(reading: Reading) -> list[list[str]]:
    """Features of each character: itself and its neighbours, its morpheme, and what rules and word lists say of it."""
    text = reading.text
    size = len(text)
    rules = _layer(size, reading.rules)
    words = _layer(size, reading.words)
    pos = ["_"] * size
    surfaces = ["_"] * size
    for morpheme in reading.morphemes:
        for i in range(morpheme.start, morpheme.end):
            pos[i] = f"{'B' if i == morpheme.start else 'I'}{morpheme.pos}"
            surfaces[i] = morpheme.surface
    # One padding on both sides saves a bounds check for each of the some sixty features of a character.
    pad = 5
    t = ["^"] * pad + list(text) + ["$"] * pad
    r = ["^"] * pad + rules + ["$"] * pad
    w = ["^"] * pad + words + ["$"] * pad
    p = ["^"] * pad + pos + ["$"] * pad
    m = ["^"] * pad + surfaces + ["$"] * pad
    padded = "".join(t)
    rows: list[list[str]] = []
    for i in range(pad, pad + size):
        row = [
            "bias",
            f"r={r[i]}",
            f"w={w[i]}",
            f"p={p[i]}",
            f"m={m[i]}",
            f"k={_kind(t[i])}",
            f"rw={r[i]}{w[i]}",
            f"wp={w[i]}{p[i]}",
        ]
        for d in (-2, -1, 1, 2, 3):
            row += (f"r{d}={r[i + d]}", f"w{d}={w[i + d]}", f"p{d}={p[i + d]}")
        row += (f"m-={m[i - 1]}", f"m+={m[i + 1]}")
        row += [f"c{d}={t[i + d]}" for d in (-3, -2, -1, 0, 1, 2, 3)]
        row += [f"g{a},{b}={padded[i + a : i + b]}" for a, b in _NGRAMS]
        rows.append(row)
    return rows


def _layer(size: int, found: Sequence[Found]) -> list[str]:
    layer = [_OUTSIDE] * size
    for match in found:
        length = min(match.end - match.start, 4)
        for i in range(match.start, match.end):
            layer[i] = f"{'B' if i == match.start else 'I'}{match.entity}{length}"
    return layer


def _kind(character: str) -> str:
    if "가" <= character <= "힣":
        return "hangul"
    if character.isdigit():
        return "digit"
    if character.isalpha():
        return "letter"
    return "blank" if character == " " else "sign"


def _runs(marks: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(marks):
        if marks[start] == _OUTSIDE:
            start += 1
            continue
        end = start + 1
        while end < len(marks) and marks[end] == f"I-{marks[start][2:]}":
            end += 1
        yield start, end
        start = end
