"""Rasa's REST webhook, ``POST /webhooks/rest/webhook``: ``{"sender", "message", "metadata"?, "message_id"?}``.

Answers Rasa's usual list of ``{"recipient_id", "text"?, "buttons"?, "custom"?}``. In development anyone may speak as
any sender, choose buttons by their payload, and pretend a person, a place and a time in ``metadata``. In production a
sender is the conversation of the web chat's token that comes along (``Authorization: Bearer …``), and pretending is
refused.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from rasa_bot import incoming
from rasa_bot.http_errors import json_response
from rasa_bot.incoming import Refused, Said
from rasa_bot.metrics import REFUSALS
from rasa_bot.reception import Reception
from rasa_bot.tokens import BadToken
from rasa_bot.turns import Speaker

__all__ = ["RestChannel"]

_PLATFORM = "rest"
_SENDER_CHARS_MAX = 100
_PRETENCES = {"user", "location", "now"}


class RestChannel(InputChannel):  # type: ignore[misc]  # Rasa ships no types
    """Named in credentials.yml."""

    @classmethod
    def name(cls) -> str:
        """The part of the address behind ``/webhooks/``."""
        return _PLATFORM

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """The one route. ``on_new_message`` is left aside: it loses replies and errors (R11)."""
        routes = Blueprint("rest_channel")
        routes.add_route(_receive, "/webhook", methods=["POST"])
        return routes


async def _receive(request: Request) -> HTTPResponse:
    reception: Reception = request.app.ctx.reception
    try:
        body = _read(request.body)
        speaker = await _speaker(reception, request, body)
        message_id = incoming.message_id(body["message_id"]) if "message_id" in body else uuid.uuid4().hex
        if not isinstance(body.get("message"), str):
            raise Refused("bad_frame")
    except Refused as refused:
        REFUSALS.labels(_PLATFORM, refused.code).inc()
        raise
    try:
        said = _said(reception, body["message"])
    except Refused as refused:
        # Too long or empty is no malformed request: the person gets it as the bot's answer.
        REFUSALS.labels(_PLATFORM, refused.code).inc()
        return json_response([{"recipient_id": speaker.conversation_id, "text": refused.sentence}])
    replies = await reception.turns.answer(speaker, said, message_id)
    return json_response([{"recipient_id": speaker.conversation_id, **reply} for reply in replies])


def _read(document: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(document)
    except ValueError as error:
        raise Refused("not_json") from error
    if not isinstance(body, dict):
        raise Refused("bad_frame")
    sender = body.get("sender")
    if not isinstance(sender, str) or not 1 <= len(sender) <= _SENDER_CHARS_MAX or not sender.isprintable():
        raise Refused("bad_sender")
    return body


async def _speaker(reception: Reception, request: Request, body: dict[str, Any]) -> Speaker:
    sender, metadata = body["sender"], body.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise Refused("bad_metadata")
    if not reception.settings.is_development:
        if metadata:
            raise Refused("pretence_forbidden")
        return _owner(reception, request.token, sender)
    if not _PRETENCES.issuperset(metadata):
        raise Refused("bad_metadata")
    user_id = metadata.get("user")
    if user_id is None:
        user_id = await reception.visitors.resolve("web", f"rest:{sender}")
    elif not isinstance(user_id, str) or not user_id.isprintable() or not await reception.visitors.exists(user_id):
        raise Refused("unknown_person")
    return Speaker(user_id, sender, _PLATFORM, _location(metadata.get("location")), _now(metadata.get("now")))


def _owner(reception: Reception, token: str | None, sender: str) -> Speaker:
    try:
        claims = reception.tokens.read(token or "")
    except BadToken as error:
        raise Refused("bad_token") from error
    if claims.conversation_id != sender:
        raise Refused("forbidden")
    return Speaker(claims.user_id, sender, _PLATFORM)


def _said(reception: Reception, message: str) -> Said:
    if reception.settings.is_development and message.startswith("/"):
        try:
            return reception.desk.chosen(message)
        except Refused as refused:
            if refused.code != "bad_payload":
                raise
    return reception.desk.typed(message)


def _location(value: object) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("bad_place")
    label = value.get("label")
    return {
        **incoming.coordinates(value.get("lat"), value.get("lng")),
        "label": label if isinstance(label, str) else None,
    }


def _now(value: object) -> str | None:
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError as error:
        raise Refused("bad_now") from error
    if moment.tzinfo is None:
        raise Refused("bad_now")
    return moment.isoformat()
