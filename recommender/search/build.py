"""Builds the indexes from the catalogue: from nothing, or added to the version in use, whose known texts keep their
vectors and their places in the FAISS index, so that only texts never seen before cost anything.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from psycopg.rows import tuple_row

from recommender.search.embedder import Embedder
from recommender.search.index import BadIndex, VectorIndex, make_faiss
from recommender.search.store import FORMAT, Manifest, Places, Store, Stored, all_to_xyz, new_version
from recommender.search.text import cache_key, menu_text, review_text, shop_text
from settings import Settings
from storage import queries
from storage.postgres import Pool

__all__ = ["Tell", "build"]

_QUERIES: Final = queries.load("search")
_CHUNK: Final = 20_000
_EMBEDDED_TOGETHER: Final = 256
_TOLD_EVERY: Final = 1_000
_MORE: Final = 4
"""Times as many lists or texts as the settings say, where those do not reach the recall."""

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done and how much there is."""


def _silent(what: str, done: int, of: int) -> None: ...


@dataclass
class _Rows:
    """Rows read so far: ids ascending, and each row's text by its place among the distinct ones."""

    ids: list[int] = field(default_factory=list)
    text_of: list[int] = field(default_factory=list)
    texts: dict[Hashable, int] = field(default_factory=dict)

    def add(self, row_id: int, what: Hashable) -> None:
        self.ids.append(row_id)
        self.text_of.append(self.texts.setdefault(what, len(self.texts)))


async def build(
    pool: Pool, embedder: Embedder, store: Store, settings: Settings, *, adds: bool = False, tell: Tell = _silent
) -> Manifest:
    """Read the catalogue, embed what it says, check the recall, and make the result the version in use.

    Args:
        adds: keep the vectors of the version in use (when it is of the same embedder) and add to them.

    Raises:
        BuildRunning: another process is at it.
        EmbedderDown: the embedder failed; the version in use stays.
        StorageError: the database failed; the version in use stays.
    """
    began = time.perf_counter()
    with store.building():
        base = _base(store, embedder) if adds else None
        async with pool.autocommit() as conn:
            catalogue_time = await _QUERIES.catalogue_time(conn)
        shops, menus, reviews = _Rows(), _Rows(), _Rows()
        places: list[tuple[float, float]] = []
        popular: list[float] = []
        menu_shops: list[int] = []
        async for shop_id, name, category, known_for, lat, lng, popularity in _all(pool, "shops_after"):
            shops.add(shop_id, (name, category, tuple(known_for)))
            places.append((float("nan"), float("nan")) if lat is None else (lat, lng))
            popular.append(popularity)
            if not len(shops.ids) % _TOLD_EVERY:
                tell("reading shops", len(shops.ids), 0)
        known_shops = frozenset(shops.ids)
        async for menu_id, shop_id, name, dish, category, tastes in _all(pool, "menus_after"):
            if shop_id not in known_shops:  # it opened between the two readings: the next build has it
                continue
            menus.add(menu_id, (name, dish, category, tuple(tastes)))
            menu_shops.append(shop_id)
            if not len(menus.ids) % _TOLD_EVERY:
                tell("reading menus", len(menus.ids), 0)
        async for review_id, content in _all(pool, "reviews_after"):
            reviews.add(review_id, review_text(content))
        worded = {
            "menus": (menus, [menu_text(*what) for what in menus.texts]),  # type: ignore[misc]
            "shops": (shops, [shop_text(*what) for what in shops.texts]),  # type: ignore[misc]
            "reviews": (reviews, [str(what) for what in reviews.texts]),
        }
        indexes: dict[str, VectorIndex] = {}
        figures: dict[str, dict[str, Any]] = {}
        for kind, (rows, texts) in worded.items():
            made = _make(kind, rows, texts, embedder, settings, base.indexes[kind] if base else None, tell)
            indexes[kind], figures[kind] = made
        shop_ids = np.asarray(shops.ids, np.int64)
        latlng = np.asarray(places, np.float64).reshape(-1, 2)
        stored = Stored(
            Manifest(
                format=FORMAT,
                version=new_version(),
                model=embedder.model,
                dimensions=embedder.dimensions,
                catalogue_time=catalogue_time,
                built_at=dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
                seconds=round(time.perf_counter() - began, 2),
                based_on=base.manifest.version if base else None,
                indexes=figures,
            ),
            indexes,
            Places(
                shop_ids,
                all_to_xyz(latlng[:, 0], latlng[:, 1]),
                np.searchsorted(shop_ids, np.asarray(menu_shops, np.int64)).astype(np.int32),
                np.asarray(popular, np.float32),
            ),
        )
        store.publish(stored)
    return stored.manifest


def _base(store: Store, embedder: Embedder) -> Stored | None:
    """The version in use, when it is of this embedder."""
    version = store.current()
    try:
        return store.load(version) if version and store.manifest(version).model == embedder.model else None
    except BadIndex:
        return None


async def _all(pool: Pool, query: str) -> AsyncIterator[tuple[Any, ...]]:
    """All rows of a keyset query in ``search.sql``, a chunk a statement."""
    after = 0
    statement = getattr(_QUERIES, query).sql
    while True:
        async with pool.autocommit() as conn, conn.cursor(row_factory=tuple_row) as cursor:
            rows = await (await cursor.execute(statement, {"after": after, "most": _CHUNK})).fetchall()
        for row in rows:
            yield row
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def _make(
    kind: str,
    rows: _Rows,
    texts: Sequence[str],
    embedder: Embedder,
    settings: Settings,
    base: VectorIndex | None,
    tell: Tell,
) -> tuple[VectorIndex, dict[str, Any]]:
    """One index and its figures for the manifest."""
    began = time.perf_counter()
    keys = np.asarray([bytes.fromhex(cache_key(embedder.model, text)) for text in texts], "V32")
    known = {} if base is None else {key: place for place, key in enumerate(base.keys.tolist())}
    places = [known.get(key) for key in keys.tolist()]
    new = [number for number, place in enumerate(places) if place is None]
    vectors = _embed(kind, [texts[number] for number in new], embedder, tell)
    old = len(known)
    if base is not None and old:
        # Texts no row has any longer keep their places until the next build from nothing.
        index, all_vectors = base.added(vectors)
        all_keys = np.concatenate([base.keys, keys[new]])
    else:
        index, all_vectors, all_keys = None, vectors, keys
    place_of = np.asarray([place if place is not None else -1 for place in places], np.int64)
    place_of[new] = old + np.arange(len(new)) if old else np.arange(len(new))
    text_of = place_of[np.asarray(rows.text_of, np.int64)].astype(np.int32) if rows.ids else np.empty(0, np.int32)
    sizes = settings.search
    tell(f"indexing {kind}", 0, 0)
    if index is None:
        index = make_faiss(all_vectors, flat_max=sizes.flat_max)
    made = VectorIndex(index, all_vectors, np.asarray(rows.ids, np.int64), text_of, all_keys)
    made, search = _checked(made, settings)
    return made, {
        "rows": len(made),
        "texts": made.texts,
        "new_texts": len(new),
        "kind": made.kind,
        **search,
        "megabytes": round(made.bytes / 1e6, 1),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _embed(kind: str, texts: Sequence[str], embedder: Embedder, tell: Tell) -> npt.NDArray[np.float16]:
    vectors = np.empty((len(texts), embedder.dimensions), np.float16)
    for start in range(0, len(texts), _EMBEDDED_TOGETHER):
        part = texts[start : start + _EMBEDDED_TOGETHER]
        vectors[start : start + len(part)] = embedder.embed_passages(part)
        tell(f"embedding {kind}", start + len(part), len(texts))
    return vectors


def _checked(index: VectorIndex, settings: Settings) -> tuple[VectorIndex, dict[str, Any]]:
    """The index with the settings of a search that reach the recall asked for, and that recall.

    Texts of near-equal vectors need more of them ranked again, lists cut badly need more of them looked into: both are
    tried, in this order. Where neither does, finer codes are made, and at last the index becomes exact.
    """
    sizes = settings.search
    while True:
        for lists, texts in ((1, 1), (1, _MORE), (_MORE, _MORE)):
            tried = {"nprobe": min(index.lists, lists * sizes.nprobe), "nearest": texts * sizes.nearest}
            recall = index.recall(**tried, kept=sizes.kept)
            if recall >= sizes.least_recall:
                return index, {**tried, "recall": round(recall, 4)}
        index = index.made_finer()
