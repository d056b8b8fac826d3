"""Asks a trained Rasa model what a text means, without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

__all__ = ["FALLBACK", "Parser", "understood"]

FALLBACK: Final = "nlu_fallback"


class Parser:
    """A trained model, loaded once. Loading takes seconds, since it loads Rasa."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent

        self._agent = Agent.load(str(model))

    def parse(self, texts: Sequence[str], said: str | None = None) -> Iterator[tuple[dict[str, Any], float]]:
        """For each text what the model says, and how many milliseconds it took.

        ``said`` is what the bot said before (`components.classifier.context.SAID`); None: the text stands alone.

        The dictionary has ``text``, ``intent`` {name, confidence}, ``ranking`` and ``entities`` (``entity``, ``value``,
        ``role``, ``start``, ``end``, ``extractor``; offsets in the text as given).
        """
        loop = asyncio.new_event_loop()
        try:
            for text in texts:
                began = time.perf_counter()
                parsed = loop.run_until_complete(self._parse(text, said))
                yield _tidy(text, parsed), (time.perf_counter() - began) * 1000
        finally:
            loop.close()

    async def _parse(self, text: str, said: str | None) -> dict[str, Any]:
        from rasa.core.channels.channel import UserMessage

        # Rasa reads a leading slash as a payload; the channels see to it that nobody can type one.
        message = UserMessage(text.lstrip("/") or " ", metadata={"context": {"said": said}})
        parsed: dict[str, Any] = await self._agent.processor.parse_message(message)
        return parsed


def understood(parsed: dict[str, Any]) -> str:
    """The likeliest real intent, also where the gate asks back."""
    return str(next(entry["name"] for entry in parsed["ranking"] if entry["name"] != FALLBACK))


def _tidy(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    shift = len(text) - len(text.lstrip("/"))
    intent = parsed.get("intent") or {}
    ranking = [{"name": e["name"], "confidence": e["confidence"]} for e in parsed.get("intent_ranking") or []]
    return {
        "text": text,
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence", 0.0)},
        "ranking": ranking or [{"name": "out_of_scope", "confidence": 0.0}],
        "entities": [
            {
                "entity": found["entity"],
                "value": found["value"],
                "role": found.get("role"),
                "start": found["start"] + shift,
                "end": found["end"] + shift,
                "extractor": found.get("extractor"),
            }
            for found in parsed.get("entities") or []
        ],
    }
