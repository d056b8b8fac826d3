"""What happens when somebody picks from a slate: one transaction (specification §4.3), once per slate.

It stands here and not in `members`: it writes the slate's log, the shop's count and the interaction beside the profile,
and only this room may know of all of them. The transaction also queues the follow-up work, which the event worker does
outside it (`members.follow_ups`): the profile is rebuilt from ``user_interactions``, which is the training log as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from psycopg.types.json import Jsonb

from storage import queries
from storage.postgres import Pool

__all__ = ["Recorded", "Selection", "earlier_items", "select"]

_QUERIES: Final = queries.load("slates")
_WEIGHT: Final = 0.8  # specification §3.3.2: what choosing says, beside 1.0 for words and 0.3 for a look
_LONGEST_DECISION_MS: Final = 24 * 3_600_000  # whoever comes back the next day did not take that long to decide


@dataclass(frozen=True)
class Selection:
    """One press on one item of a slate. ``time_to_decision_ms`` None: not known."""

    slate_id: str
    conversation_id: str
    user_id: str
    shop_id: int
    menu_id: int | None
    category: str
    position: int
    """From 1, as shown; kept for position bias."""
    time_to_decision_ms: int | None = None
    context: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """What habits are learnt from: ``price``, ``with_coupon``, ``meal_time``, ``companion``, ``weather``."""


@dataclass(frozen=True)
class Recorded:
    """What came of it; true when this call recorded the choice.

    ``balance``: of the active meal card, in won, read in the same transaction; None without one.
    """

    is_new: bool
    """False: this slate had a selection already, and nothing was changed."""
    balance: int | None

    def __bool__(self) -> bool:
        return self.is_new


async def select(pool: Pool, selection: Selection) -> Recorded:
    """Record the selection, once per slate.

    Raises:
        Rejected: there is no such user or shop (any more).
        Unavailable: the database did not answer; nothing was recorded.
    """
    took = selection.time_to_decision_ms
    async with pool.autocommit() as conn:
        row = await _QUERIES.record_selection(
            conn,
            slate_id=selection.slate_id,
            conversation_id=selection.conversation_id,
            user_id=selection.user_id,
            shop_id=selection.shop_id,
            menu_id=selection.menu_id,
            category=selection.category,
            weight=_WEIGHT,
            context=Jsonb({**selection.context, "position": selection.position}),
            time_to_decision_ms=took if took is not None and 0 <= took <= _LONGEST_DECISION_MS else None,
        )
    return Recorded(row["is_new"], row["balance"])


async def earlier_items(pool: Pool, slate_id: str, user_id: str) -> list[dict[str, Any]]:
    """The items of an earlier slate of this person, as shown; empty when it is unknown, or somebody else's."""
    async with pool.autocommit() as conn:
        row = await _QUERIES.slate_items(conn, slate_id=slate_id, user_id=user_id)
    return list(row["recommendations"] or []) if row else []
