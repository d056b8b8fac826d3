"""What has been asked before: embeddings of slow models, and what popular searches found (specification §4.2).

Keys are SHA-256 of model or version and the cleaned text: no words stand in Redis or the database. A cache that is away
is a cache that knows nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson
import structlog
from psycopg.types.json import Jsonb

from recommender.search.text import cache_key
from settings import Settings
from storage import queries
from storage.errors import StorageError
from storage.postgres import Pool
from storage.redis import Client

__all__ = ["EmbeddingCache", "QueryCache"]

_log = structlog.get_logger()
_QUERIES: Final = queries.load("search")
_EMBEDDING: Final = "search:embedding:"
_RESULT: Final = "search:result:"
_ASKED: Final = "search:asked:"
_POPULAR_FROM: Final = 3
"""Asked so often within the life of a result, a search is popular and what it found goes to the database too."""


class EmbeddingCache:
    """Vectors of texts under one model, in Redis as float32 bytes."""

    def __init__(self, redis: Client, settings: Settings, model: str) -> None:
        self._redis = redis
        self._seconds = settings.search.embedding_days * 86_400
        self._model = model

    async def get(self, texts: Sequence[str]) -> list[npt.NDArray[np.float32] | None]:
        """The vector of each of the cleaned ``texts``; None where it is not known."""
        if not texts:
            return []
        try:
            found = await self._redis.mget([self._key(text) for text in texts])
        except StorageError:
            return [None] * len(texts)
        return [None if value is None else np.frombuffer(value, np.float32) for value in found]

    async def put(self, texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        """Keep the vectors of ``texts``, shape (texts, dimensions)."""
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for text, vector in zip(texts, vectors, strict=True):
                    pipeline.set(self._key(text), vector.astype(np.float32).tobytes(), ex=self._seconds)
                await pipeline.execute()
        except StorageError as error:
            _log.warning("embeddings_not_cached", reason=type(error).__name__)

    def _key(self, text: str) -> str:
        return _EMBEDDING + cache_key(self._model, text)


class QueryCache:
    """What searches found: an hour in Redis, and in the database from the third time somebody asks."""

    def __init__(self, redis: Client, pool: Pool, settings: Settings, version: str) -> None:
        self._redis, self._pool, self._version = redis, pool, version
        self._seconds = settings.search.result_minutes * 60

    async def get(self, index: str, text: str, filters: dict[str, Any]) -> list[Any] | None:
        """What the search found the last time, or None. ``text`` is cleaned."""
        key = self._key(index, text, filters)
        try:
            stored = await self._redis.get(_RESULT + key)
        except StorageError:
            stored = None
        if stored is not None:
            return list(orjson.loads(stored))
        try:
            async with self._pool.autocommit() as conn:
                kept = await _QUERIES.kept_results(conn, key=key)
        except StorageError:
            return None
        return None if kept is None else list(kept)

    async def set(self, index: str, text: str, filters: dict[str, Any], results: list[Any]) -> None:
        """Keep what a search found; failures are logged and of no consequence."""
        key = self._key(index, text, filters)
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.set(_RESULT + key, orjson.dumps(results), ex=self._seconds)
                pipeline.incr(_ASKED + key)
                pipeline.expire(_ASKED + key, self._seconds * 24)
                _, asked, _ = await pipeline.execute()
            if asked >= _POPULAR_FROM:
                async with self._pool.autocommit() as conn:
                    await _QUERIES.keep_results(
                        conn, key=key, index_=index, version=self._version, results=Jsonb(results)
                    )
        except StorageError as error:
            _log.warning("result_not_cached", reason=type(error).__name__)

    def _key(self, index: str, text: str, filters: dict[str, Any]) -> str:
        told = orjson.dumps([self._version, index, text, filters], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(told).hexdigest()
