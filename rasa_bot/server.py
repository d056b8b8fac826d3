"""The Rasa server's application: routes, and what a worker process makes at its start and ends at its stop.

Of Rasa's own HTTP API nothing is served: it would let anyone read and change every conversation.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from pathlib import Path

import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import InputChannel, register
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from rasa_bot import http_errors
from rasa_bot.action_endpoint import ActionEndpoint
from rasa_bot.agent import NaviyamAgent
from rasa_bot.event_broker import RabbitBroker
from rasa_bot.lock_store import RedisLockStore
from rasa_bot.reception import Reception
from rasa_bot.tokens import Tokens
from settings import Settings
from storage.errors import StorageError
from telemetry import endpoints as telemetry_endpoints
from telemetry.health import Checks

__all__ = ["make_app"]

_log = structlog.get_logger()

_FRAME_BYTES_MAX = 2**21
"""Beyond this the line is closed (1009); between ``rasa.max_payload_bytes`` and this a frame is refused in words."""

_FAREWELL_S = 2.0


def make_app(
    settings: Settings, model: Path, endpoints: AvailableEndpoints, channels: list[InputChannel], tokens: Tokens
) -> Sanic:
    """The application of one worker process; its model is loaded when it starts to serve."""
    app = Sanic("naviyam_rasa", configure_logging=False)
    app.config.update(
        {
            "REQUEST_MAX_SIZE": settings.rasa.max_payload_bytes,
            "REQUEST_TIMEOUT": 10,
            "RESPONSE_TIMEOUT": 10,
            "KEEP_ALIVE_TIMEOUT": 60,
            "GRACEFUL_SHUTDOWN_TIMEOUT": _FAREWELL_S,
            "WEBSOCKET_MAX_SIZE": _FRAME_BYTES_MAX,
            "FALLBACK_ERROR_FORMAT": "json",
            "ACCESS_LOG": False,
        }
    )
    http_errors.register(app)
    app.blueprint(telemetry_endpoints.blueprint(lambda: app.ctx.checks))
    register(channels, app, route="/webhooks/")

    async def start(app: Sanic, _: AbstractEventLoop) -> None:
        app.ctx.unfinished = set()
        app.ctx.agent = agent = await _make_agent(settings, model, endpoints)
        app.ctx.reception = Reception.of(agent, settings, tokens)
        app.ctx.checks = _checks(agent)
        try:
            await agent.tracker_store.pool()
        except StorageError as error:
            # Serve all the same: /ready says so, and the next message tries again.
            _log.error("starting_without_postgres", reason=str(error))
        _log.info("serving", model=model.name)

    async def stop(app: Sanic, _: AbstractEventLoop) -> None:
        if app.ctx.unfinished:
            await asyncio.wait(app.ctx.unfinished, timeout=_FAREWELL_S)
        agent: NaviyamAgent = app.ctx.agent
        await asyncio.gather(
            agent.tracker_store.event_broker.close(),
            agent.lock_store.close(),
            agent.action_endpoint.close(),
            app.ctx.reception.turns.close(),
        )
        await agent.tracker_store.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "after_server_stop")
    return app


async def _make_agent(settings: Settings, model: Path, endpoints: AvailableEndpoints) -> NaviyamAgent:
    broker = await EventBroker.create(endpoints.event_broker)
    agent = NaviyamAgent(
        tracker_store=TrackerStore.create(endpoints.tracker_store, event_broker=broker),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=ActionEndpoint(settings),
    )
    agent.load_model(model)
    return agent


def _checks(agent: NaviyamAgent) -> Checks:
    broker: RabbitBroker = agent.tracker_store.event_broker
    locks: RedisLockStore = agent.lock_store
    actions: ActionEndpoint = agent.action_endpoint

    async def postgres() -> None:
        async with (await agent.tracker_store.pool()).autocommit() as conn:
            await conn.execute("SELECT 1")

    checks = Checks()
    checks.add("postgres", postgres)
    checks.add("redis", locks.check)
    checks.add("rabbitmq", broker.check)
    checks.add("actions", actions.check)
    return checks
