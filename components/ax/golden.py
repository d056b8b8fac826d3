"""The dry run before a promotion: an adapter answers a golden set, and its figures decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from components.ax.errors import PromotionRefused
from components.ax.result import Prediction, Row
from components.evaluation import metrics
from components.evaluation.data import Utterance

__all__ = ["Figures", "Thresholds", "dry_run", "measure"]

_BATCH: Final = 8


class Predicts(Protocol):
    """What of `components.ax.model.AXModel` is needed here."""

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Understand rows."""


@dataclass(frozen=True)
class Figures:
    """Of one adapter on one set; shares in [0, 1].

    ``span_f1`` counts an entity as right by its span and kind: values and roles of many come from rules and look-ups,
    which stand behind the model.
    """

    n: int
    accuracy: float
    macro_f1: float
    span_f1: float
    ece: float

    def as_json(self) -> dict[str, Any]:
        """The figures for ``--json``."""
        return asdict(self)


@dataclass(frozen=True)
class Thresholds:
    """What an adapter must reach to be promoted, and by how much it may fall behind the stable one."""

    accuracy: float = 0.9
    span_f1: float = 0.7
    loss: float = 0.01


def measure(
    model: Predicts, adapter: str, utterances: Sequence[Utterance], *, tell: Callable[[], None] = lambda: None
) -> Figures:
    """Ask an adapter about every utterance; `tell` is called after each batch."""
    answers: list[Prediction] = []
    for start in range(0, len(utterances), _BATCH):
        answers += model.predict([Row(u.text, "", adapter) for u in utterances[start : start + _BATCH]])
        tell()
    parsed = [answer.as_json() for answer in answers]
    intents = metrics.intent_scores(utterances, parsed)
    right = sum(u.intent == a.intent.name for u, a in zip(utterances, answers, strict=True))
    wanted = {(i, s.start, s.end, s.entity) for i, u in enumerate(utterances) for s in u.spans}
    got = {(i, e.start, e.end, e.entity) for i, a in enumerate(answers) for e in a.entities}
    return Figures(
        n=len(utterances),
        accuracy=round(right / len(utterances), 4),
        macro_f1=round(sum(score.f1 for score in intents.values()) / len(intents), 4),
        span_f1=metrics.Score.of(len(wanted & got), len(got), len(wanted)).f1,
        ece=metrics.calibration_error(utterances, parsed),
    )


def dry_run(candidate: Figures, stable: Figures | None, thresholds: Thresholds) -> None:
    """Let a promotion pass or not.

    Raises:
        PromotionRefused: a figure is below its threshold, or too far behind the stable adapter's; names each.
    """
    faults = [
        f"{name} {have:.3f}, must be at least {least:.3f}"
        for name, have, least in (
            ("accuracy", candidate.accuracy, thresholds.accuracy),
            ("span F1", candidate.span_f1, thresholds.span_f1),
        )
        if have < least
    ]
    if stable is not None:
        faults += [
            f"{name} {have:.3f}, the stable adapter's is {theirs:.3f}"
            for name, have, theirs in (
                ("accuracy", candidate.accuracy, stable.accuracy),
                ("span F1", candidate.span_f1, stable.span_f1),
            )
            if have < theirs - thresholds.loss
        ]
    if faults:
        raise PromotionRefused(f"not promoted, on {candidate.n} golden utterances: {'; '.join(faults)}")
