"""A conversation with the actions as Rasa has it: slots kept, entities with their spans, metadata from the channel."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from rasa_sdk.executor import ActionExecutor

from actions.routing import read_rules
from catalog.hours import SEOUL
from catalog.neighbourhoods import NEIGHBOURHOODS
from settings import ROOT

__all__ = ["TUESDAY_NOON", "Conversation", "Reply", "entity"]

TUESDAY_NOON = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)
_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.DOTALL)
_SLOTS = (
    "place",
    "request",
    "slate",
    "shown_shop_ids",
    "focus_shop_id",
    "question",
    "recent",
    "onboarding",
    "told",
    "undo",
    "deletion",
    "forgotten",
)
_RULES = read_rules()


def entity(name: str, value: Any, *, role: str | None = None, surface: str | None = None) -> dict[str, Any]:
    """An entity as the NLU gives it; ``surface`` is the piece of the text it was found in."""
    return {"entity": name, "value": value, "role": role, "surface": surface}


@dataclass(frozen=True)
class Reply:
    """What came back for one turn."""

    text: str
    buttons: dict[str, str]
    custom: dict[str, Any]
    events: list[dict[str, Any]]

    @property
    def slate(self) -> dict[str, Any]:
        """The slate; fails when there is none."""
        slate: dict[str, Any] = self.custom["slate"]
        return slate

    @property
    def items(self) -> list[dict[str, Any]]:
        """The slate's items; none when there is no slate."""
        return list(self.custom.get("slate", {}).get("items", []))


@dataclass
class Conversation:
    """One person's talk, at a place and a moment (both may be changed between turns)."""

    executor: ActionExecutor
    user_id: str | None = "demo-12000"
    place: tuple[float, float] | None = (NEIGHBOURHOODS[0].lat, NEIGHBOURHOODS[0].lng)
    now: dt.datetime = TUESDAY_NOON
    message_id: str = "1"
    spoken: list[dict[str, Any]] = field(default_factory=list)
    """The events of the turn before, as Rasa sends them along."""
    slots: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(_SLOTS))

    async def say(
        self,
        intent: str,
        text: str = "",
        *entities: dict[str, Any],
        ranking: tuple[str, ...] = (),
        action: str | None = None,
    ) -> Reply:
        """Say ``text``, understood as ``intent`` with ``entities``; returns the reply and keeps the slots.

        ``action``: the action chosen, where it is another than the rules'.
        """
        found = []
        for one in entities:
            plain = {key: value for key, value in one.items() if key != "surface" and value is not None}
            if one.get("surface"):
                start = text.index(one["surface"])
                plain |= {"start": start, "end": start + len(one["surface"])}
            found.append(plain)
        message = {
            "text": text,
            "intent": {"name": intent},
            "intent_ranking": [{"name": name} for name in ranking],
            "entities": found,
            "metadata": self._metadata(),
        }
        events = [*self.spoken, {"event": "user", "text": text}]
        tracker = {"sender_id": "conversation", "slots": self.slots, "latest_message": message, "events": events}
        answer = await self.executor.run({"next_action": action or _RULES[intent], "tracker": tracker, "domain": {}})
        assert answer is not None
        for event in answer["events"]:
            assert event["event"] == "slot"
            self.slots[event["name"]] = event["value"]
        reply = _reply(answer)
        buttons = [{"title": title, "payload": said} for title, said in reply.buttons.items()]
        bot = {"event": "bot", "text": reply.text, "data": {"buttons": buttons}}
        self.spoken = [{"event": "user", "text": text}, bot]
        return reply

    async def press(self, payload: str) -> Reply:
        """Press a button, as Rasa reads its payload."""
        import orjson

        match = _PAYLOAD.match(payload)
        assert match is not None, payload
        entities = []
        for name, value in orjson.loads(match["entities"] or "{}").items():
            values = value if isinstance(value, list) else [value]
            entities += [{"entity": name, "value": one, "start": 0, "end": 0} for one in values]
        return await self.say(match["intent"], payload, *entities)

    def _metadata(self) -> dict[str, Any]:
        place = None if self.place is None else {"lat": self.place[0], "lng": self.place[1]}
        return {
            "user_id": self.user_id,
            "platform": "web",
            "location": place,
            "now": self.now.isoformat(),
            "message_id": self.message_id,
        }


@functools.lru_cache(maxsize=1)
def _responses() -> dict[str, list[dict[str, Any]]]:
    files = [ROOT / "domain.yml", *sorted((ROOT / "data" / "responses").glob("*.yml"))]
    return {
        name: variants
        for file in files
        for name, variants in (yaml.safe_load(file.read_text(encoding="utf-8")).get("responses") or {}).items()
    }


def _rendered(message: dict[str, Any]) -> dict[str, Any]:
    """A message that names a response, with the first variant of it, as Rasa would fill it in."""
    if not message.get("response"):
        return message
    variant = _responses()[message["response"]][0]
    buttons = [
        {"title": button["title"], "payload": button["payload"].replace("{{", "{").replace("}}", "}")}
        for button in variant.get("buttons", [])
    ]
    return {**message, "text": variant["text"], "buttons": [*buttons, *message["buttons"]]}


def _reply(answer: dict[str, Any]) -> Reply:
    said = [_rendered(message) for message in answer["responses"]]
    texts = [message["text"] for message in said if message["text"]]
    assert texts, "a turn without words"
    customs = [message["custom"] for message in answer["responses"] if message["custom"]]
    assert len(customs) <= 1
    buttons = [button for message in said for button in message["buttons"]]
    return Reply(
        text=" ".join(texts),
        buttons={button["title"]: button["payload"] for button in buttons},
        custom=customs[0] if customs else {},
        events=answer["events"],
    )
