"""``GET /health``, ``/ready`` and ``/metrics``: the three routes every process of ours has."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from telemetry import metrics
from telemetry.health import Checks

__all__ = ["blueprint"]


def blueprint(checks: Callable[[], Checks]) -> Blueprint:
    """The three routes; ``checks`` is asked at each request, as a worker makes its own after the fork."""
    routes = Blueprint("telemetry")

    async def health(_: Request) -> HTTPResponse:
        return _json({"status": "alive"})

    async def ready(_: Request) -> HTTPResponse:
        readiness = await checks().run()
        return _json(readiness.as_json(), status=200 if readiness.ready else 503)

    async def expose(_: Request) -> HTTPResponse:
        body, content_type = metrics.exposition()
        return raw(body, content_type=content_type)

    routes.add_route(health, "/health")
    routes.add_route(ready, "/ready")
    routes.add_route(expose, "/metrics")
    return routes


def _json(body: object, status: int = 200) -> HTTPResponse:
    return raw(orjson.dumps(body), status=status, content_type="application/json")
