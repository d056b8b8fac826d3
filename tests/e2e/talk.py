"""One person's conversation with the running system, told as one reads it."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.e2e.test_recommendation import slate_of
from tests.system import System

__all__ = ["NOON", "Heard", "Talk"]

NOON = "2026-11-24T12:10:00+09:00"


@dataclasses.dataclass(frozen=True)
class Heard:
    """A reply: all its words, its buttons by title, its slate if there is one."""

    text: str
    buttons: dict[str, str]
    slate: dict[str, Any] | None

    @property
    def items(self) -> list[dict[str, Any]]:
        """The shops shown."""
        return [] if self.slate is None else list(self.slate["items"])


class Talk:
    """Somebody nobody knows yet, near the first sample neighbourhood at a Tuesday's noon."""

    def __init__(self, system: System, *, sender: str | None = None, has_place: bool = True, now: str = NOON) -> None:
        self.system = system
        self.sender = sender or str(uuid.uuid4())
        self.now = now
        centre = NEIGHBOURHOODS[0]
        self.place = {"lat": centre.lat, "lng": centre.lng} if has_place else None

    def say(self, text: str) -> Heard:
        """Say it; every reply has words, and at most 500 characters a message."""
        metadata: dict[str, Any] = {"now": self.now}
        if self.place is not None:
            metadata["location"] = self.place
        messages = self.system.say(text, sender=self.sender, **metadata)
        texts = [message["text"] for message in messages if message.get("text")]
        assert texts, f"silence after {text!r}"
        assert all(len(one) <= 500 for one in texts)
        buttons = {one["title"]: one["payload"] for message in messages for one in message.get("buttons") or ()}
        return Heard(" ".join(texts), buttons, slate_of(messages))

    def press(self, heard: Heard, title: str) -> Heard:
        """Press the button whose title holds ``title``."""
        payload = next((payload for name, payload in heard.buttons.items() if title in name), None)
        assert payload is not None, f"no button {title!r} among {list(heard.buttons)}"
        return self.say(payload)

    @property
    def profile(self) -> dict[str, Any] | None:
        """The person's row of ``user_profiles``."""
        rows = self.system.rows(
            "SELECT p.* FROM user_profiles p JOIN user_identities i USING (user_id) WHERE i.external_id = %s",
            (f"rest:{self.sender}",),
        )
        return rows[0] if rows else None
