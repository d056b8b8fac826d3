"""The frames of the web chat's WebSocket: JSON texts, read into small values and written from them.

client → ``hello`` {token, person} · ``message`` {id, text} · ``choose`` {id, payload, title} ·
``place`` {id, lat, lng, label} · ``pong``

server → ``ready`` {token, conversation_id, person, resumed, history} · ``typing`` {to} · ``reply`` {to, messages} ·
``error`` {to, code, message} · ``ping``
"""

from __future__ import annotations

import dataclasses
from typing import Any

import orjson

from rasa_bot.incoming import Desk, Refused, Said, message_id

__all__ = ["Hello", "Pong", "RefusedFrame", "Spoken", "error", "read", "write"]

_TOKEN_CHARS_MAX = 4_000


@dataclasses.dataclass(frozen=True)
class Hello:
    """Who wants to talk: a token of before, or in development a demo person; neither: somebody new."""

    token: str | None
    person: str | None


@dataclasses.dataclass(frozen=True)
class Spoken:
    """Something said, with the browser's own id of it."""

    id: str
    said: Said


@dataclasses.dataclass(frozen=True)
class Pong:
    """The browser is there."""


class RefusedFrame(Refused):
    """A frame not accepted; ``to`` is its id as far as it had one."""

    def __init__(self, refused: Refused, to: str | None) -> None:
        ValueError.__init__(self, refused.code)
        self.code, self.sentence, self.to = refused.code, refused.sentence, to


def read(data: str | bytes, desk: Desk, *, bytes_max: int) -> Hello | Spoken | Pong:
    """One frame.

    Raises:
        RefusedFrame: it is too large, no JSON text, of no known type, or its content is not accepted.
    """
    frame: dict[str, Any] = {}
    try:
        frame = _parsed(data, bytes_max)
        return _read(frame, desk)
    except Refused as refused:
        to = frame.get("id")
        raise RefusedFrame(refused, to if isinstance(to, str) and len(to) <= 64 else None) from refused


def write(frame: dict[str, Any]) -> str:
    """A frame as text."""
    return orjson.dumps(frame).decode()


def error(to: str | None, code: str, sentence: str) -> str:
    """An ``error`` frame."""
    return write({"type": "error", "to": to, "code": code, "message": sentence})


def _parsed(data: str | bytes, bytes_max: int) -> dict[str, Any]:
    if not isinstance(data, str):
        raise Refused("bad_frame")
    if len(data) > bytes_max or len(data.encode(errors="replace")) > bytes_max:
        raise Refused("too_large")
    try:
        frame = orjson.loads(data)
    except ValueError as fault:
        raise Refused("bad_frame") from fault
    if not isinstance(frame, dict):
        raise Refused("bad_frame")
    return frame


def _read(frame: dict[str, Any], desk: Desk) -> Hello | Spoken | Pong:
    kind = frame.get("type")
    if kind == "pong":
        return Pong()
    if kind == "hello":
        return Hello(_optional(frame.get("token")), _optional(frame.get("person")))
    if kind == "message":
        return Spoken(message_id(frame.get("id")), desk.typed(frame.get("text")))
    if kind == "choose":
        return Spoken(message_id(frame.get("id")), desk.chosen(frame.get("payload"), frame.get("title")))
    if kind == "place":
        said = desk.place(frame.get("lat"), frame.get("lng"), frame.get("label"))
        return Spoken(message_id(frame.get("id")), said)
    raise Refused("bad_frame")


def _optional(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _TOKEN_CHARS_MAX or not value.isprintable():
        raise Refused("bad_frame")
    return value or None
