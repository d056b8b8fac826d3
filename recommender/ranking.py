"""Ranking: what is certain before what is not, then by the order the person asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recommender.candidates import Candidate
from recommender.opening import is_open_at
from recommender.request import Request
from recommender.score import Scored, is_snack

__all__ = ["Ranked", "rank"]

_ABOUT_THE_SAME_WON: Final = 500
_JUDGED_TOGETHER: Final = 40
"""Hours are judged for the head of the ranking only, that many at a time: the tail is never shown."""
_UNKNOWN_HOURS: Final = 1
_UNKNOWN_INGREDIENTS: Final = 2
_CLOSED: Final = 9
"""How much is in doubt; a sum of them tells which. A closed door is a lost walk, an allergy is worse than that."""


@dataclass(frozen=True)
class Ranked:
    """A scored candidate and whether it is open, judged by the catalogue's own hours (None: unknown)."""

    scored: Scored
    is_open: bool | None
    doubts: int
    """0: all that matters is known; the more, the later it ranks, whatever its score."""

    @property
    def candidate(self) -> Candidate:
        """The candidate itself."""
        return self.scored.candidate


def rank(scored: Sequence[Scored], request: Request, *, enough: int) -> list[Ranked]:
    """The best candidates in order; at least ``enough`` of them where there are as many.

    Shops known to be closed are left out, or come last where the person agreed to them. Unknown hours, and unknown
    ingredients for somebody with an allergy, rank after what is known.
    """
    ordered = sorted(
        scored, key=lambda one: _key(one, _doubts(one.candidate, one.candidate.open_hint, request), request)
    )
    kept: list[Ranked] = []
    for start in range(0, len(ordered), _JUDGED_TOGETHER):
        for one in ordered[start : start + _JUDGED_TOGETHER]:
            is_open = is_open_at(one.candidate.business_hours, request.at)
            if is_open is not False or "open" in request.relaxed:
                kept.append(Ranked(one, is_open, _doubts(one.candidate, is_open, request)))
        if len(kept) >= enough:
            break
    return sorted(kept, key=lambda one: _key(one.scored, one.doubts, request))


def _doubts(candidate: Candidate, is_open: bool | None, request: Request) -> int:
    hours = _CLOSED if is_open is False else _UNKNOWN_HOURS * (is_open is None)
    is_unknown = candidate.allergens is None and request.avoided.needs_ingredients
    return hours + _UNKNOWN_INGREDIENTS * is_unknown


def _key(scored: Scored, doubts: int, request: Request) -> tuple[float, ...]:
    candidate = scored.candidate
    if request.order == "cheap":
        return doubts, is_snack(candidate, request), candidate.price // _ABOUT_THE_SAME_WON, -scored.score
    if request.order == "near":
        return doubts, is_snack(candidate, request), candidate.distance
    return doubts, -scored.score
