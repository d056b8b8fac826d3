"""Judges annotated data: what would teach the model something wrong, and how varied it is."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from rapidfuzz import fuzz, process

from components.evaluation import guide
from components.evaluation.data import Span, Utterance

__all__ = ["Diversity", "Problem", "diversity", "problems"]

_NEAR: Final = 92.0
"""Two utterances of one writer this alike (rapidfuzz ratio of their letters) are one utterance twice."""

_COMMON: Final = 15
"""Letters up to which two people may well type the same."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands and why it is wrong."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True)
class Diversity:
    """How varied the data is; shares are in [0, 1].

    ``distinct_2`` and ``distinct_3``: different word pairs and triples among all (Li et al., 2016).
    ``near_duplicates``: utterances almost the same as another of their file and intent.
    """

    utterances: int
    intents: dict[str, int]
    distinct_2: float
    distinct_3: float
    near_duplicates: float

    def as_json(self) -> dict[str, object]:
        """The figures for ``--json``."""
        return asdict(self)


def problems(training: Sequence[Utterance], held_out: Sequence[Utterance] = ()) -> list[Problem]:
    """Everything wrong, in the order of the files: labels outside the guide, one text under two intents, leaks.

    Args:
        training: what the model learns from.
        held_out: development and test sets, of which no long utterance may stand in the training data.
    """
    found = [problem for utterance in (*training, *held_out) for problem in _labels(utterance)]
    return [*found, *_conflicts(training), *_conflicts(held_out), *_leaks(training, held_out)]


def diversity(utterances: Sequence[Utterance]) -> Diversity:
    """Measure how varied the utterances are."""
    return Diversity(
        utterances=len(utterances),
        intents=dict(sorted(Counter(u.intent for u in utterances).items())),
        distinct_2=_distinct(utterances, 2),
        distinct_3=_distinct(utterances, 3),
        near_duplicates=_near_duplicates(utterances),
    )


def _labels(utterance: Utterance) -> Iterable[Problem]:
    if utterance.intent not in guide.INTENTS:
        yield Problem(utterance.where, f"unknown intent {utterance.intent}")
    for span in utterance.spans:
        if reason := _wrong(span):
            yield Problem(utterance.where, f"{reason} in: {utterance.text}")
    ordered = sorted(utterance.spans, key=lambda span: span.start)
    for one, other in itertools.pairwise(ordered):
        if other.start < one.end:
            yield Problem(utterance.where, f"{one.entity} and {other.entity} overlap in: {utterance.text}")


def _wrong(span: Span) -> str | None:
    if span.entity not in guide.ENTITIES:
        return f"unknown entity {span.entity}"
    if span.entity in guide.VALUES and span.value not in guide.VALUES[span.entity]:
        return f"{span.entity} cannot be {span.value}"
    if span.entity in guide.INTEGERS and not re.fullmatch(r"-?\d+", span.value):
        return f"{span.entity} must be a whole number, not {span.value}"
    if (span.role in guide.ROLES) != (span.entity == "budget"):
        return f"{span.entity} has the role {span.role}"
    return None


def _key(utterance: Utterance) -> str:
    return re.sub(r"\s", "", utterance.text)


def _conflicts(utterances: Sequence[Utterance]) -> Iterable[Problem]:
    first: dict[str, Utterance] = {}
    for utterance in utterances:
        known = first.setdefault(_key(utterance), utterance)
        if known.intent != utterance.intent:
            reason = f"{utterance.intent} here and {known.intent} at {known.where}: {utterance.text}"
            yield Problem(utterance.where, reason)


def _leaks(training: Sequence[Utterance], held_out: Sequence[Utterance]) -> Iterable[Problem]:
    known = {_key(utterance): utterance for utterance in training}
    for utterance in held_out:
        # 네 and 내 정보 지워줘 are said by everybody; a long line that two people type alike has been copied.
        if len(_key(utterance)) > _COMMON and (copy := known.get(_key(utterance))):
            yield Problem(utterance.where, f"stands in the training data too ({copy.where}): {utterance.text}")


def _distinct(utterances: Sequence[Utterance], length: int) -> float:
    grams = [
        tuple(words[at : at + length])
        for words in (u.text.split() for u in utterances)
        for at in range(len(words) - length + 1)
    ]
    return round(len(set(grams)) / len(grams), 4) if grams else 1.0


def _near_duplicates(utterances: Sequence[Utterance]) -> float:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for utterance in utterances:
        groups[str(utterance.file), utterance.intent].append(_key(utterance))
    near = 0
    for texts in groups.values():
        alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_NEAR)
        near += sum(1 for row in range(len(texts)) if (alike[row, :row] > 0).any())
    return round(near / len(utterances), 4) if utterances else 0.0
