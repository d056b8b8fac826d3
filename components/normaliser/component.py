"""The normaliser as a node of Rasa's NLU graph."""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.normaliser.pipeline import normalise
from components.normaliser.result import Normalised

NORMALISED: Final = "normalised"


def normalised_text(message: Message) -> Normalised:
    """The message's normalised text, made now if no `NormaliserComponent` ran before."""
    found = message.get(NORMALISED)
    text = message.get(TEXT) or ""
    return found if isinstance(found, Normalised) and found.raw == text else normalise(text)


# A featurizer to Rasa: it runs over training data and messages alike, and there may be only one tokenizer.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class NormaliserComponent(GraphComponent):  # type: ignore[misc]
    """Sets ``normalised`` on each message; ``text`` stays as typed, so all spans are those of the raw text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NormaliserComponent:
        """See `GraphComponent.create`."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise every example that has a text."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise every message that has a text."""
        for message in messages:
            if isinstance(message.get(TEXT), str):
                message.set(NORMALISED, normalise(message.get(TEXT)))
        return messages
