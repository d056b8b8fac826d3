"""The question the bot asked last, in the slot ``question``: what a bare "응", "두 번째" or "치킨" answers.

One question is open at most, and only until the next reply. It is a slot and no Rasa form: slots outlive a session of
20 turns, a time-out and a restart, while Rasa drops an active form at each session start; see docs/dialogue.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from actions.answer import Button

__all__ = ["OpenQuestion", "digest"]

_OPEN_FOR: Final = dt.timedelta(minutes=30)
"""As long as a session: after that a "네" answers nothing any more."""


@dataclass(frozen=True)
class OpenQuestion:
    """``step`` names a question of the first talk; else ``choices`` are the buttons that were offered."""

    step: str | None = None
    misses: int = 0
    """How often in a row the answer to ``step`` was not understood."""
    choices: tuple[Button, ...] = ()
    yes: str | None = None
    """The payload that a "yes" means, where it means one."""
    no: str | None = None
    text: str | None = None
    """A digest of the words it was asked in, so that it is not asked in the same words again."""
    times: int = 0
    """How often in a row it was asked."""

    @classmethod
    def from_slot(cls, slot: object, now: dt.datetime) -> OpenQuestion | None:
        """The open question; None when there is none, or it was asked too long ago."""
        if not isinstance(slot, Mapping):
            return None
        try:
            asked_at = dt.datetime.fromisoformat(slot["asked_at"])
            if abs(now - asked_at) > _OPEN_FOR:
                return None
            return cls(
                step=slot.get("step"),
                misses=int(slot.get("misses") or 0),
                choices=tuple(Button(str(one["title"]), str(one["payload"])) for one in slot.get("choices") or ()),
                yes=slot.get("yes"),
                no=slot.get("no"),
                text=slot.get("text"),
                times=int(slot.get("times") or 0),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def as_slot(self, now: dt.datetime) -> dict[str, Any]:
        """The slot's form, stamped with the moment."""
        return {
            "step": self.step,
            "misses": self.misses,
            "choices": [button.as_json() for button in self.choices],
            "yes": self.yes,
            "no": self.no,
            "text": self.text,
            "times": self.times,
            "asked_at": now.isoformat(),
        }


def digest(text: str) -> str:
    """A short fingerprint of a question's words; nothing can be read out of it."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()
