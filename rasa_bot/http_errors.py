"""Errors as HTTP answers: ``{"error": {"code", "message"}}`` with a Korean sentence, and never a stack trace."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from rasa_bot import wording
from rasa_bot.incoming import Refused
from storage.errors import StorageError

__all__ = ["json_response", "refusal", "register"]

_log = structlog.get_logger()

_STATUS = {
    "bad_frame": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_id": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_metadata": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_now": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_place": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_sender": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_token": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_json": HTTPStatus.BAD_REQUEST,
    "pretence_forbidden": HTTPStatus.FORBIDDEN,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "unknown_person": HTTPStatus.UNPROCESSABLE_ENTITY,
}
_CODE = {404: "not_found", 413: "too_large"}


def json_response(body: Any, status: int = 200) -> HTTPResponse:
    """``body`` as JSON, written by orjson."""
    return raw(orjson.dumps(body), status=status, content_type="application/json")


def refusal(code: str) -> HTTPResponse:
    """The answer for a refusal's ``code``."""
    return json_response({"error": {"code": code, "message": wording.refusal(code)}}, status=_STATUS[code])


def register(app: Sanic) -> None:
    """Make every error of ``app`` answer in this form."""
    app.error_handler.add(Refused, _on_refused)
    app.error_handler.add(StorageError, _on_storage_error)
    app.error_handler.add(SanicException, _on_sanic_exception)
    app.error_handler.add(Exception, _on_anything)


def _on_refused(_: Request, error: Refused) -> HTTPResponse:
    return refusal(error.code)


def _on_storage_error(_: Request, error: StorageError) -> HTTPResponse:
    _log.error("request_failed", reason=str(error))
    return refusal("unavailable")


def _on_sanic_exception(_: Request, error: SanicException) -> HTTPResponse:
    status = int(getattr(error, "status_code", 500) or 500)
    code = _CODE.get(status, "bad_frame" if status < 500 else "unavailable")
    return json_response({"error": {"code": code, "message": wording.refusal(code)}}, status=status)


def _on_anything(_: Request, error: Exception) -> HTTPResponse:
    _log.error("request_failed", exc_info=error)
    body = {"error": {"code": "unavailable", "message": wording.refusal("unavailable")}}
    return json_response(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)
