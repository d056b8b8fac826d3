"""Derives a profile from ``user_interactions`` and writes it: work that a choice leaves to the worker.

Idempotent: the same rows give the same profile, however often and in whatever order it is asked for. What a choice
itself changes (the count, the last category) is not touched here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg.types.json import Jsonb

from members import history as histories
from members.history import Interaction
from members.patterns import patterns_of
from members.personality import personality_of
from members.preferences import category_weights
from members.stages import stage_of
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["rebuild", "rebuild_on"]

_PERSONALISATION: Final = queries.load("personalisation")
_FAVOURITE_TIMES: Final = 3
_FAVOURITES_MOST: Final = 10
_LATELY: Final = dt.timedelta(days=90)


async def rebuild(pool: Pool, user_id: str) -> bool:
    """Rebuild the profile of ``user_id``; False when there is no such profile.

    Raises:
        StorageError: nothing was changed.
    """
    async with pool.connection() as conn:
        return await rebuild_on(conn, user_id)


async def rebuild_on(conn: Connection, user_id: str) -> bool:
    """`rebuild` within the caller's transaction; the profile stays locked until its end."""
    row = await _PERSONALISATION.lock_profile(conn, user_id=user_id)
    if row is None:
        return False
    history = await histories.read_on(conn, user_id)
    # Until the first rebuild the preferences are what the person said; from then on they are kept apart.
    stated: Mapping[str, Any] = row["stated_categories"] or {}
    if row["stated_categories"] is None:
        stated = row["preferred_categories"]
    is_new = stage_of(row["interaction_count"]) == "onboarding"
    await _PERSONALISATION.write_profile(
        conn,
        user_id=user_id,
        stated=Jsonb(stated),
        preferred=Jsonb(stated if is_new else category_weights(history, stated)),
        personality=personality_of(history),
        favourites=_favourites(history),
        patterns=Jsonb(patterns_of(history).as_json()),
    )
    return True


def _favourites(history: Sequence[Interaction]) -> list[int]:
    """Shops chosen at least three times in the three months before the newest choice: who stops going is let go."""
    choices = [one for one in history if one.is_choice]
    often = Counter(one.shop_id for one in choices if choices[0].at - one.at <= _LATELY).most_common(_FAVOURITES_MOST)
    return sorted(shop for shop, times in often if times >= _FAVOURITE_TIMES)
