"""Diversity: a slate is not the same food over and over, unless that was the wish, and now and then shows a new shop.

Maximal marginal relevance (Carbonell and Goldstein 1998) chooses one item after another: the share λ of its score, less
the share 1-λ of how like it is to what was chosen. Likeness is the cosine of the menus' vectors, or without vectors
that of their kind. It never lifts what is uncertain above what is certain: nothing of more doubts is shown while
something of fewer is left out, not for the sake of variety and not for an experiment.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from recommender.ranking import Ranked
from recommender.request import Request
from settings import get_settings

__all__ = ["Picked", "pick"]

_SAME_CATEGORY_AT_MOST: Final = 2
_LOOKED_AT: Final = 40
_SAME_PRICE: Final = 0.07
_PRICE_PENALTY: Final = 0.1
"""Off the value of an item for all of the slate costing about the same as it."""
_NEW_BELOW: Final = 3
"""A shop chosen fewer times than that is new."""

Vectors = Callable[[Sequence[int]], "npt.NDArray[np.float32] | None"]


@dataclass(frozen=True)
class Picked:
    """The items of a slate in their order, and for each shop the probability with which it came in (its propensity)."""

    items: Sequence[Ranked]
    propensities: dict[int, float] = field(default_factory=dict)


def pick(
    ranked: Iterable[Ranked],
    request: Request,
    *,
    most: int,
    least: int,
    vectors: Vectors = lambda _: None,
    draw: Callable[[], float] = random.random,
) -> Picked:
    """The ``most`` items of a slate out of ``ranked``, with at most two of a category and a spread of prices.

    A slate rather stays shorter than it takes something less certain to have another category. Where that leaves fewer
    than ``least``, those passed over fill up in their order: three of a kind beat two shops.
    The slate keeps the order of the ranking. Somebody who named a food gets the ranking as it is.

    Args:
        vectors: unit vectors of menu ids, or None.
        draw: uniform numbers in [0, 1), for the exploration of new shops.
    """
    ordered = list(ranked)
    if request.names_food:
        return _certain(ordered[:most])
    head = ordered[:_LOOKED_AT]
    taken = _marginal(head, most, vectors) if request.order == "best" else _at_most_two(range(len(head)), head, most)
    passed_over = sorted(set(range(len(ordered))) - set(taken))
    taken += passed_over[: max(0, least - len(taken))]
    taken.sort()
    if request.order != "best":
        return _certain([ordered[place] for place in taken])
    return _explored(head, [ordered[place] for place in taken], draw)


def _marginal(head: Sequence[Ranked], most: int, vectors: Vectors) -> list[int]:
    """Places of the items chosen by maximal marginal relevance, tier by tier of certainty."""
    share = get_settings().recommend.mmr_lambda
    likeness = _likeness(head, vectors)
    prices = np.asarray([one.candidate.price for one in head], np.float32)
    scores = np.asarray([one.scored.score for one in head], np.float32)
    taken: list[int] = []
    seen: Counter[str] = Counter()
    while len(taken) < most:
        left = [place for place in range(len(head)) if place not in taken]
        fewest = min((head[place].doubts for place in left), default=0)
        certain = [
            place
            for place in left
            if head[place].doubts == fewest and seen[head[place].candidate.category] < _SAME_CATEGORY_AT_MOST
        ]
        if not certain:
            break
        alike = likeness[np.ix_(certain, taken)].max(axis=1) if taken else np.zeros(len(certain), np.float32)
        same_price = (
            (np.abs(prices[certain][:, None] / prices[taken][None] - 1) < _SAME_PRICE).mean(axis=1) if taken else 0.0
        )
        values = share * scores[certain] - (1 - share) * alike - _PRICE_PENALTY * same_price
        best = certain[int(np.argmax(values))]
        taken.append(best)
        seen[head[best].candidate.category] += 1
    return taken


def _likeness(head: Sequence[Ranked], vectors: Vectors) -> npt.NDArray[np.float32]:
    """How like each two items are, in [0, 1], shape (items, items)."""
    found = vectors([one.candidate.menu_id for one in head])
    if found is not None and found.any(axis=1).all():
        return np.asarray(np.clip(found @ found.T, 0, 1), np.float32)
    menus = np.asarray([one.candidate.menu_name for one in head], object)
    kinds = np.asarray([one.candidate.category for one in head], object)
    same_kind = 0.5 * (kinds[:, None] == kinds[None])
    return np.where(menus[:, None] == menus[None], 1.0, same_kind).astype(np.float32)


def _at_most_two(places: Iterable[int], head: Sequence[Ranked], most: int) -> list[int]:
    taken: list[int] = []
    seen: Counter[str] = Counter()
    passed_over: int | None = None
    for place in places:
        category = head[place].candidate.category
        if passed_over is not None and head[place].doubts > passed_over:
            break
        if seen[category] >= _SAME_CATEGORY_AT_MOST:
            passed_over = head[place].doubts
        elif len(taken) < most:
            seen[category] += 1
            taken.append(place)
    return taken


def _explored(head: Sequence[Ranked], items: list[Ranked], draw: Callable[[], float]) -> Picked:
    """The slate with its last place given, now and then, to a new shop; only where there are more than two items.

    The new one is as certain as the one that gives way, and no third of its category. The probability is known for each
    item, so that learning from choices can weigh by its inverse.
    """
    share = get_settings().recommend.explore_share
    if len(items) < 3 or not share:
        return _certain(items)
    *kept, last = items
    shown = {one.candidate.shop_id for one in items}
    seen = Counter(one.candidate.category for one in kept)
    new = [
        one
        for one in head
        if one.candidate.chosen < _NEW_BELOW
        and one.candidate.shop_id not in shown
        and one.is_open is True
        and one.doubts <= last.doubts
        and seen[one.candidate.category] < _SAME_CATEGORY_AT_MOST
    ]
    if not new:
        return _certain(items)
    propensities = {one.candidate.shop_id: 1.0 for one in kept}
    if draw() < share:
        last = new[min(len(new) - 1, int(draw() * len(new)))]
        return Picked([*kept, last], {**propensities, last.candidate.shop_id: share / len(new)})
    return Picked(items, {**propensities, last.candidate.shop_id: 1 - share})


def _certain(items: Sequence[Ranked]) -> Picked:
    return Picked(items, {one.candidate.shop_id: 1.0 for one in items})
