"""A.X as a node of Rasa's graph: trains within ``rasa train``, and takes the model server's answer over.

The model never runs here: the graph is run on Rasa's event loop, where one slow answer would hold up every
conversation of the worker. A channel asks the model server first, and hands the answer over in the message's metadata
under ``ax``; without one, or without confidence, what the local classifier said stands.
"""

# ruff: noqa: ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

import functools
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

from components.ax.adapter import Manifest
from components.ax.errors import AXError, ExtraMissing
from components.ax.examples import of_messages
from components.ax.folder import fingerprint
from components.ax.labels import LabelSet
from components.ax.merging import merge
from components.ax.result import Prediction
from components.ax.store import Store
from components.evaluation import guide
from components.lookup.component import KNOWN_WORDS
from components.normaliser.component import normalised_text
from settings import ROOT, get_settings

logger = logging.getLogger(__name__)

ANSWER: Final = "ax"
"""Key of the message's metadata under which a channel puts the model server's answer."""
FALLBACK: Final = "fallback"
"""Key of that answer when there is none; its value is the reason."""
UNDERSTOOD_BY: Final = "understood_by"
"""Key of the parsed message that tells adapter and arm where A.X was followed."""
DOMAIN: Final = "domain"
PLAN: Final = "plan"
RANKING_LENGTH: Final = "ranking_length"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class AXClassifier(IntentClassifier, EntityExtractorMixin, GraphComponent):  # type: ignore[misc]
    """Overrides intent, ranking and entities by A.X's where it is confident; stands behind `LocalClassifier`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The defaults.

        ``plan``: fields of `components.ax.training.Plan` that differ from the specification's. ``domain``: where the
        labels stand, relative to the checkout. ``ranking_length``: how many intents of the ranking go on.
        """
        return {PLAN: {}, DOMAIN: "domain.yml", RANKING_LENGTH: 10}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, manifest: Manifest | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self.manifest = manifest
        """Of the adapter that this Rasa model holds; None without one."""
        self._confidence = get_settings().ax.confidence

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AXClassifier:
        """See `GraphComponent.create`."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The base model is an input of the training that Rasa's cache cannot see."""
        base = get_settings().ax.model
        return fingerprint(base) if base is not None else None

    def train(self, training_data: TrainingData) -> Resource:
        """Train adapter and heads over the configured base, persist them, and put them into the store.

        Without a base nothing is trained, which is said once.

        Raises:
            components.ax.errors.AXError: what is configured cannot be used.
        """
        settings = get_settings()
        if settings.ax.model is None:
            _say_not_configured()
            return self._resource
        try:
            from components.ax.progress import train_shown
        except ImportError as error:
            raise ExtraMissing(f"{error.name} is not installed; type: bash ops/bootstrap.sh ax") from error
        with self._storage.write_to(self._resource) as folder:
            train_shown(
                settings,
                of_messages(training_data.training_examples),
                LabelSet.of_domain(ROOT / self._config[DOMAIN]),
                folder,
                plan=self._config[PLAN],
            )
            name = Store(settings.ax_store).add(folder)
        logger.info("A.X adapter %s is trained; `naviyam ax promote %s` lets it answer.", name, name)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AXClassifier:
        """See `GraphComponent.load`.

        The persisted adapter goes into the store, so that it comes to a machine with the Rasa model; what is wrong
        with it is logged, and the local classifier answers.
        """
        settings = get_settings()
        if settings.ax.model is None:
            _say_not_configured()
        manifest = None
        try:
            with model_storage.read_from(resource) as folder:
                manifest = Manifest.read(folder)
                manifest.labels.require(LabelSet.of_domain(ROOT / config[DOMAIN]), "the Rasa model's A.X adapter")
                if settings.ax.model is not None:
                    Store(settings.ax_store).add(folder)
        except ValueError:  # nothing was persisted
            pass
        except (AXError, OSError) as error:
            logger.error("The A.X adapter of this model is not used: %s", error)
        return cls(config, model_storage, resource, manifest)

    def process(self, messages: list[Message]) -> list[Message]:
        """Take A.X's answer over where the message brings a confident one."""
        for message in messages:
            answer = self._answer(message)
            if answer is not None:
                self._override(message, *answer)
        return messages

    def _answer(self, message: Message) -> tuple[Prediction, dict[str, Any]] | None:
        metadata = message.get(METADATA)
        given = metadata.get(ANSWER) if isinstance(metadata, dict) else None
        if given is None or not isinstance(message.get(TEXT), str):
            return None
        if isinstance(given, dict) and FALLBACK in given:  # the channel asked in vain, and has said so
            return None
        try:
            prediction = Prediction.from_json(given, message.get(TEXT))
        except (ValueError, AttributeError) as error:
            logger.warning("What came as A.X's answer is none: %s", error)
            return None
        strange = {prediction.intent.name} - guide.INTENTS
        strange |= {entity.entity for entity in prediction.entities} - guide.ENTITIES
        if strange:
            logger.warning("A.X's answer has labels that the guide has not: %s", ", ".join(sorted(strange)))
            return None
        return (prediction, given) if prediction.intent.confidence >= self._confidence else None

    def _override(self, message: Message, prediction: Prediction, given: dict[str, Any]) -> None:
        ranking = [intent._asdict() for intent in prediction.ranking]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config[RANKING_LENGTH]], add_to_output=True)
        known = message.get(KNOWN_WORDS) or ()
        entities = merge(prediction.entities, message.get(ENTITIES) or [], normalised_text(message), known)
        message.set(ENTITIES, entities, add_to_output=True)
        who = {"model_version": given.get("model_version"), "arm": given.get("arm")}
        message.set(UNDERSTOOD_BY, who, add_to_output=True)


@functools.lru_cache(maxsize=1)
def _say_not_configured() -> None:
    logger.info("A.X is not configured (NAVIYAM_AX__MODEL): the local classifier answers alone.")
