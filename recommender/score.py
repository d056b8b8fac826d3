"""The rule score: how well a candidate suits a request, in [0, 1], from figures anybody can check.

The first scorer, and the one that stays when a learnt model is missing or fails. A scorer is anything with `version`
and `score`; the pipeline knows no more of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple, Protocol

from recommender.candidates import Candidate
from recommender.request import Request
from settings import get_settings

__all__ = ["WORDS_SHARE", "RuleScorer", "Scored", "Scorer", "Weights", "is_snack"]

_SNACK_CATEGORIES: Final = frozenset({"카페/디저트", "베이커리"})
_UNKNOWN_PREFERENCE: Final = 0.5
WORDS_SHARE: Final = 0.4
"""Of the rule score, for how near the menu comes to what was said, where that was measured."""
_OPEN_CERTAINTY: Final = {True: 1.0, None: 0.3, False: 0.0}


class Scored(NamedTuple):
    """A candidate, its score in [0, 1], and the two parts of it apart: the rules' share and the card's bonus."""

    candidate: Candidate
    score: float
    base: float
    bonus: float


class Scorer(Protocol):
    """What the pipeline asks of a scorer."""

    @property
    def version(self) -> str:
        """Names the model in the log, e.g. ``rule-1``."""

    def score(self, candidates: Sequence[Candidate], request: Request) -> list[Scored]:
        """One `Scored` a candidate, in the same order."""


@dataclass(frozen=True)
class Weights:
    """Shares of the rule score; they sum to 1."""

    distance: float = 0.27
    price: float = 0.22
    popularity: float = 0.18
    preference: float = 0.13
    open: float = 0.1
    meal: float = 0.1

    def __post_init__(self) -> None:
        if abs(sum(getattr(self, share.name) for share in fields(self)) - 1) > 1e-9:
            raise ValueError("the weights of the rule score must sum to 1")


@dataclass(frozen=True)
class RuleScorer:
    """Weighted sum of nearness, price fit, popularity, preference, certainty of being open, and being a meal.

    Specification §3.1 step 4.4 adds 0.2 when the card is accepted; to stay in [0, 1] the sum is divided by 1.2, which
    keeps the order.
    """

    weights: Weights = Weights()
    version: str = "rule-1"

    def score(self, candidates: Sequence[Candidate], request: Request) -> list[Scored]:
        """One `Scored` a candidate, in the same order."""
        card_bonus, weights = get_settings().recommend.card_bonus, self.weights
        radius, target, preferences = request.radius_m, request.target_price, request.preferences
        words = WORDS_SHARE if request.text and any(candidate.similarity for candidate in candidates) else 0.0
        scored = []
        for candidate in candidates:
            base = (
                weights.distance * max(0.0, 1 - candidate.distance / radius)
                # 1 at the target, falling evenly to 0 at nothing and at twice the target.
                + weights.price * max(0.0, 1 - abs(candidate.price - target) / target)
                + weights.popularity * min(1.0, candidate.popularity)
                + weights.preference * _liked(preferences.get(candidate.category))
                + weights.open * _OPEN_CERTAINTY[candidate.open_hint]
                + weights.meal * (0.0 if is_snack(candidate, request) else 1.0)
            )
            base = (1 - words) * base + words * candidate.similarity
            bonus = card_bonus if candidate.card == "Y" else 0.0
            scored.append(Scored(candidate, (base + bonus) / (1 + card_bonus), base, bonus))
        return scored


def _liked(weight: float | None) -> float:
    """A preference within [0, 1]; one that is unknown, or no number, says nothing either way."""
    return _UNKNOWN_PREFERENCE if weight is None or math.isnan(weight) else min(1.0, max(0.0, weight))


def is_snack(candidate: Candidate, request: Request) -> bool:
    """Whether this is cake, coffee or rice alone for somebody who did not ask for it: hungry people mean a meal."""
    if request.meal_time == "snack" or request.dishes:
        return False
    # 한식 means a meal as much as no word does; a café is what somebody asked for who names it.
    return candidate.is_side or (candidate.category in _SNACK_CATEGORIES and not request.categories)
