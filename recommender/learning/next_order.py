"""What somebody orders next: a Markov chain over categories mixed with the person's own frequency (§3.3.3).

The seam is `features.NextOrder`; `lstm` has the recurrent network it was compared with (docs/recommender-learning.md
says why it is not the one in use). Fitted on a log, kept inside the model's file: it is only
worth what the model learnt to make of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from catalog.categories import CATEGORIES
from recommender.learning.dataset import Events
from recommender.learning.facts import CHOICE_WEIGHT
from recommender.learning.layout import MEALS
from recommender.learning.rows import Asks, People, Reals

__all__ = ["Markov"]

_PRIOR: Final = 5.0
_OWN: Final = 2.0  # the chain counts as so many choices of the person's own
_KINDS: Final = len(CATEGORIES)


@dataclass(frozen=True)
class Markov:
    """``table`` (5, 13, 13): at a meal, after a category, the chance of each category."""

    table: Reals

    @classmethod
    def fit(cls, events: Events, *, before: float) -> Markov:
        """From the choices before the day ``before``; smoothed towards what is chosen at the meal at all."""
        used = np.flatnonzero((events.weight >= CHOICE_WEIGHT) & (events.day <= before) & (events.meal >= 0))
        count = np.zeros((len(MEALS), _KINDS, _KINDS))
        if len(used) > 1:
            earlier, later = used[:-1], used[1:]
            same = events.user[earlier] == events.user[later]
            place = (events.meal[later][same], events.category[earlier][same], events.category[later][same])
            np.add.at(count, place, 1)
        at_meal = count.sum(1, keepdims=True) + 1
        prior = at_meal / at_meal.sum(2, keepdims=True)
        return cls(((count + _PRIOR * prior) / (count.sum(2, keepdims=True) + _PRIOR)).astype(np.float32))

    @classmethod
    def read(cls, tables: Mapping[str, Any]) -> Markov | None:
        """From the arrays of a model's file; None where it has none."""
        return cls(tables["markov"]) if "markov" in tables else None

    def categories(self, people: People, asks: Asks) -> Reals:
        """(R, 13) probabilities: the chain after the last choice, and the person's own shares."""
        is_choice = (people.shop > 0) & (people.weight >= CHOICE_WEIGHT)
        first = is_choice.argmax(1)
        last = np.where(is_choice.any(1), people.category[np.arange(len(first)), first], -1)
        meal = np.maximum(asks.meal, 0)
        chain = np.where((last >= 0)[:, None], self.table[meal, np.maximum(last, 0)], self.table[meal].mean(1))
        own = ((people.category[..., None] == np.arange(_KINDS)) & is_choice[..., None]).sum(1)
        return np.asarray((_OWN * chain + own) / (_OWN + own.sum(1, keepdims=True)), np.float32)
