"""What the command line, jobs and the local stack do with the indexes: build, look, search."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Final

from recommender.search.build import Tell, build
from recommender.search.cache import QueryCache
from recommender.search.embedder import open_embedder
from recommender.search.index import BadIndex, Hits
from recommender.search.searcher import Searcher
from recommender.search.store import KINDS, Manifest, Store
from recommender.search.text import clean
from settings import Settings
from storage import queries
from storage.postgres import Pool, open_pool
from storage.redis import open_client

__all__ = [
    "KINDS",
    "build_indexes",
    "freshen",
    "index_folder",
    "is_there",
    "manifest_in_use",
    "search_index",
    "staleness",
]

_QUERIES: Final = queries.load("search")
_STATEMENT_TIMEOUT_MS: Final = 120_000


def index_folder(settings: Settings) -> Path:
    """Where the indexes of an instance lie."""
    return settings.var_dir / "search"


async def build_indexes(settings: Settings, *, adds: bool = False, tell: Tell = lambda *_: None) -> Manifest:
    """Build the indexes of this instance and make them those in use; see `recommender.search.build.build`."""
    pool = await open_pool(settings, name="naviyam-index", statement_timeout_ms=_STATEMENT_TIMEOUT_MS)
    try:
        manifest = await build(
            pool, open_embedder(settings), Store(index_folder(settings)), settings, adds=adds, tell=tell
        )
        async with pool.autocommit() as conn:
            await _QUERIES.forget_results(conn, version=manifest.version)
    finally:
        await pool.close()
    return manifest


def manifest_in_use(settings: Settings) -> Manifest | None:
    """What the indexes in use are made of; None when there are none.

    Raises:
        BadIndex: the pointer names a version that cannot be read.
    """
    store = Store(index_folder(settings))
    version = store.current()
    return None if version is None else store.manifest(version)


def is_there(settings: Settings) -> bool:
    """Whether indexes were ever built here, readable or not."""
    return Store(index_folder(settings)).current() is not None


async def staleness(settings: Settings) -> str | None:
    """Why the indexes must be built, in a few words; None when those in use are of this embedder and this catalogue.

    Raises:
        EmbedderDown: whose they should be is not known.
        StorageError: what they should hold is not known.
    """
    try:
        manifest = manifest_in_use(settings)
    except BadIndex as error:
        return f"those there are cannot be read: {error}"
    if manifest is None:
        return "there are none yet"
    if manifest.model != open_embedder(settings).model:
        return "the embedder, or the dictionary it is made of, is another one now"
    pool = await open_pool(settings, name="naviyam-index")
    try:
        async with pool.autocommit() as conn:
            changed = await _QUERIES.catalogue_time(conn)
    finally:
        await pool.close()
    return None if changed == manifest.catalogue_time else "the catalogue has changed"


async def freshen(settings: Settings, *, tell: Tell = lambda *_: None) -> str | None:
    """Build the indexes where they are stale, adding to what can be kept; returns why, None when nothing was to do.

    Raises:
        BuildRunning: another process is at it.
        EmbedderDown, StorageError: see `build_indexes`.
    """
    if (why := await staleness(settings)) is not None:
        await build_indexes(settings, adds=True, tell=tell)
    return why


async def search_index(settings: Settings, kind: str, words: str) -> list[dict[str, Any]]:
    """What an index finds for ``words``, with names from the catalogue as it is now; rows gone since are left out.

    Raises:
        BadIndex: there is no index, or it cannot be read.
        EmbedderDown: the model server does not answer.
        StorageError: the database does not.
    """
    store = Store(index_folder(settings))
    version = store.current()
    if version is None:
        raise BadIndex("there is no index yet; make one by: naviyam index build")
    redis = open_client(settings)
    pool = await open_pool(settings, name="naviyam-index")
    try:
        cache = QueryCache(redis, pool, settings, version)
        text = clean(words)
        found = await cache.get(kind, text, {})
        if found is None:
            searcher = Searcher(store.load(version), open_embedder(settings), settings, redis)
            query = await searcher.query(text)
            hits = searcher.anywhere(kind, query) if query else Hits.none()
            pairs = zip(hits.ids.tolist(), hits.similarities.tolist(), strict=True)
            found = [list(pair) for pair in itertools.islice(pairs, settings.search.kept)]
            await cache.set(kind, text, {}, found)
        return await _named(pool, kind, found)
    finally:
        await pool.close()
        await redis.close()


async def _named(pool: Pool, kind: str, found: list[Any]) -> list[dict[str, Any]]:
    name_of = getattr(_QUERIES, f"names_of_{kind}")
    async with pool.autocommit() as conn:
        rows = {row["id"]: row async for row in name_of(conn, ids=[row_id for row_id, _ in found])}
    return [{"similarity": round(similarity, 4), **rows[row_id]} for row_id, similarity in found if row_id in rows]
