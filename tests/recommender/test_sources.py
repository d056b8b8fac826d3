"""Candidates from words and from the popular list, and what happens when a source is stale, broken or away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recommender import candidates, recommend
from recommender.popular import PopularList
from recommender.search.store import Store
from recommender.sources import _FAILED as FAILED
from recommender.sources import Sources
from settings import Settings
from storage.postgres import Pool
from storage.redis import Client, open_client
from tests.recommender.conftest import request_at


async def test_words_bring_menus_that_are_meant(catalogue: Pool, sources: Sources) -> None:
    slate = await recommend(catalogue, request_at(text="속 편한 죽 같은 거", spendable=20_000), sources=sources)
    plain = await recommend(catalogue, request_at(spendable=20_000), sources=sources)
    assert any("죽" in item.menu.name for item in slate.items)
    assert [item.menu.name for item in slate.items] != [item.menu.name for item in plain.items]


async def test_words_nobody_understands_change_nothing(catalogue: Pool, sources: Sources) -> None:
    named = await sources.name(request_at(text="ㅁㄴㅇㄹ"))
    assert named.query is None
    assert (await recommend(catalogue, request_at(text="ㅁㄴㅇㄹ"), sources=sources)).items


async def test_a_dish_that_was_named_is_left_to_the_database(sources: Sources) -> None:
    assert (await sources.name(request_at(text="매운 떡볶이", dishes=("떡볶이",)))).query is None


async def test_a_choice_makes_a_shop_popular_around_it(catalogue: Pool, sources: Sources) -> None:
    request = request_at()
    shop = (await recommend(catalogue, request)).items[2].shop_id
    await sources.chosen(shop)
    named = await sources.name(request)
    assert named.popular[0] == shop
    elsewhere = await sources.name(request_at(1))
    assert shop not in elsewhere.popular


async def test_the_list_forgets_and_fades(redis: Client) -> None:
    popular = PopularList(redis)
    for _ in range(3):
        await popular.add(1, 37.5, 127.0, now=300.0)
    await popular.add(2, 37.5, 127.0, now=1_500.0)
    assert await popular.near(37.5, 127.0, 1_000, 10, now=600.0) == [1]
    assert await popular.near(37.5, 127.0, 1_000, 10, now=1_501.0) == [2, 1]
    assert await popular.near(37.5, 127.0, 1_000, 10, now=4_000.0) == []
    assert await popular.near(35.1, 129.0, 1_000, 10, now=600.0) == []


async def test_candidates_carry_where_they_came_from(catalogue: Pool, sources: Sources) -> None:
    request = request_at(text="든든한 거")
    named = await sources.name(request)
    async with catalogue.autocommit() as conn:
        found = sources.credit(named, await candidates.find(conn, request, shops=named.shops, menus=named.menus))
    assert len(found) <= 200
    assert {source for one in found for source in one.sources} == {"sql", "vectors", "popular"}
    assert all(0 <= one.similarity <= 1 for one in found)
    meant = dict(named.meant)
    assert any(one.menu_id == meant.get(one.shop_id) for one in found)


async def test_without_redis_the_popular_are_those_of_the_build(
    catalogue: Pool, store: Store, settings: Settings
) -> None:
    redis = open_client(settings.copy(update={"redis": settings.redis.copy(update={"port": 9})}))
    sources = Sources(settings, redis, folder=store.folder)
    await sources.refresh()
    named = await sources.name(request_at())
    assert named.popular
    assert (await recommend(catalogue, request_at(), sources=sources)).items
    await redis.close()


async def test_a_shop_deleted_since_the_build_is_harmless(catalogue: Pool, sources: Sources) -> None:
    request = request_at(text="바삭한 거", spendable=20_000)
    meant = set((await sources.name(request)).shops)
    shown = (await recommend(catalogue, request, sources=sources)).items
    first = next(item for item in shown if item.shop_id in meant)
    async with catalogue.autocommit() as conn:
        await conn.execute("UPDATE shops SET is_closed_down = TRUE WHERE shop_id = %s", [first.shop_id])
    try:
        again = await recommend(catalogue, request, sources=sources)
    finally:
        async with catalogue.autocommit() as conn:
            await conn.execute("UPDATE shops SET is_closed_down = FALSE WHERE shop_id = %s", [first.shop_id])
    assert again.items
    assert first.shop_id in (await sources.name(request)).shops, "the index must still name it, or this proves little"
    assert first.shop_id not in {item.shop_id for item in again.items}


async def test_a_newer_index_takes_the_place_of_the_old_and_a_broken_one_does_not(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(store.folder, tmp_path / "search")
    copied = Store(tmp_path / "search")
    version = copied.current() or ""
    sources = Sources(settings, folder=copied.folder)
    assert await sources.refresh()
    assert not await sources.refresh()
    shutil.copytree(copied.folder / version, copied.folder / "20991231T000000Z")
    manifest = copied.folder / "20991231T000000Z" / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text("{")
    (copied.folder / "current").write_text("20991231T000000Z")
    assert not await sources.refresh()
    assert sources.searcher is not None
    assert sources.searcher.manifest.version == version
    newer = copied.folder / "20991231T000001Z"
    shutil.copytree(copied.folder / version, newer)
    (newer / "manifest.json").write_text(whole.replace(version, newer.name))
    (copied.folder / "current").write_text(newer.name)
    assert await sources.refresh()
    assert sources.searcher.manifest.version == newer.name


async def test_a_process_starts_beside_a_truncated_index_and_looks_at_it_once(
    catalogue: Pool, store: Store, settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(store.folder, tmp_path / "search")
    copied = Store(tmp_path / "search")
    path = copied.folder / (copied.current() or "") / "places.npz"
    path.write_bytes(path.read_bytes()[:100])
    failures = FAILED.labels("load")._value
    sources, before = Sources(settings, folder=copied.folder), failures.get()
    await sources.open()
    try:
        await sources.refresh()
        assert sources.searcher is None
        assert failures.get() == before + 1
        assert (await recommend(catalogue, request_at(text="매콤한 국물"), sources=sources)).items
    finally:
        await sources.close()


async def test_words_are_measured_by_the_index_that_understood_them(catalogue: Pool, sources: Sources) -> None:
    request = request_at(text="매콤한 국물")
    named = await sources.name(request)
    async with catalogue.autocommit() as conn:
        found = await candidates.find(conn, request, shops=named.shops, menus=named.menus)
    before = [one.similarity for one in sources.credit(named, found)]
    sources.searcher = None  # a swap between naming and crediting
    assert [one.similarity for one in sources.credit(named, found)] == before
    assert any(before)


async def test_without_an_index_the_database_alone_answers(catalogue: Pool, settings: Settings, tmp_path: Path) -> None:
    sources = Sources(settings, folder=tmp_path)
    await sources.refresh()
    slate = await recommend(catalogue, request_at(text="매콤한 국물"), sources=sources)
    assert slate.items


async def test_a_search_that_fails_costs_no_answer(
    catalogue: Pool, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(sources.searcher, "near", fails)
    assert (await recommend(catalogue, request_at(text="매콤한 국물"), sources=sources)).items


async def test_the_log_tells_apart_what_made_an_item_appear(catalogue: Pool, sources: Sources) -> None:
    slate = await recommend(catalogue, request_at(text="속 편한 죽 같은 거", spendable=20_000), sources=sources)
    logged = slate.as_json()["items"]
    assert logged
    for item in logged:
        assert item["bonus"] == (0.2 if item["card"] == "Y" else 0.0)
        assert item["score"] == pytest.approx((item["base"] + item["bonus"]) / 1.2, abs=1e-3)
        assert item["sources"]
    assert any("vectors" in item["sources"] for item in logged)
