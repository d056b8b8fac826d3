"""From marked spans, rule finds and word lists to the entities of a message."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from components.classifier.reading import Reading
from components.classifier.tagger import Tagged
from components.rules import Found

# Of these the rules read every form the guide names; the model may not contradict them.
BY_RULE: Final = frozenset({"budget", "day", "distance", "ordinal", "rating", "urgency", "meal_time", "party_size"})
# Of these the surface itself is the value if no list knows better.
_OPEN: Final = frozenset({"dish", "shop_name", "location"})


@dataclass(frozen=True)
class Entity:
    """An entity of a message; `start` and `end` are offsets into the normalised text."""

    entity: str
    value: str | int
    role: str | None
    start: int
    end: int
    extractor: str
    confidence: float


class Values:
    """Values of surfaces as annotated in the training data: 매워서 is spicy, 맘터 is 맘스터치."""

    def __init__(self, known: dict[str, dict[str, str]]) -> None:
        self.known = known  # entity → surface without blanks → value

    @classmethod
    def learn(cls, annotated: Iterable[tuple[str, str, str]]) -> Values:
        """Learn from (entity, surface, value); of several values of one surface the most frequent stays."""
        counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for entity, surface, value in annotated:
            if entity not in BY_RULE:
                counts[entity][surface.replace(" ", "").lower()][value] += 1
        return cls(
            {
                entity: {surface: values.most_common(1)[0][0] for surface, values in surfaces.items()}
                for entity, surfaces in counts.items()
            }
        )

    def value(self, entity: str, surface: str) -> str | None:
        """The value annotated for this surface, or for the longest one it starts with; None without any."""
        surfaces = self.known.get(entity, {})
        key = surface.replace(" ", "").lower()
        if key in surfaces or entity in _OPEN:
            return surfaces.get(key)
        for length in range(len(key) - 1, 1, -1):  # 배고파죽겠 is read by its stem 배고파
            if key[:length] in surfaces:
                return surfaces[key[:length]]
        return None


def settle(reading: Reading, tagged: Sequence[Tagged], values: Values) -> list[Entity]:
    """The entities of a message, without overlaps, from left to right."""
    entities = [
        Entity(found.entity, found.value, found.role, found.start, found.end, found.extractor, 1.0)
        for found in reading.rules
        if found.entity in BY_RULE
    ]
    for mark in tagged:
        if mark.entity in BY_RULE or any(mark.start < e.end and e.start < mark.end for e in entities):
            continue
        entities += _within(reading, mark) or filter(None, [_valued(reading, mark, values)])
    return sorted(entities, key=lambda entity: entity.start)


def _within(reading: Reading, mark: Tagged) -> list[Entity]:
    """What the rules tell apart in one mark: 안 매운 매운 is both, and contradicts itself; none where they agree."""
    finds = [f for f in reading.rules if f.entity == mark.entity and mark.start <= f.start and f.end <= mark.end]
    if len({find.value for find in finds}) < 2:
        return []
    return [_entity(mark._replace(start=find.start, end=find.end), find.value, find) for find in finds]


def _valued(reading: Reading, mark: Tagged, values: Values) -> Entity | None:
    surface = reading.text[mark.start : mark.end]
    finds = [
        f
        for f in (*reading.rules, *reading.words)
        if f.entity == mark.entity and f.start < mark.end and mark.start < f.end
    ]
    exact = next((f for f in finds if (f.start, f.end) == (mark.start, mark.end)), None)
    if exact is not None:
        return _entity(mark, exact.value, exact)
    learnt = values.value(mark.entity, surface)
    if learnt is not None:
        return _entity(mark, int(learnt) if learnt.isdigit() else learnt, None)
    if mark.entity in _OPEN:
        return _entity(mark, surface, None)
    return _entity(mark, finds[0].value, finds[0]) if finds else None


def _entity(mark: Tagged, value: str | int, find: Found | None) -> Entity:
    extractor = find.extractor if find is not None else "model"
    role = find.role if find is not None else None
    return Entity(mark.entity, value, role, mark.start, mark.end, extractor, mark.confidence)
