"""The look-ups as a node of Rasa's graph."""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.lookup.known import known_words
from components.lookup.shops import find_shops
from components.normaliser.component import normalised_text

KNOWN_WORDS: Final = "known_words"
_MOST_SHOPS: Final = 20


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LookupExtractor(EntityExtractorMixin, GraphComponent):  # type: ignore[misc]
    """Sets ``known_words`` on each message: what the lists find, shops of the last slate first.

    Whether a find is an entity depends on its context (죽 in 죽겠어, 신전 the chain or the temple); that is settled by
    `LocalClassifier`, which writes the entities.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupExtractor:
        """See `GraphComponent.create`."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Look up every message that has a text."""
        for message in messages:
            if isinstance(message.get(TEXT), str):
                text = normalised_text(message).text
                message.set(KNOWN_WORDS, known_words(text, find_shops(text, slate_shops(message))))
        return messages


def slate_shops(message: Message) -> list[str]:
    """Names of the last slate's shops, from ``context.shops`` of the message's metadata."""
    metadata = message.get(METADATA)
    context = metadata.get("context") if isinstance(metadata, dict) else None
    names = context.get("shops") if isinstance(context, dict) else None
    return [name for name in names if isinstance(name, str)][:_MOST_SHOPS] if isinstance(names, list) else []
