"""JSON log lines on standard output, with the conversation running through all of them.

Our own rooms log by ``structlog.get_logger()``: an event name and facts as keywords. Whatever Rasa, Sanic and other
libraries log by :mod:`logging` comes out in the same form. No line of level info or above holds what a person wrote:
the keywords under which Rasa logs texts are taken out, a warning is reduced to where it was raised (its sentence may
quote a message), and an exception to its type, the first line of its message and its frames.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import traceback
import warnings
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from settings import get_settings

__all__ = ["bind", "configure"]

_TEXT_KEYS = frozenset(
    {
        "current_entity",
        "current_states",
        "entity",
        "json_message",
        "message",
        "next_entity",
        "old_states",
        "parse_data_entities",
        "parse_data_text",
        "prediction_events",
        "prefilled_slots",
        "rasa_event",
        "rasa_events",
        "response",
        "response_text",
        "slot_candidates",
        "slot_values",
        "states",
        "successes",
        "text",
        "token_text",
        "tracker_latest_message",
        "tracker_states",
        "user_message",
        "user_text",
    }
)
"""Keywords under which Rasa logs what was said (rasa.utils.log_utils._anonymizer)."""

_LOUD_LIBRARIES = (
    "rasa",
    "sanic",
    "aio_pika",
    "aiormq",
    "matplotlib",
    "asyncio",
    "apscheduler",
    "tensorflow",
    "absl",
    "yoyo",
)
_EXCEPTION_CHARS_MAX = 200
_FRAMES_MAX = 12

_configured_for = ""


def configure(process: str, *, stream: TextIO | None = None) -> None:
    """Send every log line of this process to ``stream`` (standard output) as JSON.

    Args:
        process: the Procfile's name of this process; stands in every line.
        stream: where to, for tests.
    """
    global _configured_for
    _configured_for = process
    level = int(logging.getLevelName(get_settings().log_level))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        _name_the_process,
        _without_texts,
        _short_exception,
    ]
    structlog.configure(
        processors=[*shared, _render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # One write a line, its newline included: several workers share the pipe, and print() would write twice.
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stdout),
        cache_logger_on_first_use=stream is None,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD_LIBRARIES:
        library = logging.getLogger(name)
        library.handlers[:] = []
        library.propagate = True
        # At info these tell of every connection and every loaded file, and Rasa of what was said.
        library.setLevel(max(level, logging.WARNING) if level > logging.DEBUG else level)
    warnings.showwarning = _log_warning


@contextlib.contextmanager
def bind(**facts: object) -> Iterator[None]:
    """Put ``facts`` (``conversation_id=…``, ``message_id=…``) into every line logged inside the block."""
    with structlog.contextvars.bound_contextvars(**facts):
        yield


def _name_the_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["process"] = _configured_for
    return event


def _without_texts(_: WrappedLogger, level: str, event: EventDict) -> EventDict:
    if level != "debug" and not _TEXT_KEYS.isdisjoint(event):
        return {key: value for key, value in event.items() if key not in _TEXT_KEYS}
    return event


def _short_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by type, first line of the message, and frames: no local values, no chained dumps."""
    error = _exception_of(event.pop("exc_info", None))
    if error is not None:
        lines = str(error).strip().splitlines() or [""]
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_MAX:]
        event["error_type"] = type(error).__name__
        event["error"] = lines[0][:_EXCEPTION_CHARS_MAX]
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _exception_of(
    exc_info: bool
    | BaseException
    | tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
    | None,
) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1] if exc_info else None


def _render(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()


def _log_warning(
    message: Warning | str,  # noqa: ARG001  # may quote what a person wrote
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  # the signature is warnings.showwarning's
    line: str | None = None,  # noqa: ARG001
) -> None:
    if issubclass(category, DeprecationWarning):
        return  # libraries among themselves
    structlog.get_logger().warning("python_warning", category=category.__name__, where=f"{filename}:{lineno}")
