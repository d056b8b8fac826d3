"""A finished turn as the Rasa server publishes it."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from typing import Any

import orjson

__all__ = ["RECEIVED_AT", "body", "slate_record", "turn_record"]

RECEIVED_AT = dt.datetime(2026, 11, 24, 12, 10, tzinfo=dt.timezone(dt.timedelta(hours=9)))

_EVENTS: list[dict[str, Any]] = [
    {"event": "action", "name": "action_session_start", "policy": None, "timestamp": 1.0},
    {"event": "session_started", "timestamp": 1.0},
    {"event": "action", "name": "action_listen", "policy": None, "timestamp": 1.0},
    {
        "event": "user",
        "text": "5천원으로 점심, 연락은 010-1234-5678",
        "message_id": "m-1",
        "metadata": {"model_id": "abc"},
        "parse_data": {
            "intent": {"name": "budget_inquiry", "confidence": 0.98765},
            "entities": [
                {"entity": "budget", "value": 5000, "role": "max", "start": 0, "end": 4, "extractor": "Rules"}
            ],
        },
    },
    {"event": "action", "name": "action_recommend", "policy": "RulePolicy", "timestamp": 2.0},
    {"event": "bot", "text": "두 곳을 찾았어요.", "data": {"buttons": None}},
    {"event": "action", "name": "action_listen", "policy": "RulePolicy", "timestamp": 3.0},
]


def turn_record(**changes: Any) -> dict[str, Any]:
    """The record of a first turn; ``changes`` replace its parts."""
    record = {
        "conversation_id": str(uuid.uuid4()),
        "user_id": None,
        "platform": "web",
        "message_id": uuid.uuid4().hex,
        "received_at": RECEIVED_AT.isoformat(),
        "session_id": str(uuid.uuid4()),
        "session_started_at": RECEIVED_AT.timestamp() - 1,
        "turn": 1,
        "finished_at": RECEIVED_AT.timestamp() + 0.123,
        "events": copy.deepcopy(_EVENTS),
    }
    return {**record, **changes}


def slate_record(slate_id: uuid.UUID, **changes: Any) -> dict[str, Any]:
    """The record of a turn that showed a slate of one shop."""
    record = turn_record(**changes)
    slate = {
        "slate_id": str(slate_id),
        "request": {"budget": 5000},
        "relaxed": ["radius"],
        "items": [{"shop_id": 7, "name": "분식집"}],
    }
    record["events"].insert(-1, {"event": "bot", "text": None, "data": {"custom": {"slate": slate}}})
    return record


def body(record: dict[str, Any]) -> bytes:
    """The record as a message's body."""
    return orjson.dumps(record)
