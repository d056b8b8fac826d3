"""The sources of candidates beside the database: vectors that understand words, and the list of the popular.

A process opens them once (`start`) and they keep themselves fresh: a newer index is loaded beside the reply path and
takes the place of the old one between two requests. What they name still has to pass the hard filters of
``storage/sql/candidates.sql``; a source that is away, stale or empty costs suggestions, never an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import structlog
from prometheus_client import Counter, Gauge

from recommender.candidates import Candidate
from recommender.popular import PopularList
from recommender.request import Request
from recommender.search.embedder import EmbedderDown, open_embedder
from recommender.search.maintenance import index_folder
from recommender.search.searcher import Query, Searcher
from recommender.search.store import Store
from settings import Settings
from storage.redis import Client, open_client

__all__ = ["Named", "Sources", "current", "start", "stop"]

_log = structlog.get_logger()
_LOADED: Final = Gauge("naviyam_search_index_rows", "Menus in the search index in use; 0: there is none.")
_FAILED: Final = Counter("naviyam_search_failures_total", "Searches and loads that failed.", ["what"])


@dataclass(frozen=True)
class Named:
    """What the sources name for a request. ``query`` None: it has no words, or nobody understands them."""

    query: Query | None = None
    meant: Sequence[tuple[int, int]] = ()
    """Shop and menu, the likest first."""
    popular: Sequence[int] = ()
    searcher: Searcher | None = None
    """Who made ``query``, and alone can measure by it: a newer index may have come into use since."""

    @property
    def shops(self) -> list[int]:
        """All shops named, each once."""
        return list(dict.fromkeys([*(shop for shop, _ in self.meant), *self.popular]))

    @property
    def menus(self) -> list[int]:
        """The menus meant."""
        return [menu for _, menu in self.meant]


class Sources:
    """The sources of one process."""

    def __init__(self, settings: Settings, redis: Client | None = None, *, folder: Path | None = None) -> None:
        """Nothing is loaded yet.

        Args:
            redis: for the popular list and the cache of embeddings; None: without them.
            folder: where the indexes lie; left out, the instance's.
        """
        self._settings, self._redis = settings, redis
        self._store = Store(index_folder(settings) if folder is None else folder)
        self._popular = PopularList(redis) if redis is not None else None
        self.searcher: Searcher | None = None
        self._refused: str | None = None
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Load the index in use, if there is one, and watch for newer ones."""
        await self.refresh()
        self._watching = asyncio.create_task(self._watch(), name="search-index")

    async def close(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        if self._redis is not None:
            await self._redis.close()

    async def refresh(self) -> bool:
        """Load the index in use when it is another than the one loaded; True when it took its place."""
        version = self._store.current()
        if version is None or version == self._refused or (self.searcher and self.searcher.manifest.version == version):
            return False
        try:
            searcher = await asyncio.to_thread(self._load, version)
        except Exception as error:  # whatever a broken file brings, the process starts and the database answers
            # The one in use stays; a broken version is not tried again, an absent model server is.
            self._refused = None if isinstance(error, EmbedderDown) else version
            _FAILED.labels("load").inc()
            _log.error("search_index_refused", version=version, reason=str(error))
            return False
        self.searcher = searcher
        _LOADED.set(searcher.manifest.indexes["menus"]["rows"])
        _log.info("search_index_loaded", version=version, model=searcher.manifest.model)
        return True

    async def name(self, request: Request) -> Named:
        """What the sources name for ``request``. Never raises: what fails names nothing, and is logged."""
        popular = await self._popular_near(request)
        searcher = self.searcher
        # A dish that was named is a hard filter, and finds itself.
        if searcher is None or request.text is None or request.dishes:
            return Named(popular=popular)
        try:
            query = await searcher.query(request.text)
            if query is None:
                return Named(popular=popular)
            found = searcher.near(query, lat=request.lat, lng=request.lng, radius_m=request.radius_m)
        except Exception as error:  # whatever an index or a model does, the database still answers
            _FAILED.labels("search").inc()
            _log.error("search_failed", exc_info=error)
            return Named(popular=popular)
        return Named(query, [(one.shop_id, one.menu_id) for one in found], popular, searcher)

    def credit(self, named: Named, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates with their sources and, where there are words, their similarity to them."""
        meant, popular = {shop for shop, _ in named.meant}, set(named.popular)
        searcher = named.searcher
        likeness: Sequence[float] = [0.0] * len(candidates)
        if named.query is not None and searcher is not None:
            likeness = searcher.similarities(named.query, [one.menu_id for one in candidates])
        credited = []
        for one, similarity in zip(candidates, likeness, strict=True):
            sources = [
                name
                for name, had in (
                    ("sql", one.is_own),
                    ("vectors", one.shop_id in meant),
                    ("popular", one.shop_id in popular),
                )
                if had
            ]
            credited.append(one._replace(sources=tuple(sources), similarity=similarity))
        return credited

    def vectors(self, menu_ids: Sequence[int]) -> npt.NDArray[np.float32] | None:
        """Unit vectors of menus, zeros for unknown ones; None without an index."""
        return None if self.searcher is None else self.searcher.vectors(menu_ids)

    async def chosen(self, shop_id: int) -> None:
        """Somebody chose the shop: it counts for the popular list."""
        place = self.searcher.place_of(shop_id) if self.searcher else None
        if self._popular is not None and place is not None:
            await self._popular.add(shop_id, *place)

    async def _popular_near(self, request: Request) -> list[int]:
        most = self._settings.recommend.popular_max
        if not most:
            return []
        found: list[int] = []
        if self._popular is not None:
            found = await self._popular.near(request.lat, request.lng, request.radius_m, most)
        if len(found) < most and self.searcher is not None:
            found += self.searcher.popular(lat=request.lat, lng=request.lng, radius_m=request.radius_m, most=most)
        return list(dict.fromkeys(found))[:most]

    def _load(self, version: str) -> Searcher:
        return Searcher(self._store.load(version), open_embedder(self._settings), self._settings, self._redis)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.search.watch_seconds)
            try:
                await self.refresh()
            except Exception as error:  # the watch must outlive whatever one look brings
                _log.error("search_index_watch_failed", exc_info=error)


_current: Sources | None = None


def current() -> Sources | None:
    """The sources of this process; None where it opened none: the database alone then names candidates."""
    return _current


async def start(settings: Settings) -> Sources:
    """Open the sources of this process. Call it after any fork."""
    global _current
    _current = Sources(settings, open_client(settings))
    await _current.open()
    return _current


async def stop() -> None:
    """Close the sources of this process."""
    global _current
    if _current is not None:
        await _current.close()
        _current = None
