"""Brings the local stack up: packages, servers, database, sample data, model, processes, in that order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ops.stack import database, packages
from ops.stack.probes import wait_until_ready
from ops.stack.supervisor import OPTIONAL, SERVERS, Supervisor, configured
from settings import Settings

__all__ = ["bring_up"]

_SERVERS_LIMIT_S = 60.0
_PROCESSES_LIMIT_S = 180.0


def bring_up(
    settings: Settings,
    *,
    servers_only: bool = False,
    sample_shops: int = 2000,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Start what is not running and wait until it is ready. Safe to repeat.

    Raises:
        StackError: something is missing or does not become ready; one line says what.
    """
    began = time.monotonic()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    packages.ensure(packages.SERVERS, tell)
    supervisor = Supervisor(settings)
    supervisor.start()
    for name in SERVERS:
        supervisor.start_process(name)
    wait_until_ready(list(SERVERS), settings, time_limit_s=_SERVERS_LIMIT_S)
    tell(f"servers are ready ({', '.join(SERVERS)}; {time.monotonic() - began:.1f} s)")
    database.create(settings)
    if servers_only:
        return
    asyncio.run(_fill(settings, sample_shops, tell))
    _ensure_index(settings, tell)
    _ensure_model(settings, tell)
    ours = [name for name in configured(settings) if name not in SERVERS]
    for name in ours:
        supervisor.start_process(name)
    tell(f"starting {', '.join(ours)}")
    needed = [name for name in ours if name != OPTIONAL]
    wait_until_ready(needed, settings, time_limit_s=_PROCESSES_LIMIT_S, tell=lambda name: tell(f"{name} is ready"))
    if OPTIONAL in ours:
        tell(f"{OPTIONAL} loads its models by itself; until then the local classifier answers (naviyam status)")


async def _fill(settings: Settings, sample_shops: int, tell: Callable[[str], None]) -> None:
    """Load the sample catalogue when there are no shops, and the demo people in development."""
    from catalog import sample
    from members import demo
    from storage.postgres import open_pool

    pool = await open_pool(settings)
    try:
        if await sample.is_empty(pool):
            tell(f"making a sample catalogue of {sample_shops} shops")
            await sample.load(pool, shops=sample_shops, seed=7)
        if settings.is_development:
            await demo.seed(pool)
    finally:
        await pool.close()


def _ensure_index(settings: Settings, tell: Callable[[str], None]) -> None:
    """Build the search indexes when they are stale; where that fails, candidates come from the database alone."""
    from recommender.search import maintenance
    from recommender.search.embedder import EmbedderDown
    from recommender.search.store import BuildRunning

    try:
        if (why := asyncio.run(maintenance.staleness(settings))) is None:
            return
        tell(f"building the search indexes ({why})")
        asyncio.run(maintenance.build_indexes(settings, adds=True))
    except (BuildRunning, EmbedderDown) as error:
        tell(f"no search by meaning: {error}")


def _ensure_model(settings: Settings, tell: Callable[[str], None]) -> None:
    from rasa_bot import training

    if training.current_model(settings) is None:
        tell("training the model (a few minutes the first time)")
        training.train(settings)
