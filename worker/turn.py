"""Reads a finished turn from the event bus into the rows it becomes. Pure: no input, no output."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import orjson

from members.privacy import mask

__all__ = ["PoisonMessage", "Slate", "Turn", "read"]

_ASKS_ABOUT_A_SHOP = {"hours_inquiry", "location_inquiry", "menu_inquiry", "card_acceptance"}
_FOCUS = "focus_shop_id"
_PLACE = "place"
"""The entity that holds a shared position: where a child is has no business in the training store."""


class PoisonMessage(ValueError):
    """No turn can be read from it, now or ever; the message says which part is wrong, and holds nothing of it."""


@dataclasses.dataclass(frozen=True)
class Slate:
    """A slate that was shown; ``request`` and ``items`` as in the recommendation contract."""

    slate_id: uuid.UUID
    request: dict[str, Any]
    relaxed: list[str]
    items: list[dict[str, Any]]
    model_version: str


@dataclasses.dataclass(frozen=True)
class Turn:
    """One row of ``conversations``, its session, and the slates it showed. Texts are masked."""

    message_id: str
    conversation_id: str
    user_id: str | None
    platform: str
    session_id: uuid.UUID
    session_started_at: dt.datetime
    turn: int
    input_text: str
    response_text: str
    intent: str | None
    confidence: float | None
    entities: list[dict[str, Any]]
    strategy: str | None
    processing_time_ms: int
    model_versions: dict[str, str]
    created_at: dt.datetime
    slates: tuple[Slate, ...]
    viewed_shop_id: int | None = None
    """The shop the person asked about: its hours, place, menus or card."""


def read(body: bytes) -> Turn:
    """The turn in a message of routing key ``turn`` (see rasa_bot.turn_record).

    Raises:
        PoisonMessage: it is none.
    """
    try:
        record = orjson.loads(body)
        return _turn(record)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise PoisonMessage(f"no turn can be read: {type(error).__name__}") from None


def _turn(record: dict[str, Any]) -> Turn:
    events = record["events"]
    said = next(event for event in reversed(events) if event["event"] == "user")
    bot = [event for event in events if event["event"] == "bot"]
    parsed = said.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    received_at = dt.datetime.fromisoformat(record["received_at"])
    return Turn(
        message_id=str(record["message_id"]),
        conversation_id=str(record["conversation_id"]),
        user_id=record["user_id"],
        platform=str(record["platform"]),
        session_id=uuid.UUID(record["session_id"]),
        session_started_at=_moment(record["session_started_at"]),
        turn=int(record["turn"]),
        input_text=_input_text(str(said.get("text") or ""), intent.get("name")),
        response_text=mask("\n".join(event["text"] for event in bot if event.get("text"))),
        intent=intent["name"].upper() if intent.get("name") else None,
        confidence=min(1.0, max(0.0, round(float(intent["confidence"]), 3))) if intent.get("name") else None,
        entities=[_entity(entity) for entity in parsed.get("entities") or [] if entity.get("entity") != _PLACE],
        strategy=_strategy(events),
        processing_time_ms=max(0, round((record["finished_at"] - received_at.timestamp()) * 1000)),
        model_versions=_model_versions(said),
        created_at=received_at,
        slates=tuple(_slate(event["data"]["custom"]) for event in bot if _shows_slate(event)),
        viewed_shop_id=_viewed_shop_id(events) if intent.get("name") in _ASKS_ABOUT_A_SHOP else None,
    )


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)


def _input_text(text: str, intent: str | None) -> str:
    """Masked; of a button's payload the intent alone: its values stand among the entities."""
    is_payload = intent is not None and (text == f"/{intent}" or text.startswith(f"/{intent}{{"))
    return f"/{intent}" if is_payload else mask(text)


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    value = entity.get("value")
    kept = {key: entity[key] for key in ("entity", "role", "group", "start", "end") if entity.get(key) is not None}
    return {**kept, "value": mask(value) if isinstance(value, str) else value}


def _strategy(events: list[dict[str, Any]]) -> str | None:
    """The policy that chose the turn's first action after the message."""
    has_spoken = False
    for event in events:
        has_spoken = has_spoken or event["event"] == "user"
        if has_spoken and event["event"] == "action" and event.get("policy"):
            return str(event["policy"]).removeprefix("policy_")[:50]
    return None


def _viewed_shop_id(events: list[dict[str, Any]]) -> int | None:
    """The shop that the answer was about, as the action left it for the next turn."""
    said = [event.get("value") for event in events if event["event"] == "slot" and event.get("name") == _FOCUS]
    return said[-1] if said and isinstance(said[-1], int) else None


def _model_versions(event: dict[str, Any]) -> dict[str, str]:
    model = (event.get("metadata") or {}).get("model_id")
    return {"rasa": str(model)} if model else {}


def _shows_slate(event: dict[str, Any]) -> bool:
    return bool(((event.get("data") or {}).get("custom") or {}).get("slate"))


def _slate(custom: dict[str, Any]) -> Slate:
    slate = custom["slate"]
    return Slate(
        slate_id=uuid.UUID(slate["slate_id"]),
        request=slate["request"],
        relaxed=[str(name) for name in slate.get("relaxed") or []],
        items=list(slate["items"]),
        model_version=str(custom.get("model_version") or "unknown"),
    )
