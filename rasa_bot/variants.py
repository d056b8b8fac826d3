"""Picks among the variants of a response one that was not said the last time: nobody likes to be answered by a parrot.

Rasa picks at random. Channel and conditions filter as they do there.
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterable
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

__all__ = ["VaryingGenerator"]

_NAME, _VARIANT = "utter_action", "variant"


class VaryingGenerator(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]  # Rasa ships no types
    """Rasa's own generator, except for which of several variants is taken."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response filled in, with its variant for the next time; ``None`` when none is called so."""
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        suitable = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        if not suitable:
            return None
        last = _last_variant(tracker.events, utter_action)
        fresh = [one for one in suitable if one.get("text") != last] or suitable
        # By the message, not by chance: a turn told twice is told alike.
        seed = f"{utter_action}{tracker.sender_id}{getattr(tracker.latest_message, 'message_id', '')}"
        chosen = copy.deepcopy(fresh[zlib.crc32(seed.encode()) % len(fresh)])
        template = chosen.get("text")
        chosen.pop("metadata", None)  # where its facts stand: for the linter, not for the person
        filled: dict[str, Any] = self._fill_response(chosen, slots, **kwargs)
        return {**filled, _NAME: utter_action, _VARIANT: template}


def _last_variant(events: Iterable[Event], utter_action: str) -> str | None:
    said = [
        event.metadata.get(_VARIANT)
        for event in events
        if isinstance(event, BotUttered) and event.metadata.get(_NAME) == utter_action
    ]
    return said[-1] if said else None
