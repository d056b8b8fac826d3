"""Checks and cleans what comes in, before anything else sees it: texts, payloads of buttons, places, message ids.

Whatever arrives, the outcome is a clean value or one `Refused` with a code and a Korean sentence.
"""

from __future__ import annotations

import dataclasses
import math
import re
import unicodedata
from typing import Any

import orjson
from rasa.shared.core.domain import Domain

from rasa_bot import wording

__all__ = ["Desk", "Refused", "Said", "message_id"]

_MESSAGE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_PAYLOAD = re.compile(r"/([A-Za-z0-9_]{1,50})\s*(\{.*\})?", re.DOTALL)
_PAYLOAD_CHARS_MAX = 2_000
_LABEL_CHARS_MAX = 100
_COMMANDS = frozenset({"restart", "back", "session_start", "nlu_fallback"})
"""Intents of Rasa's own that do something to the conversation: no button of ours holds them."""

_JOINERS = frozenset("\u200c\u200d")  # hold emoji sequences together


class Refused(ValueError):
    """Not accepted; ``code`` is for machines, ``sentence`` for the person."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = wording.refusal(code, **facts)


@dataclasses.dataclass(frozen=True)
class Said:
    """What a person said: ``text`` as stored, ``parse_data`` when a button said it, ``shown`` as the page shows it."""

    text: str
    parse_data: dict[str, Any] | None = None
    shown: str | None = None

    def apology(self, reason: str) -> dict[str, Any]:
        """A bot message that says sorry, with a button that says this once more; `wording` knows the reasons."""
        return wording.apology(reason, self.text, is_payload=self.parse_data is not None)


class Desk:
    """Takes messages in for one model: its domain says which intents and entities a button may name."""

    def __init__(self, domain: Domain, *, max_chars: int) -> None:
        self._intents = frozenset(domain.intents) - _COMMANDS
        self._entities = frozenset(domain.entities)
        self._max_chars = max_chars

    def typed(self, text: object) -> Said:
        """What was typed. A leading slash means nothing.

        Raises:
            Refused: not a text (``bad_frame``), nothing to see in it (``empty``), or ``too_long``.
        """
        if not isinstance(text, str):
            raise Refused("bad_frame")
        # A text of a megabyte is refused before it is looked at character by character.
        if len(text) > 10 * self._max_chars:
            raise Refused("too_long", max_chars=self._max_chars)
        clean = _clean(text)
        if len(clean) > self._max_chars:
            raise Refused("too_long", max_chars=self._max_chars)
        if not clean:
            raise Refused("empty")
        return Said(clean)

    def chosen(self, payload: object, title: object = None) -> Said:
        """What a button said: ``/intent{"entity": value}``, or ``/retry{"text": "…"}``.

        Raises:
            Refused: ``bad_payload``, unless intent and entities are the domain's; `typed`'s for a retried text.
        """
        if not isinstance(payload, str) or len(payload) > _PAYLOAD_CHARS_MAX:
            raise Refused("bad_payload")
        match = _PAYLOAD.fullmatch(payload.strip())
        if match is None:
            raise Refused("bad_payload")
        intent, document = match[1], match[2] or "{}"
        try:
            values = _clean_json(orjson.loads(document))
        except ValueError as error:  # also lone surrogates, which are no UTF-8
            raise Refused("bad_payload") from error
        if intent == wording.RETRY_INTENT:
            return self.typed(values.get("text"))
        if intent not in self._intents or not self._entities.issuperset(values):
            raise Refused("bad_payload")
        shown = _clean(title)[: self._max_chars] if isinstance(title, str) else None
        return _meaning(intent, values, shown or None)

    def place(self, lat: object, lng: object, label: object = None) -> Said:
        """A shared place, WGS 84 degrees.

        Raises:
            Refused: ``bad_place``.
        """
        place = coordinates(lat, lng)
        name = _clean(label)[:_LABEL_CHARS_MAX] if isinstance(label, str) else ""
        values = {"place": {**place, "label": name or None}}
        return _meaning("inform", values, f"📍 {name}" if name else "📍 내 위치")


def coordinates(lat: object, lng: object) -> dict[str, float]:
    """``{"lat", "lng"}`` on the earth.

    Raises:
        Refused: ``bad_place``.
    """
    for value, bound in ((lat, 90), (lng, 180)):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise Refused("bad_place")
        if not math.isfinite(value) or abs(value) > bound:
            raise Refused("bad_place")
    return {"lat": lat, "lng": lng}  # type: ignore[dict-item]  # numbers, as just checked


def message_id(value: object) -> str:
    """The sender's own id of a message.

    Raises:
        Refused: ``bad_id``.
    """
    if not isinstance(value, str) or not _MESSAGE_ID.fullmatch(value):
        raise Refused("bad_id")
    return value


def _meaning(intent: str, values: dict[str, Any], shown: str | None) -> Said:
    text = f"/{intent}{orjson.dumps(values).decode()}" if values else f"/{intent}"
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(text)}
        for name, given in values.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    meant = {"name": intent, "confidence": 1.0}
    return Said(text, {"text": text, "intent": meant, "intent_ranking": [meant], "entities": entities}, shown)


def _clean(text: str) -> str:
    """Without what no one can see and PostgreSQL or a terminal trips over; line breaks and tabs become blanks."""
    kept = (" " if c in "\n\r\t\u2028\u2029" else c for c in text if _is_kept(c))
    return "".join(kept).strip()


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:  # control characters; invisible ones, direction overrides among them
        return character in "\n\r\t" or character in _JOINERS
    return category not in {"Cs", "Co"}  # halves of pairs, private; the newest emoji are "unassigned" and stay


def _clean_json(value: Any) -> Any:
    """The same with every text in it clean.

    Raises:
        ValueError: not an object on the outside, or deeper than a place.
    """
    if not isinstance(value, dict):
        raise ValueError("a payload's values are an object")
    return {_clean(str(key)): _clean_value(item, depth=3) for key, item in value.items()}


def _clean_value(value: Any, *, depth: int) -> Any:
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list):
        return [_clean_value(item, depth=depth - 1) for item in value]
    if isinstance(value, dict):
        return {_clean(str(key)): _clean_value(item, depth=depth - 1) for key, item in value.items()}
    return value
