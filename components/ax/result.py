"""What goes into the model and what comes out: plain values, without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Entity", "Intent", "Prediction", "Row"]


@dataclass(frozen=True)
class Row:
    """One utterance to understand.

    Attributes:
        text: as typed; offsets of the answer are those of this string.
        context: what was said before (see `components.ax.encoding.context_text`); empty where nothing was.
        adapter: name of the loaded adapter, and heads, that answer it.
    """

    text: str
    context: str
    adapter: str


class Intent(NamedTuple):
    """An intent and its probability in [0, 1]."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Entity:
    """An entity; ``text[start:end]`` of the row is its surface.

    ``value`` is the value learnt for the surface, the surface itself where any word may be the value (dish, shop name,
    location), and None where no value is known; rules and look-ups of the pipeline may know it.
    """

    entity: str
    value: str | int | None
    role: str | None
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Prediction:
    """The answer to one row: all intents, the likeliest first, and entities from left to right without overlaps."""

    adapter: str
    ranking: tuple[Intent, ...]
    entities: tuple[Entity, ...]

    @property
    def intent(self) -> Intent:
        """The likeliest intent."""
        return self.ranking[0]

    def as_json(self) -> dict[str, Any]:
        """``intent``, ``ranking``, ``entities``: what travels in ``metadata["ax"]``, beside arm and version."""
        return {
            "intent": self.intent._asdict(),
            "ranking": [intent._asdict() for intent in self.ranking],
            "entities": [
                {
                    "entity": e.entity,
                    "value": e.value,
                    "role": e.role,
                    "start": e.start,
                    "end": e.end,
                    "confidence": e.confidence,
                }
                for e in self.entities
            ],
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any], text: str) -> Prediction:
        """Read what `as_json` wrote, for a message of this text.

        Raises:
            ValueError: it is not of that form, or an offset lies outside the text; the message says where.
        """
        try:
            ranking = tuple(Intent(str(e["name"]), float(e["confidence"])) for e in given["ranking"])
            entities = tuple(
                Entity(str(e["entity"]), e["value"], e["role"], int(e["start"]), int(e["end"]), float(e["confidence"]))
                for e in given["entities"]
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no answer of A.X: {error!r} in it") from error
        if not ranking or not all(0.0 <= intent.confidence <= 1.0 for intent in ranking):
            raise ValueError("no answer of A.X: no intent, or a confidence outside [0, 1]")
        for entity in entities:
            if not isinstance(entity.value, (str, int, type(None))) or not isinstance(entity.role, (str, type(None))):
                raise ValueError(f"no answer of A.X: {entity.entity} has the value {type(entity.value).__name__}")
            if not 0 <= entity.start < entity.end <= len(text):
                raise ValueError(f"no answer of A.X: {entity.entity} at [{entity.start}, {entity.end}) of {len(text)}")
        return cls(str(given.get("model_version", "")), ranking, entities)
