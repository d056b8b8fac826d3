"""Puts the figures of one annotated set together."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.evaluation import metrics
from components.evaluation.data import Utterance
from components.evaluation.noise import NOISES
from components.evaluation.parser import Parser, understood

__all__ = ["Report", "evaluate"]

_SEED: Final = 7


@dataclass(frozen=True)
class Report:
    """The figures of a set. Shares in [0, 1], times in ms; ``noise`` is the accuracy under each kind of noise."""

    n: int
    accuracy: float
    macro_f1: float
    entity_f1: float
    ece: float
    asked_back: float
    p50_ms: float
    p95_ms: float
    intents: dict[str, metrics.Score]
    entities: dict[str, metrics.Score]
    confusions: list[dict[str, Any]]
    reliability: list[tuple[float, float, int]]
    noise: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The report for ``--json``."""
        return dataclasses.asdict(self)


def evaluate(
    parser: Parser, utterances: Sequence[Utterance], *, with_noise: bool = True, tell: Callable[[], None] = lambda: None
) -> Report:
    """Ask the model about every utterance, and again under each kind of noise; ``tell`` is called for each text."""
    parsed, times = _ask(parser, [u.text for u in utterances], tell)
    scores = metrics.intent_scores(utterances, parsed)
    entities = metrics.entity_scores(utterances, parsed)
    noise = {}
    for name, spoil in NOISES.items() if with_noise else ():
        dice = random.Random(_SEED)  # noqa: S311 - noise, not a secret
        spoilt, _ = _ask(parser, [spoil(u.text, dice) for u in utterances], tell)
        noise[name] = _accuracy(utterances, spoilt)
    return Report(
        n=len(utterances),
        accuracy=_accuracy(utterances, parsed),
        macro_f1=round(sum(score.f1 for score in scores.values()) / len(scores), 4),
        entity_f1=entities["all"].f1 if "all" in entities else 1.0,
        ece=metrics.calibration_error(utterances, parsed),
        asked_back=round(sum(p["intent"]["name"] == "nlu_fallback" for p in parsed) / len(parsed), 4),
        p50_ms=metrics.quantile(times, 0.5),
        p95_ms=metrics.quantile(times, 0.95),
        intents=scores,
        entities=entities,
        confusions=metrics.confusions(utterances, parsed),
        reliability=metrics.reliability(utterances, parsed),
        noise=noise,
    )


def _ask(parser: Parser, texts: list[str], tell: Callable[[], None]) -> tuple[list[dict[str, Any]], list[float]]:
    parsed, times = [], []
    for answer, milliseconds in parser.parse(texts):
        parsed.append(answer)
        times.append(milliseconds)
        tell()
    return parsed, times


def _accuracy(utterances: Sequence[Utterance], parsed: Sequence[dict[str, Any]]) -> float:
    right = sum(u.intent == understood(p) for u, p in zip(utterances, parsed, strict=True))
    return round(right / len(utterances), 4)
