"""The model server's HTTP side: the two models, what they are, and the routes of every process.

    POST /v1/nlu    {"rows": [{"text", "context"?, "sender"?, "adapter"?}], "priority"?, "deadline_ms"?}
                    → {"results": [{"intent", "ranking", "entities", "model_version", "arm"}]}
    POST /v1/embed  {"texts": [...], "priority"?, "deadline_ms"?} → {"model", "dimensions", "embeddings": [[...]]}
    GET /v1/models  → {"ax": {"ready", "reason", "adapters", "arms", …}, "embedder": {…}}

What fails is ``{"error": {"code", "reason"}}`` with the status of `serving.errors`; nothing of a text is in it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from serving.errors import Overloaded, fault_of
from serving.lifecycle import LoadModel, Models
from serving.metrics import REQUEST_SECONDS, REQUESTS
from serving.request import embed_request, nlu_request
from settings import Settings
from telemetry.endpoints import blueprint

__all__ = ["create_app"]

_log = structlog.get_logger()
_LARGEST_BODY_BYTES: Final = 4_000_000
_LONGEST_S: Final = 65

Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def create_app(settings: Settings, *, load: LoadModel | None = None) -> Sanic:
    """The Sanic application of one process with one event loop.

    Args:
        load: see `serving.lifecycle.Models`.
    """
    app = Sanic("naviyam_serving", configure_logging=False)
    app.config.update(
        {
            "REQUEST_MAX_SIZE": _LARGEST_BODY_BYTES,
            "REQUEST_TIMEOUT": 10,
            "RESPONSE_TIMEOUT": _LONGEST_S,
            "KEEP_ALIVE_TIMEOUT": 75,
            "ACCESS_LOG": False,
        }
    )

    async def start(app: Sanic, _: Any) -> None:
        app.ctx.models = Models(settings, load=load)
        app.ctx.models.start()

    async def stop(app: Sanic, _: Any) -> None:
        await app.ctx.models.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
    app.add_route(_route("nlu", _nlu), "/v1/nlu", methods=["POST"], name="nlu")
    app.add_route(_route("embed", _embed), "/v1/embed", methods=["POST"], name="embed")
    app.add_route(_models, "/v1/models", name="models")
    app.error_handler.add(Exception, _outside_of_routes)
    app.blueprint(blueprint(lambda: app.ctx.models.checks()))
    return app


async def _nlu(request: Request) -> dict[str, Any]:
    asked = nlu_request(request.body)
    models: Models = request.app.ctx.models
    results = await models.nlu.understand(asked.rows, priority=asked.priority, seconds=asked.seconds)
    return {"results": results}


async def _embed(request: Request) -> dict[str, Any]:
    asked = embed_request(request.body)
    models: Models = request.app.ctx.models
    service = models.embedder
    vectors = await service.embed(asked.texts, priority=asked.priority, seconds=asked.seconds)
    card = service.embedder.card
    return {"model": card.name, "dimensions": card.dimensions, "embeddings": vectors}


async def _models(request: Request) -> HTTPResponse:
    models: Models = request.app.ctx.models
    return _json(models.described())


def _route(name: str, handle: Handler) -> Callable[[Request], Awaitable[HTTPResponse]]:
    """The handler with its count, its duration and its errors told."""

    async def answer(request: Request) -> HTTPResponse:
        began = time.perf_counter()
        outcome = "cancelled"  # the client went away
        try:
            response = _json(await handle(request))
            outcome = "ok"
        except Exception as error:
            response, outcome = _told(error)
        finally:
            REQUESTS.labels(name, outcome).inc()
            REQUEST_SECONDS.labels(name).observe(time.perf_counter() - began)
        return response

    return answer


def _told(error: Exception) -> tuple[HTTPResponse, str]:
    fault = fault_of(error)
    if fault.status == 500:
        _log.error("request_failed", exc_info=error)
    headers = {}
    if isinstance(error, Overloaded):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    return _json({"error": {"code": fault.code, "reason": fault.reason}}, fault.status, headers), fault.code


async def _outside_of_routes(_: Request, error: Exception) -> HTTPResponse:
    """No such route, a body too large, a request cut off: what Sanic itself finds."""
    if isinstance(error, SanicException):
        return _json({"error": {"code": _snake(type(error).__name__), "reason": str(error)[:200]}}, error.status_code)
    return _told(error)[0]


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(orjson.dumps(body), status=status, headers=headers, content_type="application/json")
