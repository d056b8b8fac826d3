"""Diversity: a slate does not offer the same kind of food over and over, unless that was the wish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from recommender.ranking import Ranked
from recommender.request import Request

__all__ = ["pick"]

_SAME_CATEGORY_AT_MOST: Final = 2


def pick(ranked: Iterable[Ranked], request: Request, *, most: int, least: int) -> list[Ranked]:
    """The first ``most`` of ``ranked`` with at most two of a category.

    Where that leaves fewer than ``least``, those passed over fill up in their order: three of a kind beat two shops.
    The slate keeps the order of the ranking.
    """
    ordered = list(ranked)
    if request.names_food:
        return ordered[:most]
    taken: list[int] = []
    seen: Counter[str] = Counter()
    for index, item in enumerate(ordered):
        if len(taken) < most and seen[item.candidate.category] < _SAME_CATEGORY_AT_MOST:
            seen[item.candidate.category] += 1
            taken.append(index)
    passed_over = sorted(set(range(len(ordered))) - set(taken))
    taken += passed_over[: max(0, least - len(taken))]
    return [ordered[index] for index in sorted(taken)]
