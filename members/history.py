"""What a person did with what they were shown: the rows of ``user_interactions`` that the profile is derived from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from members.card import SEOUL
from members.meal_times import meal_time_of
from storage import queries
from storage.postgres import Connection

__all__ = ["Interaction", "read_on"]

_HISTORY: Final = queries.load("personalisation")
_LOOKED_BACK: Final = 300
"""Interactions: with a month's half-life those before hardly weigh anything."""


@dataclass(frozen=True)
class Interaction:
    """One thing somebody did. Price in won; what the moment did not tell is None."""

    kind: str
    weight: float
    shop_id: int
    category: str
    at: dt.datetime
    rating: int | None = None
    price: int | None = None
    meal_time: str | None = None
    companion: str | None = None
    weather: str | None = None
    with_coupon: bool = False
    nutrition: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Nutrients of one serving as the catalogue has them; empty: unknown."""

    @property
    def is_choice(self) -> bool:
        """Whether it is a choice from a slate."""
        return self.kind == "select"

    @property
    def says(self) -> float:
        """How much it speaks for (or against) its category: the stored weight with its sign (specification §3.3.2)."""
        if self.kind == "rate":
            rating = 3 if self.rating is None else self.rating
            return self.weight * (0 if rating == 3 else 1 if rating > 3 else -1)
        return self.weight * {"reject": -1, "report": 0}.get(self.kind, 1)


async def read_on(conn: Connection, user_id: str) -> list[Interaction]:
    """The latest interactions of ``user_id``, newest first; a context that cannot be read is an unknown one."""
    return [_interaction(row) async for row in _HISTORY.history(conn, user_id=user_id, most=_LOOKED_BACK)]


def _interaction(row: Mapping[str, Any]) -> Interaction:
    context = row["context"] if isinstance(row["context"], Mapping) else {}
    at = row["created_at"].astimezone(SEOUL)
    return Interaction(
        kind=row["kind"],
        weight=float(row["weight"]),
        shop_id=row["shop_id"],
        category=row["category"],
        at=at,
        rating=row["rating"],
        price=_whole(context.get("price")) or row["price"],
        meal_time=_word(context.get("meal_time")) or meal_time_of(at),
        companion=_word(context.get("companion")),
        weather=_word(context.get("weather")),
        with_coupon=context.get("with_coupon") is True,
        nutrition=_figures(row["nutrition"]),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _figures(value: object) -> Mapping[str, float]:
    if not isinstance(value, Mapping):
        return {}
    numbers = {str(name): figure for name, figure in value.items() if isinstance(figure, (int, float))}
    return {name: float(figure) for name, figure in numbers.items() if not isinstance(figure, bool)}
