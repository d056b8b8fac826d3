"""A.X's spans with the values that rules and look-ups know, in the place of what the local classifier found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from components.ax.result import Entity
from components.classifier.entities import BY_RULE
from components.normaliser import Normalised
from components.rules import Found, extract_all

__all__ = ["merge"]

_LEAST: Final = 0.5
"""Spans less sure than this are left out."""
_NEVER_LOST: Final = frozenset({"diet"})
"""A restriction that anybody found stays: an allergy overlooked costs more than a dish too few."""


def merge(
    by_ax: Sequence[Entity], local: Sequence[dict[str, Any]], normalised: Normalised, known: Sequence[Found]
) -> list[dict[str, Any]]:
    """The entities of a message, as Rasa has them, without overlaps, from left to right.

    A value is that of the rule or the list that found the same span, else what A.X learnt for the surface, else that of
    an overlapping find; a span without any is left out. What the rules alone decide (money, days, …) comes from them,
    further down the pipeline.

    Args:
        by_ax: A.X's entities, in offsets of the raw text.
        local: what the local classifier found.
        normalised: the message.
        known: what the look-ups found, in offsets of the normalised text.
    """
    finds = [(normalised.raw_span(f.start, f.end), f) for f in (*extract_all(normalised.text), *known)]
    merged = [dict(entity) for entity in local if entity["entity"] in _NEVER_LOST]
    for entity in by_ax:
        if entity.entity in BY_RULE or entity.confidence < _LEAST:
            continue
        if any(entity.start < kept["end"] and kept["start"] < entity.end for kept in merged):
            continue
        mine = [
            (span, find)
            for span, find in finds
            if find.entity == entity.entity and span.start < entity.end and entity.start < span.end
        ]
        exact = next((find for span, find in mine if (span.start, span.end) == (entity.start, entity.end)), None)
        value = exact.value if exact is not None else entity.value
        if value is None and mine:
            value = mine[0][1].value
        if value is not None:
            merged.append(_as_dict(entity, value))
    return sorted(merged, key=lambda entity: int(entity["start"]))


def _as_dict(entity: Entity, value: str | int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "entity": entity.entity,
        "value": value,
        "start": entity.start,
        "end": entity.end,
        "confidence_entity": entity.confidence,
        "extractor": "ax",
    }
    if entity.role is not None:
        found["role"] = entity.role
    return found
