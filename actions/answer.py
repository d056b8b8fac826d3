"""What an action answers: one text with buttons, perhaps one machine-readable message, and the slots it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

__all__ = ["Answer", "Button", "payload"]


@dataclass(frozen=True)
class Button:
    """A quick reply. ``payload`` is what pressing it says: ``/intent{…}``."""

    title: str
    payload: str

    def as_json(self) -> dict[str, str]:
        """The form Rasa's channels know."""
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class Answer:
    """One answer. Slots not named keep their value; a value of None empties one."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, Any] | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    response: str | None = None
    """Instead of ``text``: a response of ``domain.yml`` or ``data/responses``, which may bring buttons of its own."""


def payload(intent: str, **entities: Any) -> str:
    """The payload of a button: ``/intent`` or ``/intent{"entity": value}``."""
    return f"/{intent}{orjson.dumps(entities).decode()}" if entities else f"/{intent}"
