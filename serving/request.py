"""A request's body as values; whatever is wrong with it ends in one `BadRequest` that says where.

    POST /v1/nlu    {"rows": [{"text", "context"?, "sender"?, "adapter"?}], "priority"?, "deadline_ms"?}
    POST /v1/embed  {"texts": ["…"], "priority"?, "deadline_ms"?}

``priority`` is ``interactive`` (somebody waits) or ``bulk``; ``deadline_ms`` counts from the request's arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

from serving.errors import BadRequest, EmptyBatch, TextTooLong, TooManyRows
from serving.schedule import Priority

__all__ = ["ROWS_MAX", "TEXT_CHARS_MAX", "EmbedRequest", "NluRequest", "Utterance", "embed_request", "nlu_request"]

TEXT_CHARS_MAX: Final = 4_000
"""As ``rasa.max_message_chars`` at most; 128 tokens are read of it."""

ROWS_MAX: Final = 256
_NAME_CHARS_MAX: Final = 200
_DEADLINE_MS: Final = {Priority.INTERACTIVE: 1_200, Priority.BULK: 30_000}
_DEADLINE_MS_MAX: Final = 60_000
_PRIORITIES: Final = {priority.name.lower(): priority for priority in Priority}


@dataclass(frozen=True)
class Utterance:
    """What somebody typed. ``adapter`` asks for one by name; else the arm of ``sender`` decides, or the stable one."""

    text: str
    context: str = ""
    sender: str | None = None
    adapter: str | None = None


@dataclass(frozen=True)
class NluRequest:
    """The body of ``POST /v1/nlu``."""

    rows: tuple[Utterance, ...]
    priority: Priority
    seconds: float


@dataclass(frozen=True)
class EmbedRequest:
    """The body of ``POST /v1/embed``."""

    texts: tuple[str, ...]
    priority: Priority
    seconds: float


def nlu_request(body: bytes) -> NluRequest:
    """Read and check.

    Raises:
        BadRequest: see the module.
    """
    content = _object(body, {"rows", "priority", "deadline_ms"})
    rows = tuple(_utterance(row, f"rows[{i}]") for i, row in enumerate(_items(content, "rows")))
    return NluRequest(rows, *_terms(content))


def embed_request(body: bytes) -> EmbedRequest:
    """Read and check.

    Raises:
        BadRequest: see the module.
    """
    content = _object(body, {"texts", "priority", "deadline_ms"})
    texts = tuple(_text(text, f"texts[{i}]", TEXT_CHARS_MAX) for i, text in enumerate(_items(content, "texts")))
    return EmbedRequest(texts, *_terms(content))


def _object(body: bytes, keys: set[str]) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is not JSON (line {error.lineno}, column {error.colno})") from None
    if not isinstance(content, dict):
        raise BadRequest("the body must be a JSON object")
    if unknown := sorted(set(content) - keys):
        raise BadRequest(f"unknown key {unknown[0][:40]!r}; known: {', '.join(sorted(keys))}")
    return content


def _items(content: dict[str, Any], key: str) -> list[Any]:
    items = content.get(key)
    if not isinstance(items, list):
        raise BadRequest(f"{key} must be a list")
    if not items:
        raise EmptyBatch(f"{key} is empty")
    if len(items) > ROWS_MAX:
        raise TooManyRows(f"{key} has {len(items)} entries, at most {ROWS_MAX} are taken")
    return items


def _utterance(row: object, where: str) -> Utterance:
    if not isinstance(row, dict):
        raise BadRequest(f"{where} must be an object")
    if unknown := sorted(set(row) - {"text", "context", "sender", "adapter"}):
        raise BadRequest(f"{where}: unknown key {unknown[0][:40]!r}")
    return Utterance(
        text=_text(row.get("text"), f"{where}.text", TEXT_CHARS_MAX),
        context=_text(row.get("context", ""), f"{where}.context", TEXT_CHARS_MAX),
        sender=_optional(row.get("sender"), f"{where}.sender"),
        adapter=_optional(row.get("adapter"), f"{where}.adapter"),
    )


def _optional(value: object, where: str) -> str | None:
    return None if value is None else _text(value, where, _NAME_CHARS_MAX)


def _text(value: object, where: str, chars_max: int) -> str:
    if not isinstance(value, str):
        raise BadRequest(f"{where} must be a text")
    if len(value) > chars_max:
        raise TextTooLong(f"{where} has {len(value)} characters, at most {chars_max} are read")
    return value


def _terms(content: dict[str, Any]) -> tuple[Priority, float]:
    name = content.get("priority", "interactive")
    priority = _PRIORITIES.get(name) if isinstance(name, str) else None
    if priority is None:
        raise BadRequest(f"priority must be one of {', '.join(_PRIORITIES)}")
    milliseconds = content.get("deadline_ms", _DEADLINE_MS[priority])
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        raise BadRequest("deadline_ms must be a number")
    if not 0 < milliseconds <= _DEADLINE_MS_MAX:
        raise BadRequest(f"deadline_ms must lie between 0 and {_DEADLINE_MS_MAX}")
    return priority, milliseconds / 1000
