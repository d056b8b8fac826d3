"""Rasa's agent with our processor, and without the wrapper that answers a failing tracker store with an empty one."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain

from rasa_bot.processor import LeanProcessor
from rasa_bot.variants import VaryingGenerator

__all__ = ["NaviyamAgent"]


class NaviyamAgent(Agent):  # type: ignore[misc]  # Rasa ships no types
    """Holds the model and the stores of one worker process."""

    nlg: Any  # Rasa's own attribute, which it sets without saying what it is

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a model file and make the domain of it known to store and response generator.

        Raises:
            rasa.exceptions.ModelNotFound: no such file, or not a model.
        """
        with warnings.catch_warnings():
            # Said of every domain with slots, whatever it holds.
            warnings.filterwarnings("ignore", "Slot auto-fill", UserWarning)
            self.processor = LeanProcessor(
                model_path=model_path,
                tracker_store=self.tracker_store,
                lock_store=self.lock_store,
                action_endpoint=self.action_endpoint,
                generator=self.nlg,
            )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg = self.processor.nlg = VaryingGenerator(self.domain.responses)

    @staticmethod
    def _create_tracker_store(store: TrackerStore, domain: Domain | None) -> TrackerStore:
        store.domain = domain
        return store
