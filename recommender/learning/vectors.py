"""``feature_vectors``: what a training saw last of each person and shop, by column name, for analysis and audits.

Serving does not read them: it makes its features anew from the same code, so a vector here is never stale in a reply.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from psycopg.types.json import Jsonb

from recommender.learning.dataset import Dataset
from recommender.learning.examples import features_of
from recommender.learning.layout import SHOP, USER, VERSION
from recommender.learning.log_reading import person_ids
from recommender.learning.rows import Reals
from storage import queries
from storage.postgres import Pool

__all__ = ["keep"]

_DISTANCE: Final = frozenset({"distance", "open_now"})
"""Columns of a shop that belong to a request."""
_queries = queries.load("learning")


async def keep(pool: Pool, log: Dataset) -> int:
    """Write the vectors of everybody and everything in ``log``; how many.

    Raises:
        StorageError: the database did not answer.
    """
    ids = await person_ids(pool)
    last = len(log.requests.user) - 1 - np.unique(log.requests.user[::-1], return_index=True)[1]
    features = features_of(log, np.sort(last))
    first = np.searchsorted(features.of, np.arange(len(last)))
    users: list[dict[str, Any]] = []
    by_code = {code: name for name, code in ids.items()}
    for request, row in zip(np.sort(last), first, strict=True):
        code = int(log.users.code[log.requests.user[request]])
        if code in by_code:
            users.append({"user_id": by_code[code], **_row(USER, features.dense[row, : len(USER)])})
    offered = log.offers.shop[log.rows_of(np.sort(last))]
    shops = [
        {"shop_id": int(shop), **_row(SHOP, features.dense[row, len(USER) : len(USER) + len(SHOP)])}
        for shop, row in zip(*np.unique(offered, return_index=True), strict=True)
    ]
    async with pool.connection() as conn:
        await _queries.keep_user_vector(conn, users)
        await _queries.keep_shop_vector(conn, shops)
    return len(users) + len(shops)


def _row(names: tuple[str, ...], values: Reals) -> dict[str, Any]:
    dense = {name: round(float(value), 5) for name, value in zip(names, values, strict=True) if name not in _DISTANCE}
    return {"version": VERSION, "dense": Jsonb(dense)}
