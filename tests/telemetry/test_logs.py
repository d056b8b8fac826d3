"""Log lines are JSON, name process and conversation, and hold nothing that was said."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from telemetry import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    before = (logging.getLogger().handlers[:], logging.getLogger().level, warnings.showwarning)
    sink = io.StringIO()
    logs.configure("rasa", stream=sink)
    yield sink
    structlog.reset_defaults()
    logging.getLogger().handlers[:], warnings.showwarning = before[0], before[2]
    logging.getLogger().setLevel(before[1])


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_names_process_level_and_conversation(stream: io.StringIO) -> None:
    with logs.bind(conversation_id="c-1"):
        structlog.get_logger().info("turn_done", ms=12)
    structlog.get_logger().info("outside")
    inside, outside = _lines(stream)
    assert inside["process"] == "rasa"
    assert inside["level"] == "info"
    assert inside["event"] == "turn_done"
    assert inside["conversation_id"] == "c-1"
    assert inside["ms"] == 12
    assert "conversation_id" not in outside


def test_a_line_of_the_standard_library_carries_the_conversation_too(stream: io.StringIO) -> None:
    with logs.bind(conversation_id="c-2"):
        logging.getLogger("rasa.core").warning("slow %s", "lock")
    (line,) = _lines(stream)
    assert line["event"] == "slow lock"
    assert line["conversation_id"] == "c-2"
    assert line["logger"] == "rasa.core"


def test_what_rasa_logs_of_a_message_is_left_out(stream: io.StringIO) -> None:
    structlog.get_logger().error("nlu.failed", text="제 번호는 010-1234-5678", entity="010", reason="x")
    (line,) = _lines(stream)
    assert "010" not in stream.getvalue()
    assert line["reason"] == "x"


def test_rasa_is_silent_at_info(stream: io.StringIO) -> None:
    logging.getLogger("rasa.core.processor").info("Received user message 'secret'")
    assert stream.getvalue() == ""


def test_an_exception_is_one_line_with_type_and_frames(stream: io.StringIO) -> None:
    try:
        raise ValueError("first\nDETAIL: 010-1234-5678")
    except ValueError:
        logging.getLogger("any").exception("failed")
        structlog.get_logger().exception("failed")
    for line in _lines(stream):
        assert line["error_type"] == "ValueError"
        assert line["error"] == "first"
        assert "test_logs.py" in line["frames"][0]
    assert "010" not in stream.getvalue()


def test_a_warning_tells_where_but_not_what(stream: io.StringIO) -> None:
    warnings.showwarning("Failed to parse '010-1234-5678'", UserWarning, "parser.py", 7)
    (line,) = _lines(stream)
    assert line["where"] == "parser.py:7"
    assert "010" not in stream.getvalue()
