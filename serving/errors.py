"""What can go wrong with a request to the model server, and the HTTP status of each: decided here alone.

    ServingError
    ├── BadRequest          400  the body is no request of ours; the reason says where
    │   ├── EmptyBatch      400  no rows
    │   ├── TextTooLong     413  a text beyond `serving.request.TEXT_CHARS_MAX`
    │   └── TooManyRows     413  more rows than a request may have
    ├── NotServed           404  this server has no such model
    ├── NotReady            503  the model is loading, or could not be loaded
    ├── Overloaded          503  the queue cannot make it in time; ``retry_after_s`` says when it may
    └── DeadlinePassed      504  it was let in, and came too late

Of `components.ax.errors`: `UnknownAdapter` is a 404, `OutOfMemory` a 503, any other a 500.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from components.ax.errors import AXError, OutOfMemory, UnknownAdapter

__all__ = [
    "BadRequest",
    "DeadlinePassed",
    "EmptyBatch",
    "Fault",
    "NotReady",
    "NotServed",
    "Overloaded",
    "ServingError",
    "TextTooLong",
    "TooManyRows",
    "fault_of",
]


class ServingError(RuntimeError):
    """Anything of the model server that failed for a reason we know; holds nothing of a text."""


class BadRequest(ServingError):
    """The body is not JSON, or not of the form that the route takes."""


class EmptyBatch(BadRequest):
    """There is nothing to answer."""


class TextTooLong(BadRequest):
    """A text is longer than anybody may write."""


class TooManyRows(BadRequest):
    """A request with more rows than one may have."""


class NotServed(ServingError):
    """No such model is configured on this server."""


class NotReady(ServingError):
    """The model cannot answer yet, or not at all; the reason says which."""


class Overloaded(ServingError):
    """Refused at once, because waiting would be in vain."""

    def __init__(self, reason: str, *, retry_after_s: float) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class DeadlinePassed(ServingError):
    """The answer would have come behind the deadline."""


class Fault(NamedTuple):
    """How an error is told: HTTP status, a word for machines, a sentence for people."""

    status: int
    code: str
    reason: str


_STATUS: Final[dict[type[Exception], tuple[int, str]]] = {
    BadRequest: (400, "bad_request"),
    EmptyBatch: (400, "empty_batch"),
    TextTooLong: (413, "text_too_long"),
    TooManyRows: (413, "too_many_rows"),
    NotServed: (404, "not_served"),
    NotReady: (503, "not_ready"),
    Overloaded: (503, "overloaded"),
    DeadlinePassed: (504, "deadline_passed"),
    UnknownAdapter: (404, "unknown_adapter"),
    OutOfMemory: (503, "out_of_memory"),
    AXError: (500, "model_error"),
}


def fault_of(error: Exception) -> Fault:
    """Status, code and reason; of an error we do not know, nothing but that there was one."""
    for kind in type(error).__mro__:
        if kind in _STATUS:
            status, code = _STATUS[kind]
            return Fault(status, code, str(error))
    return Fault(500, "internal", "the model server failed; its log says why")
