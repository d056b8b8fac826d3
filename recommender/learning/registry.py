"""The record of trained models in ``model_registry``; the files decide, the table remembers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from psycopg.types.json import Jsonb

from recommender.learning.artifact import Card
from storage import queries
from storage.postgres import Pool

__all__ = ["record", "recorded"]

_KIND: Final = "wide_deep"
_queries = queries.load("learning")


async def record(pool: Pool, card: Card, *, is_current: bool) -> None:
    """Write the model's row, and take the earlier one out of use when this one is in it.

    Raises:
        StorageError: the database did not answer; the model's files are there all the same.
    """
    async with pool.connection() as conn:
        if is_current:
            await _queries.retire_current(conn, kind=_KIND)
        await _queries.register_model(
            conn,
            kind=_KIND,
            version=card.version,
            features=card.features,
            trained_at=dt.datetime.fromisoformat(card.trained_at),
            data=card.data,
            metrics=Jsonb(card.metrics),
            is_current=is_current,
        )


async def recorded(pool: Pool) -> list[dict[str, Any]]:
    """All rows, newest first."""
    async with pool.autocommit() as conn:
        return [row async for row in _queries.registered_models(conn, kind=_KIND)]
