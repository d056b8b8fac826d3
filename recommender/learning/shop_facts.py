"""What the model must know of every shop and no candidate carries: one snapshot in memory, read off the reply path.

About 60 bytes a shop: 100,000 shops are 6 MB. Read page by page (2,000 shops, some milliseconds each), so that the
replies of the same process go on between pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recommender.learning.rows import Ints, Reals, code_of
from storage import queries
from storage.postgres import Pool

__all__ = ["ShopFacts", "read", "read_recent"]

_PAGE: Final = 2_000
_queries = queries.load("learning")


@dataclass(frozen=True)
class ShopFacts:
    """S shops in order of their id; a shop that came after the snapshot is simply unknown in it."""

    shop: Ints
    district: Ints
    rating: Reals
    mean_price: Reals
    min_price: Reals
    menus: Reals
    opened: npt.NDArray[np.float64]
    """(S,) days since the epoch."""

    @classmethod
    def empty(cls) -> ShopFacts:
        """No shop at all."""
        return cls.from_rows([])

    @classmethod
    def from_rows(cls, rows: list[Any]) -> ShopFacts:
        """From rows of the query ``shop_facts``, in its order."""

        def column(name: str, kind: Any) -> Any:
            return np.array([row[name] for row in rows], kind)

        return cls(
            shop=column("shop_id", np.int64),
            district=np.array([code_of(row["district"]) for row in rows], np.int64),
            rating=column("rating", np.float32),
            mean_price=column("mean_price", np.float32),
            min_price=column("min_price", np.float32),
            menus=column("menus", np.float32),
            opened=column("opened", np.float64),
        )

    def of(self, shops: Ints, day: float) -> dict[str, Any]:
        """The columns of `rows.Offers` that stand here, for these shops on this day; 0 for an unknown shop."""
        if not len(self.shop):
            zeros = np.zeros(len(shops), np.float32)
            return {
                "district": np.zeros(len(shops), np.int64),
                **dict.fromkeys(("rating", "mean_price", "min_price", "menus"), zeros),
                "age_days": zeros,
            }
        at = np.minimum(np.searchsorted(self.shop, shops), len(self.shop) - 1)
        known = self.shop[at] == shops
        return {
            "district": np.where(known, self.district[at], 0),
            **{
                name: np.where(known, getattr(self, name)[at], 0)
                for name in ("rating", "mean_price", "min_price", "menus")
            },
            "age_days": np.where(known, day - self.opened[at], 0).astype(np.float32),
        }


async def read(pool: Pool) -> ShopFacts:
    """A fresh snapshot.

    Raises:
        StorageError: the database did not answer; keep the snapshot there is.
    """
    rows: list[Any] = []
    after = 0
    while True:
        async with pool.autocommit() as conn:
            last = await _queries.shop_page_end(conn, after=after, most=_PAGE)
            if last is None:
                return ShopFacts.from_rows(rows)
            rows += [row async for row in _queries.shop_facts(conn, after=after, most=_PAGE)]
        after = last


async def read_recent(pool: Pool) -> dict[int, float]:
    """Shop → weight of the last five minutes' interactions; shops without are left out.

    Raises:
        StorageError: as `read`.
    """
    async with pool.autocommit() as conn:
        return {row["shop_id"]: row["weight"] async for row in _queries.recent_popularity(conn)}
