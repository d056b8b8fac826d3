"""The search by meaning: what it understands, how it is built, swapped and kept fresh."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from catalog.dishes import get_dishes
from recommender.search import maintenance
from recommender.search.build import build
from recommender.search.cache import EmbeddingCache, QueryCache
from recommender.search.embedder import Embedder, EmbedderDown, open_embedder
from recommender.search.index import BadIndex, VectorIndex, make_faiss
from recommender.search.lexicon import get_lexicon, speaks_of_food
from recommender.search.local import LocalEmbedder
from recommender.search.searcher import Searcher
from recommender.search.store import BuildRunning, Store
from recommender.search.text import cache_key, clean, menu_text
from settings import Settings
from storage.postgres import Pool
from storage.redis import Client
from tests.recommender.conftest import request_at
from tests.recommender.taste_queries import ndcg_at, read, recall_at


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder.train(get_dishes(), get_lexicon())


def ranking(embedder: LocalEmbedder, text: str) -> list[str]:
    dishes = list(get_dishes().values())
    passages = embedder.embed_passages([menu_text(d.name, d.name, d.category, d.tastes) for d in dishes])
    order = np.argsort(-(passages @ embedder.embed_queries([text])[0]), kind="stable")
    return [dishes[place].name for place in order]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("<p>김치<b>찌개</b></p><script>x()</script>", "김치 찌개"),
        ("&lt;b&gt;순대국&lt;/b&gt; &amp; 밥", "순대국 & 밥"),
        ("  매운\t\n 거!!! ♥★ ", "매운 거"),
        ("ＡＢＣ 치즈", "abc 치즈"),
        ("밥\x00\u200b국", "밥 국"),
        ("", ""),
    ],
)
def test_texts_are_cleaned(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_no_more_than_512_tokens_are_kept() -> None:
    assert len(clean("가 " * 2_000).split()) == 512


def test_cache_keys_are_of_model_and_text() -> None:
    assert cache_key("a", "밥") != cache_key("b", "밥")
    assert len(cache_key("a", "밥")) == 64


@pytest.mark.parametrize(
    ("split", "queries_least", "recall_least", "ndcg_least"), [("test", 300, 0.8, 0.75), ("unseen", 60, 0.65, 0.62)]
)
def test_recall_of_the_first_twenty_dishes(
    embedder: LocalEmbedder, split: str, queries_least: int, recall_least: float, ndcg_least: float
) -> None:
    dishes = list(get_dishes().values())
    passages = embedder.embed_passages([menu_text(d.name, d.name, d.category, d.tastes) for d in dishes])
    queries = [query for query in read() if query.split == split]
    assert len(queries) >= queries_least
    vectors = embedder.embed_queries([query.text for query in queries])
    recalls, gains = [], []
    for query, vector in zip(queries, vectors, strict=True):
        order = np.argsort(-(passages @ vector), kind="stable")[:20]
        names = [dishes[place].name for place in order]
        recalls.append(recall_at(names, query, 20))
        gains.append(ndcg_at(names, query, 20))
    assert np.mean(recalls) >= recall_least
    assert np.mean(gains) >= ndcg_least


@pytest.mark.parametrize(
    ("said", "unwanted"),
    [("안 매운 국물", "spicy"), ("매운 거 말고 국수", "spicy"), ("맵지 않은 밥", "spicy")],
)
def test_what_is_turned_down_is_not_found(embedder: LocalEmbedder, said: str, unwanted: str) -> None:
    dishes = get_dishes()
    found = ranking(embedder, said)[:20]
    assert sum(unwanted in dishes[name].tastes for name in found) <= 2


def test_a_dish_nobody_listed_is_understood_by_its_words(embedder: LocalEmbedder) -> None:
    spicy, mild = embedder.embed_passages(
        [
            menu_text("할매표 얼큰이탕", None, "한식", ("spicy", "soup")),
            menu_text("바닐라 쿨케이크", None, "카페/디저트", ("sweet",)),
        ]
    )
    query = embedder.embed_queries(["얼큰한 국물"])[0]
    assert query @ spicy > query @ mild


def test_training_gives_the_same_model_each_time_and_it_survives_its_file(
    embedder: LocalEmbedder, tmp_path: Path
) -> None:
    embedder.save(tmp_path / "model.npz")
    again = LocalEmbedder.load(tmp_path / "model.npz")
    assert again.model == LocalEmbedder.train(get_dishes(), get_lexicon()).model == embedder.model
    texts = ["매콤한 국물", "든든한 거"]
    np.testing.assert_allclose(again.embed_queries(texts), embedder.embed_queries(texts), atol=1e-6)


def test_vectors_are_of_unit_length_or_nothing(embedder: LocalEmbedder) -> None:
    vectors = embedder.embed_queries(["매콤한 국물", "떡볶이", "", "?!", "🍕🍕"])
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.isfinite(vectors).all()
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)


@pytest.mark.parametrize("text", ["든든한 거", "속 편한 죽 같은 거", "매콤한 국물"])
def test_wishes_speak_of_food(text: str) -> None:
    assert speaks_of_food(text)


def test_a_price_alone_speaks_of_no_food() -> None:
    assert not speaks_of_food("오천원")


async def test_menus_near_are_those_that_are_meant(catalogue: Pool, store: Store, settings: Settings) -> None:
    searcher = Searcher(store.load(store.current() or ""), open_embedder(settings), settings)
    query = await searcher.query("속 편한 죽 같은 거")
    assert query is not None
    request = request_at()
    found = searcher.near(query, lat=request.lat, lng=request.lng, radius_m=1_000)
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert all(settings.search.least_similarity <= one.similarity <= 1 for one in found)
    async with catalogue.autocommit() as conn:
        rows = await (
            await conn.execute(
                "SELECT m.menu_id, m.dish, s.shop_id, "
                "ST_DWithin(s.location, ST_MakePoint(%s, %s)::geography, 1030) AS near "
                "FROM menus m JOIN shops s USING (shop_id) WHERE m.menu_id = ANY (%s)",
                [request.lng, request.lat, [one.menu_id for one in found]],
            )
        ).fetchall()
    by_menu = {row["menu_id"]: row for row in rows}
    assert all(by_menu[one.menu_id]["near"] and by_menu[one.menu_id]["shop_id"] == one.shop_id for one in found)
    assert by_menu[found[0].menu_id]["dish"].endswith("죽")
    assert len({one.shop_id for one in found}) == len(found)
    assert searcher.similarities(query, [found[0].menu_id, 2_000_000_000]) == [
        pytest.approx(found[0].similarity, abs=1e-5),
        0.0,
    ]


async def test_a_place_abroad_has_nothing_near(store: Store, settings: Settings) -> None:
    searcher = Searcher(store.load(store.current() or ""), open_embedder(settings), settings)
    query = await searcher.query("든든한 거")
    assert query is not None
    assert searcher.near(query, lat=51.5, lng=-0.1, radius_m=1_000) == []
    assert await searcher.query("") is None


def test_beyond_its_size_the_index_is_ivf_pq_and_finds_what_exact_search_finds(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    centres = draw.normal(size=(300, 64))
    vectors = centres[draw.integers(0, 300, 12_000)] + 0.35 * draw.normal(size=(12_000, 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    keys = np.frombuffer(b"".join(bytes.fromhex(cache_key("m", str(n))) for n in range(12_000)), "V32")
    rows = np.arange(12_000, dtype=np.int64)
    index = VectorIndex(make_faiss(vectors, flat_max=5_000), vectors, rows * 3, rows.astype(np.int32), keys)
    assert index.kind == "ivf-pq"
    assert index.recall(nprobe=32, nearest=100, kept=20) >= 0.95
    index.save(tmp_path / "menus")
    again = VectorIndex.load(tmp_path / "menus", dimensions=64)
    query = vectors[77].astype(np.float32)
    found = again.search(query, nprobe=32, nearest=100, kept=20)
    assert found.ids[0] == 77 * 3
    np.testing.assert_array_equal(found.ids, index.search(query, nprobe=32, nearest=100, kept=20).ids)


async def test_what_is_added_keeps_the_vectors_there_are(catalogue: Pool, store: Store, settings: Settings) -> None:
    name = "엄마손 얼큰 뚝배기"
    async with catalogue.autocommit() as conn:
        row = await (await conn.execute("SELECT min(shop_id) AS shop FROM shops WHERE NOT is_closed_down")).fetchone()
        assert row is not None
        await conn.execute(
            "INSERT INTO menus (shop_id, name, price, tastes) VALUES (%s, %s, 7000, '{spicy,soup}')",
            [row["shop"], name],
        )
    before = store.manifest(store.current() or "")
    after = await build(catalogue, open_embedder(settings), store, settings, adds=True)
    assert after.based_on == before.version
    assert after.indexes["menus"]["rows"] == before.indexes["menus"]["rows"] + 1
    assert after.indexes["menus"]["new_texts"] == 1
    searcher = Searcher(store.load(after.version), open_embedder(settings), settings)
    query = await searcher.query("얼큰한 국물")
    assert query is not None
    async with catalogue.autocommit() as conn:
        gone = await (await conn.execute("DELETE FROM menus WHERE name = %s RETURNING menu_id", [name])).fetchone()
    assert gone is not None
    assert searcher.similarities(query, [gone["menu_id"]])[0] > settings.search.least_similarity


async def test_indexes_are_built_anew_when_the_dictionary_or_the_catalogue_changed_and_only_then(
    catalogue: Pool, settings: Settings, tmp_path: Path
) -> None:
    here = settings.copy(update={"var_dir": tmp_path})
    assert await maintenance.freshen(here) == "there are none yet"
    assert await maintenance.freshen(here) is None
    store = Store(maintenance.index_folder(here))
    path = store.folder / (store.current() or "") / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "model": "local-of-yesterday"}))
    assert "dictionary" in (await maintenance.freshen(here) or "")
    Searcher(store.load(store.current() or ""), open_embedder(here), here)
    async with catalogue.autocommit() as conn:
        await conn.execute("UPDATE menus SET updated_at = now() WHERE menu_id = (SELECT min(menu_id) FROM menus)")
    assert await maintenance.freshen(here) == "the catalogue has changed"
    manifest = maintenance.manifest_in_use(here)
    assert manifest is not None
    assert manifest.indexes["menus"]["new_texts"] == 0
    assert await maintenance.staleness(here) is None


async def test_only_one_process_builds(store: Store, catalogue: Pool, settings: Settings) -> None:
    with store.building(), pytest.raises(BuildRunning):
        await build(catalogue, open_embedder(settings), Store(store.folder), settings)


def test_an_index_of_another_model_is_refused(store: Store, settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "search")
    other = Store(tmp_path / "search")
    path = other.folder / (other.current() or "") / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "model": "local-of-yesterday"}))
    with pytest.raises(BadIndex, match="local-of-yesterday"):
        Searcher(other.load(other.current() or ""), open_embedder(settings), settings)


def test_a_damaged_index_is_refused(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "search")
    other = Store(tmp_path / "search")
    (other.folder / (other.current() or "") / "menus" / "index.faiss").write_bytes(b"no index")
    with pytest.raises(BadIndex):
        other.load(other.current() or "")


@pytest.mark.parametrize("size", [0, 100, -100])
def test_a_truncated_file_of_places_is_a_broken_index(store: Store, tmp_path: Path, size: int) -> None:
    shutil.copytree(store.folder, tmp_path / "search")
    other = Store(tmp_path / "search")
    path = other.folder / (other.current() or "") / "places.npz"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(BadIndex):
        other.load(other.current() or "")


class Slow:
    """The local embedder as if it were slow to ask, answering what a test says."""

    is_slow = True

    def __init__(self, embedder: Embedder, answer: npt.NDArray[np.float32] | None = None) -> None:
        self.model, self.dimensions = embedder.model, embedder.dimensions
        self._embedder, self._answer = embedder, answer

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._embedder.embed_queries(texts) if self._answer is None else self._answer[None]

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._embedder.embed_passages(texts)


async def test_a_slow_embedder_that_knows_nothing_of_the_words_gives_no_query(store: Store, settings: Settings) -> None:
    stored, plain = store.load(store.current() or ""), open_embedder(settings)
    understood = await Searcher(stored, Slow(plain), settings).query("매콤한 국물")
    assert understood is not None
    assert understood.best > 0
    for answer in (0.0, np.nan):
        vector = np.full(plain.dimensions, answer, np.float32)
        assert await Searcher(stored, Slow(plain, vector), settings).query("매콤한 국물") is None


async def test_embeddings_stay_in_redis_for_seven_days(redis: Client, settings: Settings) -> None:
    cache = EmbeddingCache(redis, settings, "some-model")
    vectors = np.eye(2, 4, dtype=np.float32)
    await cache.put(["가", "나"], vectors)
    first, missing = await cache.get(["나", "다"])
    np.testing.assert_array_equal(first, vectors[1])
    assert missing is None
    (key, *_) = await redis.keys("search:embedding:*")
    assert 6 * 86_400 < await redis.ttl(key) <= 7 * 86_400


async def test_a_popular_search_outlives_the_cache(redis: Client, pool: Pool, settings: Settings) -> None:
    cache = QueryCache(redis, pool, settings, "v1")
    for _ in range(3):
        await cache.set("menus", "매콤한 국물", {"n": 1}, [[1, 0.9]])
    await cache.set("menus", "드문 말", {}, [[2, 0.5]])
    await redis.flushdb()
    assert await cache.get("menus", "매콤한 국물", {"n": 1}) == [[1, 0.9]]
    assert await cache.get("menus", "매콤한 국물", {"n": 2}) is None
    assert await cache.get("menus", "드문 말", {}) is None
    assert await QueryCache(redis, pool, settings, "v2").get("menus", "매콤한 국물", {"n": 1}) is None


def test_a_model_server_that_is_not_there_is_said_so(settings: Settings) -> None:
    search = settings.search.copy(
        update={"embedder": "server", "server_url": "http://127.0.0.1:9", "server_timeout_ms": 50}
    )
    with pytest.raises(EmbedderDown):
        open_embedder(settings.copy(update={"search": search}))
