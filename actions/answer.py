"""What an action answers: one text with buttons, perhaps one machine-readable message, and the slots it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from actions.questions import OpenQuestion

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
    """A response of ``domain.yml`` or ``data/responses``, said before ``text``, or in its stead where that is empty."""
    question: OpenQuestion | None = None
    """What this asks, where it is more than its buttons; see `actions.hearing`."""
    asked: str | None = None
    """What is asked, where the words vary from one time to the next; None: the words say it."""
    again: Answer | None = None
    """Said instead when this very question was the last thing asked."""

    @property
    def mark(self) -> str:
        """What tells this question from others."""
        return self.asked or self.text

    @property
    def has_slate(self) -> bool:
        """Whether shops are shown."""
        return self.custom is not None and "slate" in self.custom

    @property
    def asks(self) -> bool:
        """Whether it ends in a question with choices, and not in shops."""
        return self.question is not None or ("?" in self.text and bool(self.buttons) and not self.has_slate)


def payload(intent: str, **entities: Any) -> str:
    """The payload of a button: ``/intent`` or ``/intent{"entity": value}``."""
    return f"/{intent}{orjson.dumps(entities).decode()}" if entities else f"/{intent}"
