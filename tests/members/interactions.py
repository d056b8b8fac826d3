"""Made-up interactions, newest first, as the database gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from members.card import SEOUL
from members.history import Interaction

__all__ = ["NOON", "choice", "choices", "interaction"]

NOON = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)


def interaction(kind: str = "select", *, days_ago: float = 0, **changes: Any) -> Interaction:
    """One thing somebody did with a 한식 shop of its own."""
    plain: dict[str, Any] = {
        "kind": kind,
        "weight": {"select": 0.8, "view": 0.3}.get(kind, 1.0),
        "shop_id": 1,
        "category": "한식",
        "at": NOON - dt.timedelta(days=days_ago),
    }
    return Interaction(**{**plain, **changes})


def choice(category: str = "한식", **changes: Any) -> Interaction:
    """One choice."""
    return interaction(category=category, **changes)


def choices(categories: Sequence[str], **changes: Any) -> list[Interaction]:
    """A choice a day, newest first, each in a shop of its own."""
    return [
        choice(category, days_ago=day, **{"shop_id": day + 1, **changes}) for day, category in enumerate(categories)
    ]
