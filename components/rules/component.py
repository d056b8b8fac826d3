"""The rule extractors as a node of Rasa's NLU graph."""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
)
from rasa.shared.nlu.training_data.message import Message

from components.normaliser import Normalised
from components.normaliser.component import normalised_text
from components.rules.found import Found
from components.rules.resolve import extract_all

# Entities the label guide gives to the rules alone; of the others a span found before, by a model, stays.
RULE_ONLY: Final = frozenset(
    {"budget", "meal_time", "day", "companion", "party_size", "diet", "distance", "ordinal", "rating", "urgency"}
)

Entity = dict[str, Any]


def as_entity(found: Found, message: Normalised) -> Entity:
    """`found` as a Rasa entity, with its span in the raw text."""
    start, end = message.raw_span(found.start, found.end)
    entity: Entity = {
        ENTITY_ATTRIBUTE_TYPE: found.entity,
        ENTITY_ATTRIBUTE_START: start,
        ENTITY_ATTRIBUTE_END: end,
        ENTITY_ATTRIBUTE_VALUE: found.value,
        EXTRACTOR: found.extractor,
    }
    if found.role is not None:
        entity[ENTITY_ATTRIBUTE_ROLE] = found.role
    return entity


def merge(earlier: list[Entity], by_rules: list[Entity]) -> list[Entity]:
    """Both lists without overlaps between them, in order of appearance.

    The rules win for the entities that are theirs alone; elsewhere what was found before stays.
    """
    theirs = [
        entity
        for entity in by_rules
        if entity[ENTITY_ATTRIBUTE_TYPE] in RULE_ONLY or not _overlaps_any(entity, earlier)
    ]
    kept = [entity for entity in earlier if not _overlaps_any(entity, theirs)]
    return sorted(kept + theirs, key=lambda entity: int(entity[ENTITY_ATTRIBUTE_START]))


def _overlaps_any(entity: Entity, others: list[Entity]) -> bool:
    return any(
        entity[ENTITY_ATTRIBUTE_START] < other[ENTITY_ATTRIBUTE_END]
        and other[ENTITY_ATTRIBUTE_START] < entity[ENTITY_ATTRIBUTE_END]
        for other in others
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RuleExtractor(GraphComponent):  # type: ignore[misc]
    """Adds what the rules find to each message's entities; spans are those of the raw text, numbers stay numbers."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleExtractor:
        """See `GraphComponent.create`."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Extract from every message."""
        for message in messages:
            normalised = normalised_text(message)
            found = [as_entity(item, normalised) for item in extract_all(normalised.text)]
            message.set(ENTITIES, merge(message.get(ENTITIES) or [], found), add_to_output=True)
        return messages
