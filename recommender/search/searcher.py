"""Search by meaning as the pipeline uses it: words → menus near a place, and how near any menu comes to the words."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from recommender.search.cache import EmbeddingCache
from recommender.search.embedder import Embedder, EmbedderDown
from recommender.search.index import BadIndex, Hits
from recommender.search.store import Manifest, Stored
from recommender.search.text import clean
from settings import Settings
from storage.redis import Client

__all__ = ["Meant", "Query", "Searcher"]

_SCANNED_AT_MOST: Final = 60_000
"""Menus near a place up to which each is measured; beyond, the index finds the nearest and the place sifts them."""
_QUERIES_REMEMBERED: Final = 4_096

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Query:
    """Words as a vector, and the cosine of the best text there is: what similarity 1 means."""

    vector: Vector
    best: float


@dataclass(frozen=True)
class Meant:
    """A menu that words mean. ``similarity`` in [0, 1], 1 for the best of the whole catalogue."""

    shop_id: int
    menu_id: int
    similarity: float


class Searcher:
    """One version of the indexes with the embedder that made it. Never changed: a newer version is a new one."""

    def __init__(self, stored: Stored, embedder: Embedder, settings: Settings, redis: Client | None = None) -> None:
        """Put them together.

        Raises:
            BadIndex: the indexes are of another embedder.
        """
        if stored.manifest.model != embedder.model:
            raise BadIndex(f"index {stored.manifest.version} is of {stored.manifest.model}, not of {embedder.model}")
        self._menus, self._places = stored.indexes["menus"], stored.places
        self._indexes = stored.indexes
        self._embedder, self._sizes = embedder, settings.search
        self.manifest: Manifest = stored.manifest
        self._cache = EmbeddingCache(redis, settings, embedder.model) if redis and embedder.is_slow else None
        self._remembered = functools.lru_cache(maxsize=_QUERIES_REMEMBERED)(self._query)
        order = np.argsort(self._places.shop_of, kind="stable")
        self._menu_rows = order.astype(np.int64)
        self._starts = np.searchsorted(self._places.shop_of[order], np.arange(len(self._places.shop_ids) + 1))

    async def query(self, text: str) -> Query | None:
        """The words as a query; None where nothing was understood, or the embedder is away."""
        cleaned = clean(text)
        if not cleaned or not len(self._menus):
            return None
        if not self._embedder.is_slow:
            found = self._remembered(cleaned)
        else:
            vector = await self._slowly(cleaned)
            if vector is None or not np.isfinite(vector).all():
                return None
            found = self._measured(vector)
        # Nothing in the catalogue is like it: there is no best to measure others by.
        return found if found.best > 0 else None

    def near(self, query: Query, *, lat: float, lng: float, radius_m: float) -> list[Meant]:
        """The menus around a place that come nearest to the words, one a shop, the likest first.

        At most ``search.nearest``, none below ``search.least_similarity``. No hard filter is applied here.
        """
        shops = self._places.near(lat, lng, radius_m)
        counts = self._starts[shops + 1] - self._starts[shops]
        if counts.sum() > _SCANNED_AT_MOST:
            return self._sifted(query, shops)
        # The ranges of menus of all shops near, without a loop over the shops.
        ends = np.cumsum(counts)
        rows = self._menu_rows[np.arange(counts.sum()) + np.repeat(self._starts[shops] - ends + counts, counts)]
        return self._best(rows, self._menus.similarities(query.vector, rows) / query.best)

    def popular(self, *, lat: float, lng: float, radius_m: float, most: int) -> list[int]:
        """The most popular shops around a place as of the build, for when the list of the moment is away."""
        return self._places.popular(self._places.near(lat, lng, radius_m), most)

    def place_of(self, shop_id: int) -> tuple[float, float] | None:
        """Latitude and longitude of a shop; None where it is not known."""
        return self._places.of(shop_id)

    def similarities(self, query: Query, menu_ids: Sequence[int]) -> list[float]:
        """How near each menu comes to the words, in [0, 1]; 0 for one the index does not know."""
        rows = self._menus.rows_of(menu_ids)
        found = np.zeros(len(rows), np.float32)
        known = rows >= 0
        if known.any():
            found[known] = self._menus.similarities(query.vector, rows[known]) / query.best
        return [float(value) for value in np.clip(found, 0, 1)]

    def vectors(self, menu_ids: Sequence[int]) -> Vector:
        """Unit vectors of menus, shape (menus, dimensions); zeros for one the index does not know."""
        return self._menus.vectors_of(self._menus.rows_of(menu_ids))

    def anywhere(self, kind: str, query: Query) -> Hits:
        """Rows of an index (menus, shops, reviews) wherever they are, the likest first."""
        return self._indexes[kind].search(
            query.vector,
            nprobe=int(self.manifest.indexes[kind]["nprobe"]),
            nearest=int(self.manifest.indexes[kind]["nearest"]),
            kept=self._sizes.kept,
        )

    def _query(self, cleaned: str) -> Query:
        return self._measured(self._embedder.embed_queries([cleaned])[0])

    def _measured(self, vector: Vector) -> Query:
        hits = self._menus.search(
            vector,
            nprobe=int(self.manifest.indexes["menus"]["nprobe"]),
            nearest=int(self.manifest.indexes["menus"]["nearest"]),
            kept=1,
        )
        return Query(vector, float(hits.similarities.max(initial=0)))

    async def _slowly(self, cleaned: str) -> Vector | None:
        known = (await self._cache.get([cleaned]))[0] if self._cache else None
        if known is not None and known.shape == (self._embedder.dimensions,):
            return known
        try:
            vector: Vector = np.asarray((await asyncio.to_thread(self._embedder.embed_queries, [cleaned]))[0])
        except EmbedderDown:
            return None
        if self._cache:
            await self._cache.put([cleaned], vector[None])
        return vector

    def _sifted(self, query: Query, shops: npt.NDArray[np.int64]) -> list[Meant]:
        hits = self.anywhere("menus", query)
        rows = self._menus.rows_of([int(menu) for menu in hits.ids])
        is_near = np.isin(self._places.shop_of[rows], shops)
        return self._best(rows[is_near], hits.similarities[is_near] / query.best)

    def _best(self, rows: npt.NDArray[np.int64], similarities: Vector) -> list[Meant]:
        enough = similarities >= self._sizes.least_similarity
        rows, similarities = rows[enough], similarities[enough]
        order = np.argsort(-similarities, kind="stable")
        # The first row of each shop in this order is its best menu.
        _, first = np.unique(self._places.shop_of[rows[order]], return_index=True)
        chosen = order[np.sort(first)[: self._sizes.nearest]]
        return [
            Meant(
                int(self._places.shop_ids[self._places.shop_of[rows[at]]]),
                int(self._menus.ids[rows[at]]),
                float(min(1.0, similarities[at])),
            )
            for at in chosen
        ]
