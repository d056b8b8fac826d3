"""From one tag a token to entities of the raw text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from components.ax.encoding import Encoded
from components.ax.labels import OUTSIDE, entity_and_role
from components.ax.result import Entity
from components.classifier.entities import BY_RULE, Values

__all__ = ["Tagged", "entities_of"]

_OPEN: Final = frozenset({"dish", "shop_name", "location"})
"""Any word may be the value of these."""


class Tagged(NamedTuple):
    """The likeliest tag of a token, and the probability that the token belongs to an entity of that label."""

    tag: str
    confidence: float


def entities_of(encoded: Encoded, tagged: Sequence[Tagged], values: Values) -> tuple[Entity, ...]:
    """The entities that the tags of ``encoded.spans`` tell, from left to right, without overlaps.

    Spans are whole characters of the raw text, without blanks at their ends. An ``I-`` without its beginning begins an
    entity: the model is surer of the kind than of the first token. The confidence is that of the least sure token.
    """
    text, raw_text = encoded.normalised.text, encoded.normalised.raw
    entities: list[Entity] = []
    done = 0
    for label, first, last in _runs(tagged, encoded.cut):
        tokens = [span for span in encoded.spans[first:last] if span.end > span.start]
        if not tokens:
            continue
        start, end = min(span.start for span in tokens), max(span.end for span in tokens)
        raw_start, raw_end = encoded.normalised.raw_span(start, end)
        raw_start = max(raw_start, done)
        while raw_start < raw_end and raw_text[raw_start].isspace():
            raw_start += 1
        while raw_end > raw_start and raw_text[raw_end - 1].isspace():
            raw_end -= 1
        if raw_start >= raw_end:
            continue
        done = raw_end
        entity, role = entity_and_role(label)
        sure = min(tagged[i].confidence for i in range(first, last))
        entities.append(Entity(entity, _value(entity, text[start:end], values), role, raw_start, raw_end, sure))
    return tuple(entities)


def _runs(tagged: Sequence[Tagged], cut: int | None) -> Iterator[tuple[str, int, int]]:
    """Label, first token and the token behind the last of each entity."""
    start = 0
    while start < len(tagged):
        if tagged[start].tag == OUTSIDE:
            start += 1
            continue
        label = tagged[start].tag[2:]
        end = start + 1
        while end < len(tagged) and tagged[end].tag == f"I-{label}" and end != cut:
            end += 1
        yield label, start, end
        start = end


def _value(entity: str, surface: str, values: Values) -> str | int | None:
    learnt = None if entity in BY_RULE else values.value(entity, surface)
    if learnt is not None:
        return int(learnt) if learnt.isdigit() else learnt
    return surface if entity in _OPEN else None
