"""Measures slates: how long each takes and where, how many a second, and what the process weighs."""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psutil

from catalog.hours import SEOUL
from ops.bench.load import run_level
from ops.bench.recommend.catalogue import MENUS_PER_SHOP, fill, towns
from ops.stack import database
from recommender import Request, recommend
from recommender.learning.forward import stay_on_one_thread
from recommender.pipeline import STAGE_SECONDS
from recommender.score import RuleScorer, Scorer
from recommender.search.build import build
from recommender.search.embedder import open_embedder
from recommender.search.store import Store
from recommender.sources import Sources
from settings import Settings
from storage.postgres import Connection, Pool, open_pool
from storage.redis import open_client

__all__ = ["requests", "run"]

_SEED: Final = 7
_LONG_MS: Final = 600_000
_WORDS: Final = ("매콤한 국물", "든든한 거", "속 편한 죽 같은 거", "시원한 면", "바삭한 거", "담백한 거", "달달한 거")
_DISHES: Final = ("떡볶이", "김치찌개", "돈까스", "비빔밥", "짜장면", "치즈김밥")
_CATEGORIES: Final = ("한식", "분식", "중식", "일식", "치킨")
_DIETS: Final = ("peanut", "egg", "milk", "shrimp", "pork", "spicy", "wheat")
_WARM_UP: Final = 60

Tell = Callable[[str], None]


def requests(shops: int, count: int, seed: int = _SEED) -> list[Request]:
    """So many people at so many places: half say an amount, a fifth use words, some name a dish, a kind or a diet."""
    draw = random.Random(seed + 1)  # noqa: S311  # made-up people
    places = towns(shops, _SEED)
    spots = draw.choices(places, weights=[town.share for town in places], k=count)
    made = []
    for town in spots:
        point = town.somewhere(draw)
        plain = Request(
            user_id=None,
            lat=point.lat,
            lng=point.lng,
            at=dt.datetime(2026, 11, draw.randint(2, 29), draw.randint(7, 21), draw.randint(0, 59), tzinfo=SEOUL),
            radius_m=1_000,
            budget=draw.choice((None, 5_000, 7_000, 8_000, 10_000, 12_000)),
            spendable=draw.choice((None, 9_000, 12_000, 20_000)),
            diet=frozenset(draw.sample(_DIETS, draw.choice((0, 0, 0, 1, 2)))),
            order=draw.choice(("best", "best", "best", "best", "cheap", "near")),
            preferences={draw.choice(_CATEGORIES): draw.random()},
        )
        what = draw.random()
        if what < 0.2:
            plain = replace(plain, text=draw.choice(_WORDS))
        elif what < 0.35:
            plain = replace(plain, dishes=(draw.choice(_DISHES),))
        elif what < 0.5:
            plain = replace(plain, categories=(draw.choice(_CATEGORIES),))
        made.append(plain)
    return made


async def run(
    settings: Settings,
    *,
    shops: int,
    people: int,
    concurrencies: Sequence[int],
    seconds: float,
    scorer: Scorer | None = None,
    tell: Tell = lambda _: None,
) -> dict[str, Any]:
    """Make the catalogue and its indexes when they are not there yet, measure, and return the report."""
    scorer = scorer or RuleScorer()
    own = settings.copy(update={"postgres": settings.postgres.copy(update={"database": f"naviyam_bench_{shops}"})})
    folder = settings.var_dir / "bench" / f"search-{shops}"
    made_s = await _catalogue(own, shops, tell)
    pool = await open_pool(own, name="naviyam-bench", statement_timeout_ms=_LONG_MS)
    sources = Sources(own, open_client(own), folder=folder)
    try:
        index = await _index(pool, own, folder, tell)
        stay_on_one_thread()  # as the action server does; building has used all cores
        tell("loading the indexes")
        await sources.refresh()
        wanted = requests(shops, people)
        for request in wanted[:_WARM_UP]:
            await recommend(pool, request, scorer=scorer, sources=sources)
        alone = await _one_by_one(pool, wanted, scorer, sources, tell)
        levels = []
        for concurrency in concurrencies:

            async def send(number: int) -> None:
                await recommend(pool, wanted[number % len(wanted)], scorer=scorer, sources=sources)

            tell(f"{concurrency} at once")
            level = await run_level(send, concurrency=concurrency, seconds=seconds, tell=lambda _: None)
            levels.append(level.as_json())
        return {
            "shops": shops,
            "menus": shops * MENUS_PER_SHOP,
            "people": people,
            "machine": {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)},
            "catalogue_seconds": made_s,
            "index": index,
            "model": scorer.version,
            **alone,
            "levels": levels,
            "memory_mb": _memory_mb(),
            "plan": await _plan(pool, wanted[0]),
        }
    finally:
        await sources.close()
        await pool.close()


async def _catalogue(settings: Settings, shops: int, tell: Tell) -> float:
    """Fill the bench's own database; seconds it took, 0 where it was there."""
    database.create(settings)
    began = time.perf_counter()
    pool = await open_pool(settings, name="naviyam-bench", owner=True, statement_timeout_ms=_LONG_MS)
    try:
        async with pool.autocommit() as conn:
            row = await (await conn.execute("SELECT count(*) AS shops FROM shops")).fetchone()
        if row is not None and row["shops"] == shops:
            return 0.0
        async with pool.connection() as conn:
            await conn.execute("TRUNCATE shops CASCADE")
            await fill(conn, shops, _SEED, tell=lambda done: tell(f"{done:,} of {shops:,} shops"))
        async with pool.autocommit() as conn:
            tell("vacuuming")
            await conn.execute("VACUUM (FULL, ANALYZE) shops")
            await conn.execute("VACUUM ANALYZE menus")
    finally:
        await pool.close()
    return round(time.perf_counter() - began, 1)


async def _index(pool: Pool, settings: Settings, folder: Path, tell: Tell) -> dict[str, Any]:
    store = Store(folder)
    version = store.current()
    if version is not None:
        return store.manifest(version).as_json()
    manifest = await build(
        pool, open_embedder(settings), store, settings, tell=lambda what, done, _: tell(f"{what} {done:,}")
    )
    return manifest.as_json()


async def _one_by_one(
    pool: Pool, wanted: Sequence[Request], scorer: Scorer, sources: Sources, tell: Tell
) -> dict[str, Any]:
    """One slate after another: the quantiles of all and of each stage, in ms."""
    took: list[float] = []
    empty = 0
    before, before_cpu = _stage_totals(), await _cpu_s(pool)
    scored: list[tuple[float, int]] = []
    for number, request in enumerate(wanted):
        began = time.perf_counter()
        slate = await recommend(pool, request, scorer=_Timed(scorer, scored), sources=sources)
        took.append((time.perf_counter() - began) * 1000)
        empty += not slate.items
        if not number % 50:
            tell(f"slate {number:,} of {len(wanted):,}")
    after, after_cpu = _stage_totals(), await _cpu_s(pool)
    return {
        # On a machine that others use, processor time tells more than the clock does.
        "cpu_mean_ms": {
            name: round(1000 * (after_cpu[name] - before_cpu[name]) / len(wanted), 2) for name in after_cpu
        },
        "slate_ms": _quantiles(took),
        "empty_slates": empty,
        "scoring_ms": {**_quantiles([ms for ms, many in scored if many >= _MANY]), "of_candidates": _MANY},
        "stage_mean_ms": {
            stage: round(1000 * (after[stage] - before.get(stage, 0.0)) / len(wanted), 2) for stage in after
        },
    }


_MANY: Final = 150


class _Timed:
    """A scorer that notes how long it took for how many."""

    def __init__(self, scorer: Scorer, notes: list[tuple[float, int]]) -> None:
        self._scorer, self._notes = scorer, notes
        self.version = scorer.version

    def score(self, candidates: Sequence[Any], request: Request) -> Any:
        """As the scorer behind it."""
        began = time.perf_counter()
        scored = self._scorer.score(candidates, request)
        self._notes.append(((time.perf_counter() - began) * 1000, len(candidates)))
        return scored


async def _cpu_s(pool: Pool) -> dict[str, float]:
    """Processor seconds so far, of this process and of the database's processes that serve this pool."""
    async with pool.autocommit() as conn:
        cursor = await conn.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'naviyam-bench'"
        )
        backends = [psutil.Process(row["pid"]).cpu_times() for row in await cursor.fetchall()]
    return {"python": time.process_time(), "postgres": sum(used.user + used.system for used in backends)}


def _stage_totals() -> dict[str, float]:
    return {
        sample.labels["stage"]: sample.value
        for metric in STAGE_SECONDS.collect()
        for sample in metric.samples
        if sample.name.endswith("_sum")
    }


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return {name: round(cut[percent - 1], 2) for name, percent in (("p50", 50), ("p95", 95), ("p99", 99))}


def _memory_mb() -> dict[str, int]:
    """Of this process: what is resident, and what of it is shared with nobody (mapped files are shared)."""
    memory = psutil.Process().memory_full_info()
    return {"rss": round(memory.rss / 1e6), "own": round(memory.uss / 1e6)}


async def _plan(pool: Pool, request: Request) -> list[str]:
    """What PostgreSQL does for one request, with its own times."""
    from recommender import candidates

    sizes = Settings().recommend
    values = {**candidates.parameters(request), "most": sizes.candidates_max, "visit": sizes.visit_max}
    async with pool.autocommit() as conn:
        return await _explained(conn, candidates.statement(), values)


async def _explained(conn: Connection, statement: str, values: dict[str, Any]) -> list[str]:
    cursor = await conn.execute(f"EXPLAIN (ANALYZE, COSTS OFF, SUMMARY ON) {statement}", values)
    return [str(next(iter(row.values()))) for row in await cursor.fetchall()]
