"""The figures: accuracy, macro-F1, entity F1 by exact span and value, expected calibration error."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.evaluation.data import Utterance
from components.evaluation.parser import FALLBACK, understood

__all__ = ["Score", "calibration_error", "confusions", "entity_scores", "intent_scores", "quantile", "reliability"]

_BINS: Final = 10


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 in [0, 1]; ``support`` is how often it is truly there."""

    precision: float
    recall: float
    f1: float
    support: int

    @classmethod
    def of(cls, right: int, predicted: int, true: int) -> Score:
        """From counts; nothing predicted and nothing true is perfect."""
        precision = right / predicted if predicted else float(not true)
        recall = right / true if true else float(not predicted)
        f1 = 2 * right / (predicted + true) if predicted + true else 1.0
        return cls(round(precision, 4), round(recall, 4), round(f1, 4), true)


Parsed = Sequence[dict[str, Any]]


def intent_scores(utterances: Sequence[Utterance], parsed: Parsed) -> dict[str, Score]:
    """One score a true intent; the gate's question counts as the intent it holds likeliest."""
    true = Counter(u.intent for u in utterances)
    predicted = Counter(understood(p) for p in parsed)
    right = Counter(u.intent for u, p in zip(utterances, parsed, strict=True) if u.intent == understood(p))
    return {intent: Score.of(right[intent], predicted[intent], true[intent]) for intent in sorted(true)}


def entity_scores(utterances: Sequence[Utterance], parsed: Parsed) -> dict[str, Score]:
    """One score an entity, and ``all`` over everything; right means same span, entity, value and role."""
    true: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for utterance, found in zip(utterances, parsed, strict=True):
        wanted = {(s.start, s.end, s.entity, s.value, s.role) for s in utterance.spans}
        got = {(e["start"], e["end"], e["entity"], str(e["value"]), e["role"]) for e in found["entities"]}
        for counter, spans in ((true, wanted), (predicted, got), (right, wanted & got)):
            counter.update(span[2] for span in spans)
            counter["all"] += len(spans)
    return {name: Score.of(right[name], predicted[name], true[name]) for name in sorted(true | predicted)}


def confusions(utterances: Sequence[Utterance], parsed: Parsed) -> list[dict[str, Any]]:
    """Which intent is taken for which, the most frequent first."""
    pairs = Counter(
        (u.intent, understood(p)) for u, p in zip(utterances, parsed, strict=True) if u.intent != understood(p)
    )
    return [{"true": true, "predicted": predicted, "count": count} for (true, predicted), count in pairs.most_common()]


def reliability(utterances: Sequence[Utterance], parsed: Parsed) -> list[tuple[float, float, int]]:
    """Mean confidence, accuracy and count of each of ten equal bins of confidence that is not empty."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for utterance, found in zip(utterances, parsed, strict=True):
        confidence = next(e["confidence"] for e in found["ranking"] if e["name"] != FALLBACK)
        right = understood(found) == utterance.intent
        bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, right))
    return [
        (math.fsum(c for c, _ in content) / len(content), sum(r for _, r in content) / len(content), len(content))
        for content in bins
        if content
    ]


def calibration_error(utterances: Sequence[Utterance], parsed: Parsed) -> float:
    """Expected calibration error over ten bins (Naeini et al., 2015): how far confidence is from accuracy."""
    total = len(utterances)
    rows = reliability(utterances, parsed)
    return round(sum(count / total * abs(confidence - accuracy) for confidence, accuracy, count in rows), 4)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the sorted values do not exceed."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
