"""The labels of the two heads, where they come from, and how two sets of them differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from components.ax.errors import CorruptFile, LabelMismatch
from components.evaluation import guide

__all__ = ["OUTSIDE", "LabelSet", "entity_and_role", "entity_label"]

OUTSIDE: Final = "O"
_ROLE: Final = ":"
_NOT_SAID: Final = frozenset({"nlu_fallback"})
"""Intents that nobody utters: the gate sets them."""


@dataclass(frozen=True)
class LabelSet:
    """Sorted names of intents and entities; an entity with a role is ``budget:max``."""

    intents: tuple[str, ...]
    entities: tuple[str, ...]

    @classmethod
    def of(cls, intents: Iterable[str], entities: Iterable[str]) -> LabelSet:
        """From names in any order, some perhaps twice."""
        return cls(tuple(sorted(set(intents))), tuple(sorted(set(entities))))

    @classmethod
    def of_domain(cls, path: Path) -> LabelSet:
        """What domain.yml lets a person say: all intents but the gate's own, and the entities of the label guide.

        Raises:
            CorruptFile: the file is missing, or no domain.
        """
        try:
            domain = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
            intents = {name for entry in domain["intents"] for name in _names(entry)} - _NOT_SAID
            labels = [
                entity_label(name, role)
                for entry in domain["entities"]
                for name, options in _names(entry).items()
                if name in guide.ENTITIES  # the others come in payloads of buttons alone
                for role in _roles(options)
            ]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise CorruptFile(f"{path}: not readable as a domain ({error})") from error
        return cls.of(intents, labels)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the entity head: ``O`` first, then ``B-`` and ``I-`` of each entity."""
        return (OUTSIDE, *(f"{prefix}-{entity}" for entity in self.entities for prefix in "BI"))

    def require(self, expected: LabelSet, whose: str) -> None:
        """Refuse a set that is not the expected one.

        Raises:
            LabelMismatch: names every label that is missing or too many.
        """
        differences = [
            f"{kind} {verdict}: {', '.join(sorted(names))}"
            for kind, mine, theirs in (
                ("intents", set(self.intents), set(expected.intents)),
                ("entities", set(self.entities), set(expected.entities)),
            )
            for verdict, names in (("missing", theirs - mine), ("not in the domain", mine - theirs))
            if names
        ]
        if differences:
            raise LabelMismatch(f"{whose}: its labels are not the domain's; {'; '.join(differences)}; train it anew")


def entity_label(entity: str, role: str | None) -> str:
    """One label for an entity and its role."""
    return entity if role is None else f"{entity}{_ROLE}{role}"


def entity_and_role(label: str) -> tuple[str, str | None]:
    """The way back from `entity_label`."""
    entity, _, role = label.partition(_ROLE)
    return entity, role or None


def _roles(options: dict[str, list[str]] | None) -> list[str | None]:
    return [*((options or {}).get("roles") or ())] or [None]


def _names(entry: object) -> dict[str, dict[str, list[str]] | None]:
    if isinstance(entry, dict):
        return entry
    return {str(entry): None}
