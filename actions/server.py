"""The action server's HTTP side: rasa-sdk's protocol, without its habit of putting the tracker into errors.

``POST /webhook`` takes an action call, plain or deflated, and answers ``{"events", "responses"}``; ``GET /health``,
``/ready`` and ``/metrics`` are those of every process.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any, Final

import orjson
import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from actions.base import Resources
from actions.registry import executor
from catalog.hours import SEOUL, is_public_holiday
from recommender import sources
from recommender.learning import live
from recommender.sides import side_dishes
from settings import Settings
from storage.postgres import open_pool
from telemetry.endpoints import blueprint
from telemetry.health import Checks

__all__ = ["CallError", "create_app", "read_call"]

_log = structlog.get_logger()
_LARGEST_CALL_BYTES: Final = 8_000_000
"""Trackers of a session are some 100 kB; an inflated call beyond this is no tracker."""


class CallError(ValueError):
    """The body is no action call; the message says why, and holds nothing of it."""


def read_call(body: bytes, encoding: str | None) -> dict[str, Any]:
    """The action call in a request's body.

    Args:
        body: JSON, deflated where ``encoding`` says so (Rasa's ``COMPRESS_ACTION_SERVER_REQUEST``).

    Raises:
        CallError: it cannot be inflated or read, is too large, or lacks a part.
    """
    try:
        if encoding == "deflate":
            inflater = zlib.decompressobj()
            body = inflater.decompress(body, _LARGEST_CALL_BYTES)
            if inflater.unconsumed_tail:
                raise CallError("the call is too large")
        call = orjson.loads(body)
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise CallError("the call is not JSON") from error
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
        raise CallError("the call names no next_action")
    if not isinstance(call.get("tracker"), dict):
        raise CallError("the call has no tracker")
    return call


def create_app(settings: Settings) -> Sanic:
    """The Sanic application; its pool opens when it starts and closes when it stops."""
    app = Sanic("naviyam_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_CALL_BYTES
    app.config.RESPONSE_TIMEOUT = settings.rasa.turn_timeout_ms / 1000
    app.config.ACCESS_LOG = False

    async def start(app: Sanic, _: Any) -> None:
        app.ctx.pool = await open_pool(settings, name="naviyam-actions")
        await sources.start(settings)
        app.ctx.learnt = await live.start(app.ctx.pool, settings)
        app.ctx.executor = executor(Resources(settings, app.ctx.pool))
        _warm_up()

    async def stop(app: Sanic, _: Any) -> None:
        await sources.stop()
        await app.ctx.learnt.stop()
        await app.ctx.pool.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "after_server_stop")
    app.add_route(_webhook, "/webhook", methods=["POST"])
    app.error_handler.add(Exception, _failed)
    app.blueprint(blueprint(lambda: _checks(app)))
    return app


async def _webhook(request: Request) -> HTTPResponse:
    call = read_call(request.body, request.headers.get("Content-Encoding"))
    made: ActionExecutor = request.app.ctx.executor
    return _json(await made.run(call))


async def _failed(_: Request, error: Exception) -> HTTPResponse:
    """Status and one line for an error: the only place that decides; never a tracker, never a message."""
    if isinstance(error, CallError):
        return _json({"error": str(error)}, 400)
    if isinstance(error, ActionNotFoundException):
        return _json({"error": "no such action", "action_name": error.action_name}, 404)
    if isinstance(error, ActionExecutionRejection):
        return _json({"error": "action rejected", "action_name": error.action_name}, 400)
    if isinstance(error, SanicException):
        return _json({"error": type(error).__name__}, error.status_code)
    _log.error("call_failed", exc_info=error)
    return _json({"error": "internal error"}, 500)


def _checks(app: Sanic) -> Checks:
    checks = Checks()

    async def postgres() -> None:
        async with app.ctx.pool.autocommit() as conn:
            await conn.execute("SELECT 1 FROM shops LIMIT 1")

    checks.add("postgres", postgres)
    return checks


def _warm_up() -> None:
    """What is slow the first time only: the holidays of a year (0.3 s), the dictionary of dishes."""
    now = dt.datetime.now(SEOUL)
    for year in (now.year, now.year + 1):
        is_public_holiday(dt.date(year, 1, 2))
    side_dishes()


def _json(body: object, status: int = 200) -> HTTPResponse:
    return raw(orjson.dumps(body), status=status, content_type="application/json")
