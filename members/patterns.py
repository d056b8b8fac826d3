"""Habits: what somebody eats at which hour and in which weather, and what they spend in whose company (§3.3.3).

Derived from the choices alone, stored in ``user_profiles.patterns``, and used once there are more than ten of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from types import MappingProxyType
from typing import Any, Final

from members.history import Interaction
from members.preferences import NEUTRAL, decay

__all__ = ["Patterns", "patterns_of"]

_VERSION: Final = 1
_LATELY: Final = 20
_RECENT: Final = 5
_NUTRITION_DAYS: Final = 14
_ENOUGH_TOGETHER: Final = 3
_TRUST: Final = 4.0
"""Choices: so many in one cell of a matrix weigh as much as all others together."""
_ENOUGH_FOR_UNUSUAL: Final = 10

_Matrix = Mapping[str, Mapping[str, float]]
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Patterns:
    """One person's habits. Money in won; weights are choices, faded with a half-life of 30 days."""

    choices: int = 0
    lately: Mapping[str, int] = _NOTHING
    """Category → how often among the last 20 choices."""
    by_meal_time: _Matrix = _NOTHING
    by_weather: _Matrix = _NOTHING
    won_by_companion: Mapping[str, int] = _NOTHING
    """Mean price of a choice in that company, where there were at least three."""
    usual_won: int | None = None
    """Median price of the last 20 choices."""
    recent_won: int | None = None
    """Mean price of the last 5."""
    earlier_won: int | None = None
    """Mean price of up to 15 before those, where there were at least five."""
    last_category: str | None = None
    last_on: dt.date | None = None
    """What was chosen last, and on which day in Seoul."""
    nutrition: Mapping[str, float] = field(default_factory=dict)
    """Nutrient → mean a serving over the choices of the last 14 days whose nutrition is known."""
    nutrition_of: int = 0
    """How many choices that were."""

    def as_json(self) -> dict[str, Any]:
        """The form of the column."""
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in self._items()}
        return {**plain, "last_on": self.last_on and self.last_on.isoformat(), "version": _VERSION}

    @classmethod
    def from_json(cls, stored: object) -> Patterns:
        """Read the column; none, or of another version, is nobody's habit (the next rebuild writes it anew)."""
        if not isinstance(stored, Mapping) or stored.get("version") != _VERSION:
            return cls()
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        last_on = known.get("last_on")
        return cls(**{**known, "last_on": dt.date.fromisoformat(last_on) if last_on else None})

    def shifted(
        self, preferences: Mapping[str, float], *, meal_time: str | None, weather: str | None
    ) -> dict[str, float]:
        """``preferences`` moved by how much likelier each category is at this meal, and in this weather, than always.

        A category's share in the cell is drawn towards its share over all choices (as if four choices were such), the
        difference is added, and the sum kept within [0, 1].
        """
        shifted = dict(preferences)
        for matrix, cell in ((self.by_meal_time, meal_time), (self.by_weather, weather)):
            if cell is None or cell not in matrix:
                continue
            overall = _shares(matrix.values())
            here, total = matrix[cell], sum(matrix[cell].values())
            for category, share in overall.items():
                lift = (here.get(category, 0.0) + _TRUST * share) / (total + _TRUST) - share
                shifted[category] = round(min(1.0, max(0.0, shifted.get(category, NEUTRAL) + lift)), 4)
        return shifted

    def won_in(self, companion: str | None) -> int | None:
        """What somebody usually spends in this company; without enough of it, what they usually spend."""
        return self.won_by_companion.get(companion or "", self.usual_won)

    def is_unusual(self, category: str) -> bool:
        """Whether, for somebody of whom ten choices are known, the category is none of them."""
        return sum(self.lately.values()) >= _ENOUGH_FOR_UNUSUAL and category not in self.lately

    def _items(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__dataclass_fields__]


def patterns_of(history: Sequence[Interaction]) -> Patterns:
    """Derive the habits from interactions, newest first. The same rows always give the same habits."""
    choices = [one for one in history if one.is_choice]
    if not choices:
        return Patterns()
    newest = choices[0].at
    prices = [one.price for one in choices[:_LATELY] if one.price is not None]
    recent, earlier = prices[:_RECENT], prices[_RECENT:]
    fed = [one.nutrition for one in choices if one.nutrition and newest - one.at <= dt.timedelta(days=_NUTRITION_DAYS)]
    return Patterns(
        choices=len(choices),
        lately=dict(Counter(one.category for one in choices[:_LATELY]).most_common()),
        by_meal_time=_matrix(choices, newest, "meal_time"),
        by_weather=_matrix(choices, newest, "weather"),
        won_by_companion=_by_companion(choices),
        usual_won=round(median(prices)) if prices else None,
        recent_won=round(fmean(recent)) if len(recent) == _RECENT else None,
        earlier_won=round(fmean(earlier)) if len(earlier) >= _RECENT else None,
        last_category=choices[0].category,
        last_on=newest.date(),
        nutrition=_means(fed),
        nutrition_of=len(fed),
    )


def _means(fed: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = sorted({name for one in fed for name in one})
    return {name: round(fmean(one[name] for one in fed if name in one), 1) for name in names}


def _matrix(choices: Sequence[Interaction], newest: dt.datetime, by: str) -> dict[str, dict[str, float]]:
    cells: dict[str, dict[str, float]] = {}
    for one in choices:
        if (cell := getattr(one, by)) is not None:
            weights = cells.setdefault(cell, {})
            weights[one.category] = weights.get(one.category, 0.0) + decay(newest - one.at)
    return {
        cell: {category: round(weight, 4) for category, weight in sorted(weights.items())}
        for cell, weights in sorted(cells.items())
    }


def _by_companion(choices: Sequence[Interaction]) -> dict[str, int]:
    prices: dict[str, list[int]] = {}
    for one in choices:
        if one.companion is not None and one.price is not None:
            prices.setdefault(one.companion, []).append(one.price)
    return {who: round(fmean(paid)) for who, paid in sorted(prices.items()) if len(paid) >= _ENOUGH_TOGETHER}


def _shares(cells: Iterable[Mapping[str, float]]) -> dict[str, float]:
    totals: Counter[str] = Counter()
    for weights in cells:
        totals.update(weights)
    whole = sum(totals.values())
    return {category: weight / whole for category, weight in totals.items()} if whole else {}
