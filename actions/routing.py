"""From an intent to its answer inside the action server, by the designers' own rules.

Where a "yes" means a button, or a typed "두 번째" picks one, the button's intent is answered at once. Which action that
is stands in ``data/rules`` and nowhere else: the rules of one intent and one action are read once.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
import yaml

from actions.answer import Answer
from actions.turn import Entity, Turn
from settings import ROOT

__all__ = ["Router", "pressed", "pressed_values", "read_rules"]

_PAYLOAD: Final = re.compile(r"/(?P<intent>\w+)\s*(?P<entities>\{.*\})?", re.DOTALL)
_FIXED: Final = "utter_"
_SAY: Final = "action_say"


class Router:
    """Knows every action by its name; `actions.registry` fills it."""

    def __init__(self) -> None:
        self._answers: dict[str, Callable[[Turn], Awaitable[Answer]]] = {}
        self._rules: dict[str, str] = {}

    def register(self, name: str, answer: Callable[[Turn], Awaitable[Answer]]) -> None:
        """Make an action known."""
        self._answers[name] = answer

    def follow(self, rules: dict[str, str]) -> None:
        """Take these rules, intent → action; see `read_rules`."""
        self._rules = rules

    async def answer(self, turn: Turn) -> Answer:
        """What the rules answer to ``turn.intent``; an intent without a rule is asked back."""
        action = self._rules.get(turn.intent, _SAY)
        if action in self._answers:
            return await self._answers[action](turn)
        return Answer("", response=action if action.startswith(_FIXED) else "utter_default")


def pressed(turn: Turn, payload: str) -> Turn:
    """The turn as if the button with that payload had been pressed."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return turn
    values: dict[str, Any] = orjson.loads(match["entities"] or "{}")
    entities = [
        _entity(name, one) for name, given in values.items() for one in (given if isinstance(given, list) else [given])
    ]
    return replace(turn, intent=match["intent"], text="", entities=tuple(entities))


def pressed_values(payload: str, name: str) -> frozenset[str]:
    """What a button's payload says of the entity called ``name``."""
    match = _PAYLOAD.fullmatch(payload)
    given = orjson.loads((match["entities"] if match else None) or "{}").get(name, ())
    return frozenset(map(str, given if isinstance(given, list) else [given]))


def read_rules(folder: Path = ROOT / "data" / "rules") -> dict[str, str]:
    """Intent → action of every rule that is one intent and one action, whatever the situation.

    Raises:
        yaml.YAMLError: a file is no YAML (Rasa's training says so first).
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for rule in content.get("rules") or ():
            steps = list(rule.get("steps") or ())
            if len(steps) == 2 and "intent" in steps[0] and "action" in steps[1] and not rule.get("condition"):
                found[str(steps[0]["intent"])] = str(steps[1]["action"])
    return found


def _entity(name: str, value: Any) -> Entity:
    if isinstance(value, dict) and value.keys() == {"value", "role"}:
        return Entity(name, value["value"], value["role"])
    return Entity(name, value)
