"""How much somebody likes each category, from what they said and what they did (specification §3.3.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from members.history import Interaction

__all__ = ["HALF_LIFE", "NEUTRAL", "category_weights", "decay"]

HALF_LIFE: Final = dt.timedelta(days=30)
NEUTRAL: Final = 0.5
"""What a category is worth of which nothing is known."""

_STATED_WEIGHT: Final = 1.0  # words; 0.8 for a choice and 0.3 for a look stand in the rows
_HALF_SURE: Final = 1.0  # so much said for a category brings it halfway from neutral to certain


def category_weights(history: Sequence[Interaction], stated: Mapping[str, float]) -> dict[str, float]:
    """Category → weight in (0, 1), 0.5 neutral.

    Each row says its weight, halved every 30 days before the newest row (so that the same rows always give the same
    result); what was stated says 1.0 and does not fade, for nobody repeats an answer every month. The sum s becomes
    ``0.5 + 0.5·s/(|s| + 1)``: one word or a choice and a look bring a category to three quarters.
    """
    newest = max((one.at for one in history), default=None)
    said: dict[str, float] = {}
    for category, weight in stated.items():
        said[category] = _STATED_WEIGHT * (2 * min(1.0, max(0.0, weight)) - 1)
    for one in history:
        if newest is not None and one.says:
            said[one.category] = said.get(one.category, 0.0) + one.says * decay(newest - one.at)
    return {category: round(_squeezed(total), 4) for category, total in sorted(said.items())}


def decay(age: dt.timedelta) -> float:
    """The share that something so old still counts: 1 now, half after `HALF_LIFE`."""
    return float(0.5 ** (max(age, dt.timedelta()) / HALF_LIFE))


def _squeezed(total: float) -> float:
    return NEUTRAL + (1 - NEUTRAL) * total / (abs(total) + _HALF_SURE)
