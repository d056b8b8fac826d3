"""Serves the web chat's page, ``/chat/``, its assets and its configuration."""

from __future__ import annotations

from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, file, redirect

from catalog.neighbourhoods import NEIGHBOURHOODS
from rasa_bot.http_errors import json_response
from rasa_bot.visitors import demo_people
from settings import Settings

__all__ = ["blueprint"]

_FOLDER = Path(__file__).parent.parent / "web"
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",  # the rest stands in the page itself; this cannot
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def blueprint(settings: Settings) -> Blueprint:
    """The routes under ``/chat``."""
    routes = Blueprint("chat_page")
    configuration = {
        "mode": settings.mode,
        "people": demo_people() if settings.is_development else [],
        "neighbourhoods": [{"label": n.label, "lat": n.lat, "lng": n.lng} for n in NEIGHBOURHOODS],
        "max_chars": settings.rasa.max_message_chars,
    }

    async def index(_: Request) -> HTTPResponse:
        return await file(_FOLDER / "index.html", headers=_HEADERS)

    async def without_slash(_: Request) -> HTTPResponse:
        return redirect("/chat/", headers=_HEADERS)

    async def config(_: Request) -> HTTPResponse:
        return json_response(configuration)

    async def add_headers(_: Request, response: HTTPResponse) -> None:
        response.headers.update(_HEADERS)

    routes.add_route(index, "/chat/", name="index", strict_slashes=True)
    routes.add_route(without_slash, "/chat", name="without_slash", strict_slashes=True)
    routes.add_route(config, "/chat/config.json", name="config")
    for part in sorted(_FOLDER.iterdir()):
        if part.name != "index.html":
            routes.static(f"/chat/{part.name}", str(part), name=part.stem)
    routes.on_response(add_headers)
    return routes
