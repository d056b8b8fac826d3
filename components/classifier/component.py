"""The local model as a node of Rasa's graph."""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

import logging
from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.classifier.context import Context
from components.classifier.entities import Entity
from components.classifier.model import Annotation, Example, LocalModel
from components.classifier.reading import read
from components.lookup.component import KNOWN_WORDS
from components.normaliser.component import normalised_text
from components.normaliser.result import Normalised

logger = logging.getLogger(__name__)

RANKING_LENGTH: Final = "ranking_length"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class LocalClassifier(IntentClassifier, EntityExtractorMixin, GraphComponent):  # type: ignore[misc]
    """Sets ``intent``, ``intent_ranking`` and ``entities`` of a message by `LocalModel`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``ranking_length``: how many intents of the ranking go on."""
        return {RANKING_LENGTH: 10}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LocalModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LocalClassifier:
        """See `GraphComponent.create`."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training data; without any, the component stays silent."""
        examples = [_example(message) for message in training_data.training_examples if message.get(TEXT)]
        if examples:
            with self._storage.write_to(self._resource) as folder:
                self._model = LocalModel.train(examples, folder)
        else:
            logger.warning("No training data for the local classifier.")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LocalClassifier:
        """See `GraphComponent.load`; a model trained without data loads as a silent component."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, LocalModel.load(folder))
        except ValueError:  # nothing was persisted
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand each message that has a text."""
        for message in messages:
            if self._model is not None and isinstance(message.get(TEXT), str):
                self._understand(message, self._model)
        return messages

    def _understand(self, message: Message, model: LocalModel) -> None:
        normalised = normalised_text(message)
        parsed = model.parse(read(normalised, context_of(message), message.get(KNOWN_WORDS)))
        ranking = [{"name": name, "confidence": confidence} for name, confidence in parsed.ranking]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config[RANKING_LENGTH]], add_to_output=True)
        entities = [_as_dict(entity, normalised) for entity in parsed.entities]
        message.set(ENTITIES, entities, add_to_output=True)


def context_of(message: Message) -> Context:
    """What was said before, as the channel put it into the message's metadata under ``context``."""
    metadata = message.get(METADATA)
    given = metadata.get("context") if isinstance(metadata, dict) else None
    if not isinstance(given, dict):
        return Context()
    known = (given.get(name) for name in ("previous_action", "previous_intent", "said"))
    return Context(*(value if isinstance(value, str) else None for value in known))


def _example(message: Message) -> Example:
    annotations = tuple(
        Annotation(found["start"], found["end"], found["entity"], str(found["value"]))
        for found in message.get(ENTITIES) or []
    )
    return Example(message.get(TEXT), message.get(INTENT) or "", annotations)


def _as_dict(entity: Entity, normalised: Normalised) -> dict[str, Any]:
    start, end = normalised.raw_span(entity.start, entity.end)
    found: dict[str, Any] = {
        "entity": entity.entity,
        "value": entity.value,
        "start": start,
        "end": end,
        "confidence_entity": entity.confidence,
        "extractor": entity.extractor,
    }
    if entity.role is not None:
        found["role"] = entity.role
    return found
