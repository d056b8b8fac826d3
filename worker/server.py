"""The worker's process: consumes the event bus, and answers ``/health``, ``/ready`` and ``/metrics``."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop

import structlog
from sanic import Sanic

from members import follow_ups
from settings import Settings
from storage.bus import Bus
from storage.errors import StorageError
from storage.postgres import Pool, open_pool
from telemetry import endpoints
from telemetry.health import Checks
from worker import record
from worker.consumer import handler

__all__ = ["make_app"]

_log = structlog.get_logger()

_CONCURRENCY = 4
_ASK_AGAIN_S = 1.0
_FOLLOW_UPS_EVERY_S = 30.0  # each turn does those that wait; this is for a choice whose turn never arrived


def make_app(settings: Settings) -> Sanic:
    """The application; it consumes from its start to its stop."""
    app = Sanic("naviyam_worker", configure_logging=False)
    app.config.update({"GRACEFUL_SHUTDOWN_TIMEOUT": 1.0, "ACCESS_LOG": False})
    app.blueprint(endpoints.blueprint(lambda: app.ctx.checks))

    async def start(app: Sanic, _: AbstractEventLoop) -> None:
        app.ctx.bus = Bus(settings, name="naviyam-worker")
        app.ctx.pool = None
        app.ctx.checks = _checks(app)
        app.ctx.consuming = asyncio.create_task(_consume(app, settings))
        app.ctx.following_up = asyncio.create_task(_follow_up(app))

    async def stop(app: Sanic, _: AbstractEventLoop) -> None:
        tasks = (app.ctx.consuming, app.ctx.following_up)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.ctx.bus.close()
        if app.ctx.pool is not None:
            await app.ctx.pool.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
    return app


async def _consume(app: Sanic, settings: Settings) -> None:
    app.ctx.pool = pool = await _pool(settings)
    await app.ctx.bus.consume(handler(pool), concurrency=_CONCURRENCY)


async def _follow_up(app: Sanic) -> None:
    while True:
        await asyncio.sleep(_FOLLOW_UPS_EVERY_S)
        if app.ctx.pool is not None:
            try:
                await follow_ups.drain(app.ctx.pool)
                await record.end_idle_sessions(app.ctx.pool)
            except StorageError as error:
                _log.warning("follow_ups_wait", reason=str(error))


async def _pool(settings: Settings) -> Pool:
    while True:
        try:
            return await open_pool(settings, name="naviyam-worker")
        except StorageError as error:
            _log.warning("waiting_for_postgres", reason=str(error))
            await asyncio.sleep(_ASK_AGAIN_S)


def _checks(app: Sanic) -> Checks:
    async def postgres() -> None:
        if app.ctx.pool is None:
            raise ConnectionError("not connected yet")
        async with app.ctx.pool.autocommit() as conn:
            await conn.execute("SELECT 1")

    async def consumer() -> None:
        if app.ctx.consuming.done():
            raise RuntimeError("it has stopped")

    checks = Checks()
    checks.add("postgres", postgres)
    checks.add("rabbitmq", app.ctx.bus.waiting)
    checks.add("consumer", consumer)
    return checks
