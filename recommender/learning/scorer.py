"""The learnt scorer: Wide & Deep's probability, the card's bonus apart, and the rules when anything is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import structlog
from prometheus_client import Counter, Histogram

from recommender.candidates import Candidate
from recommender.learning.artifact import Model
from recommender.learning.features import Features, compute
from recommender.learning.rows import People
from recommender.learning.serving import asks_of, offers_of
from recommender.learning.shop_facts import ShopFacts
from recommender.request import Request
from recommender.score import WORDS_SHARE, RuleScorer, Scored, Scorer
from settings import get_settings

__all__ = ["WideDeepScorer"]

_log = structlog.get_logger()
_SECONDS: Final = Histogram(
    "naviyam_learnt_score_seconds",
    "Features and score of one slate.",
    buckets=(0.001, 0.002, 0.003, 0.004, 0.008, 0.02),
)
_FALLBACKS: Final = Counter(
    "naviyam_learnt_fallbacks_total", "Slates the rules scored in the model's place.", ["reason"]
)


@dataclass
class WideDeepScorer:
    """Scores one request; made anew for each, so that ``version`` says who really scored it."""

    model: Model
    people: People
    """R = 1."""
    facts: ShopFacts
    recent: Mapping[int, float] = field(default_factory=dict)
    rules: Scorer = field(default_factory=RuleScorer)

    def __post_init__(self) -> None:
        self.version = self.model.card.version

    def score(self, candidates: Sequence[Candidate], request: Request) -> list[Scored]:
        """One `Scored` a candidate, in the same order; by the rules, and so named, when the model cannot."""
        if not candidates:
            return []
        with _SECONDS.time():
            try:
                base = self._probabilities(candidates, request)
            except (ValueError, IndexError, KeyError, TypeError, FloatingPointError) as error:
                return self._by_rules(candidates, request, type(error).__name__)
        if base is None:
            return self._by_rules(candidates, request, "not_finite")
        bonus = get_settings().recommend.card_bonus
        # A model of a log in which nobody said anything in words must not drown them: they count as in the rules then.
        has_words = request.text is not None and any(candidate.similarity for candidate in candidates)
        words = WORDS_SHARE if has_words and not self.model.knows_words else 0.0
        scored = []
        for candidate, probability in zip(candidates, base, strict=True):
            worth = (1 - words) * probability + words * candidate.similarity
            extra = bonus if candidate.card == "Y" else 0.0
            scored.append(Scored(candidate, (worth + extra) / (1 + bonus), worth, extra))
        return scored

    def features(self, candidates: Sequence[Candidate], request: Request) -> Features:
        """What the model sees of this request."""
        offers = offers_of(candidates, request, dt.datetime.now(dt.timezone.utc), self.facts, self.recent)
        return compute(self.people, asks_of(request), offers, self.model.markov)

    def _probabilities(self, candidates: Sequence[Candidate], request: Request) -> list[float] | None:
        features = self.features(candidates, request)
        if not features.is_finite:
            return None
        found = self.model.score(features)
        return found.tolist() if np.isfinite(found).all() else None

    def _by_rules(self, candidates: Sequence[Candidate], request: Request, reason: str) -> list[Scored]:
        _FALLBACKS.labels(reason).inc()
        _log.warning("learnt_score_failed", model=self.version, reason=reason)
        self.version = self.rules.version
        return self.rules.score(candidates, request)
