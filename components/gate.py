"""The gate at 0.7: what is not understood well enough is asked back (specification §3.4)."""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

THRESHOLD: Final = "threshold"
MARGIN: Final = "margin"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConfidenceGate(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Makes a doubtful message's intent ``nlu_fallback``, and keeps the real ranking behind it.

    Its likeliest entries are what the reply offers as buttons.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``threshold``: the least probability of the first intent; ``margin``: by how much it must lead the second."""
        return {THRESHOLD: 0.7, MARGIN: 0.1}

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold = float(config[THRESHOLD])
        self._margin = float(config[MARGIN])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConfidenceGate:
        """See `GraphComponent.create`.

        Raises:
            ValueError: a bound is outside [0, 1].
        """
        for name in (THRESHOLD, MARGIN):
            if not 0 <= config[name] <= 1:
                raise ValueError(f"ConfidenceGate: {name} is {config[name]}, must be between 0 and 1")
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Gate every message that has a ranking."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            if ranking and self._doubtful(ranking):
                fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - ranking[0]["confidence"]}
                message.set(INTENT, fallback, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [fallback, *ranking], add_to_output=True)
        return messages

    def _doubtful(self, ranking: list[dict[str, Any]]) -> bool:
        first = float(ranking[0]["confidence"])
        second = float(ranking[1]["confidence"]) if len(ranking) > 1 else 0.0
        return first < self._threshold or first - second < self._margin
