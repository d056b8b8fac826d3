"""One turn as an action sees it: who said what, where and when, read once from the tracker and checked."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rasa_sdk import Tracker

from catalog.hours import SEOUL

__all__ = ["Coordinates", "Entity", "Turn"]

_KOREA_LAT: Final = (33.0, 38.7)
_KOREA_LNG: Final = (124.5, 132.0)
_WEATHER_CHARACTERS: Final = 20
_TURNED_DOWN: Final = re.compile(r"\s*(?:번째?)?\s*(?:집|거|것|곳|데|건)?\s*(?:은|는|을|를)?\s*(?:말고|빼고|아니)")


@dataclass(frozen=True)
class Coordinates:
    """A place on earth, WGS 84 degrees, with its name where one is known."""

    lat: float
    lng: float
    label: str | None = None

    @classmethod
    def parse(cls, value: object) -> Coordinates | None:
        """Read ``{"lat", "lng", "label"?}``; None when it is none."""
        if not isinstance(value, Mapping):
            return None
        try:
            lat, lng = float(value["lat"]), float(value["lng"])
        except (KeyError, TypeError, ValueError):
            return None
        if not (math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90 and -180 <= lng <= 180):
            return None
        label = value.get("label")
        return cls(lat, lng, label if isinstance(label, str) and label.strip() else None)

    @property
    def in_korea(self) -> bool:
        """Whether this can be a place in South Korea, by its outermost points."""
        return _KOREA_LAT[0] <= self.lat <= _KOREA_LAT[1] and _KOREA_LNG[0] <= self.lng <= _KOREA_LNG[1]

    def as_slot(self) -> dict[str, Any]:
        """The form of the slot ``place`` and of a button's payload."""
        return {"lat": self.lat, "lng": self.lng, "label": self.label}


@dataclass(frozen=True)
class Entity:
    """One entity. ``after`` is the text that follows it, empty for a button's."""

    name: str
    value: Any
    role: str | None = None
    after: str = ""


@dataclass(frozen=True)
class Turn:
    """What an action may know. ``user_id`` None: a guest, of whom nothing is known and nothing is kept."""

    conversation_id: str
    user_id: str | None
    intent: str
    text: str
    entities: tuple[Entity, ...]
    now: dt.datetime
    shared_place: Coordinates | None
    message_id: str | None = None
    ranking: tuple[str, ...] = ()
    weather: str | None = None
    """One word for the weather where the person is, when the channel knows it."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    platform: str = "web"
    """The channel, by which a sentence may vary."""
    said_lately: str = ""
    """What the bot said in the turn before."""
    offered: frozenset[str] = frozenset()
    """Payloads of the buttons it offered then: any other button is an old one."""
    is_searched: bool = False
    """Whether shops' names were sought in the text already (`actions.named_shop`): once a turn is enough."""

    @classmethod
    def read(cls, tracker: Tracker) -> Turn:
        """Read the tracker; what is missing or malformed in it is left out, never an error."""
        message = _mapping(tracker.latest_message)
        metadata = _mapping(message.get("metadata"))
        said = message.get("text")
        text = said if isinstance(said, str) else ""
        intent = _mapping(message.get("intent")).get("name")
        ranking = (entry.get("name") for entry in _mappings(message.get("intent_ranking")))
        before = _turn_before(_mappings(tracker.events))
        return cls(
            conversation_id=str(tracker.sender_id),
            user_id=metadata.get("user_id") or None,
            intent=intent if isinstance(intent, str) else "",
            text="" if text.startswith("/") else text,
            entities=tuple(_entity(entity, text) for entity in _mappings(message.get("entities"))),
            now=_moment(metadata.get("now")),
            shared_place=Coordinates.parse(metadata.get("location")),
            message_id=metadata.get("message_id"),
            ranking=tuple(name for name in ranking if name),
            weather=_weather(metadata.get("weather")),
            slots=_mapping(tracker.slots),
            platform=str(metadata.get("platform") or "web"),
            said_lately="\n".join(str(event.get("text") or "") for event in before),
            offered=frozenset(payload for event in before for payload in _payloads(event)),
        )

    def values(self, name: str) -> list[Any]:
        """The values of all entities of that name, in order of appearance."""
        return [entity.value for entity in self.entities if entity.name == name]

    def first(self, name: str) -> Any:
        """The value of the first entity of that name, or None."""
        return next(iter(self.values(name)), None)

    @property
    def ordinal(self) -> Any:
        """The number that was picked: of several the first that was not turned down (2번 말고 3번); None: none."""
        named = [entity for entity in self.entities if entity.name == "ordinal"]
        kept = [entity for entity in named if not _TURNED_DOWN.match(entity.after)]
        return next((entity.value for entity in (kept or named)), None)

    def as_payload(self) -> dict[str, list[Any]]:
        """All entities as a button's payload carries them, roles inside the values."""
        entities: dict[str, list[Any]] = {}
        for entity in self.entities:
            value = {"value": entity.value, "role": entity.role} if entity.role else entity.value
            entities.setdefault(entity.name, []).append(value)
        return entities

    @property
    def slate(self) -> Mapping[str, Any] | None:
        """The slate shown last, as its JSON contract, or None."""
        slate = self.slots.get("slate")
        return slate if isinstance(slate, Mapping) and slate.get("items") else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _turn_before(events: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What the bot said between the last message and the one before it."""
    positions = [position for position, event in enumerate(events) if event.get("event") == "user"]
    if not positions:
        return []
    start = positions[-2] if len(positions) > 1 else 0
    return [event for event in events[start : positions[-1]] if event.get("event") == "bot"]


def _payloads(event: Mapping[str, Any]) -> list[str]:
    return [str(button.get("payload")) for button in _mappings(_mapping(event.get("data")).get("buttons"))]


def _entity(entity: Mapping[str, Any], text: str) -> Entity:
    """One entity; buttons carry a role inside the value, for Rasa's payloads have no place for it."""
    value, role = entity.get("value"), entity.get("role")
    if isinstance(value, Mapping) and value.keys() == {"value", "role"}:
        value, role = value["value"], value["role"]
    end = entity.get("end")
    after = text[end:] if isinstance(end, int) and not text.startswith("/") else ""
    return Entity(str(entity.get("entity")), value, role, after)


def _weather(stated: object) -> str | None:
    return stated[:_WEATHER_CHARACTERS] if isinstance(stated, str) and stated else None


def _moment(stated: object) -> dt.datetime:
    """The moment a development channel pretends, or now; Asia/Seoul."""
    if isinstance(stated, str):
        try:
            moment = dt.datetime.fromisoformat(stated.replace("Z", "+00:00"))
        except ValueError:
            return dt.datetime.now(SEOUL)
        return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
    return dt.datetime.now(SEOUL)
