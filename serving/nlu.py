"""Intents and entities of texts: the arm of each sender, what is known already, and batches for the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any, Protocol

from components.ax.arms import Arms, Choice
from components.ax.errors import OutOfMemory, UnknownAdapter
from components.ax.result import Prediction, Row
from components.ax.store import Store
from serving.arms import Adapters, ArmsKeeper
from serving.batching import Batcher
from serving.cache import Answers
from serving.errors import NotReady
from serving.metrics import PREDICTIONS
from serving.request import Utterance
from serving.schedule import Priority
from settings import Serving

__all__ = ["Model", "Nlu"]

_NAME = "ax"


class Model(Adapters, Protocol):
    """What is asked of `components.ax.model.AXModel`; any thread may call it."""

    @property
    def fingerprint(self) -> str:
        """Of the base model."""

    @property
    def device(self) -> str:
        """Where it computes."""

    @property
    def dtype(self) -> str:
        """What it computes in."""

    def tokenize(self, text: str, context: str = "") -> int:
        """Tokens of a row, cut to the cap."""

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Understand rows in one forward pass."""


class Nlu:
    """A.X as it is served. All but `compute` and ``keeper.refresh`` belongs to the event loop it was made in."""

    def __init__(self, model: Model, store: Store, executor: Executor, settings: Serving) -> None:
        self.model = model
        self.keeper = ArmsKeeper(model, store)
        self._answers: Answers[Prediction] = Answers(
            name=_NAME, seconds=settings.cache_seconds, rows_max=settings.cache_rows
        )
        self.batcher: Batcher[Row, Prediction] = Batcher(
            self.compute,
            executor,
            name=_NAME,
            rows_max=settings.batch_max,
            window_s=settings.window_ms / 1000,
            queue_max=settings.queue_max,
        )
        self._loop = asyncio.get_running_loop()

    async def understand(
        self, utterances: Sequence[Utterance], *, priority: Priority, seconds: float
    ) -> list[dict[str, Any]]:
        """One answer an utterance: `Prediction.as_json`, ``model_version`` (the adapter) and ``arm``.

        ``arm`` is None for an adapter asked for by name that is no arm's.

        Args:
            seconds: until the answer is of no use.

        Raises:
            UnknownAdapter: one asked for by name is not loaded.
            OutOfMemory: the device cannot even compute one of the rows alone.
            ServingError: see `serving.errors`.
        """
        deadline = time.monotonic() + seconds
        arms = self.keeper.arms
        if arms is None:
            raise NotReady(self.keeper.error or "no adapter is loaded yet")
        generation = str(self.keeper.changes)
        choices = [self._choice(arms, utterance) for utterance in utterances]
        rows = [Row(u.text, u.context, adapter) for u, (_, adapter) in zip(utterances, choices, strict=True)]
        known: dict[Row, Prediction] = {}
        new: list[Row] = []
        for row in dict.fromkeys(rows):
            answer = self._answers.get(generation, *_asked(row))
            if answer is None:
                new.append(row)
            else:
                known[row] = answer
        if new:
            measured = [(row, self.model.tokenize(row.text, row.context)) for row in new]
            answers = await self.batcher.submit(measured, priority=priority, deadline=deadline)
            for row, answer in zip(new, answers, strict=True):
                known[row] = answer
                self._answers.put(answer, generation, *_asked(row))
        results = []
        for row, (arm, _) in zip(rows, choices, strict=True):
            PREDICTIONS.labels(arm or "none", row.adapter).inc()
            results.append({**known[row].as_json(), "model_version": row.adapter, "arm": arm})
        return results

    def compute(self, rows: Sequence[Row]) -> list[Prediction | Exception]:
        """A batch, in the device's thread: in halves where the memory does not do, row by row for what is left."""
        try:
            return list(self.model.predict(rows))
        except OutOfMemory as error:
            if len(rows) == 1:
                return [error]
            half = len(rows) // 2
            self._loop.call_soon_threadsafe(self.batcher.shrink, half)
        except UnknownAdapter as error:  # removed while the rows waited
            if len(rows) == 1:
                return [error]
            half = len(rows) // 2
        return [*self.compute(rows[:half]), *self.compute(rows[half:])]

    def _choice(self, arms: Arms, utterance: Utterance) -> tuple[str | None, str]:
        if utterance.adapter is not None:
            if utterance.adapter not in self.model.adapters:
                known = ", ".join(self.model.adapters)
                raise UnknownAdapter(f"no adapter {utterance.adapter[:60]!r} is loaded; loaded: {known}")
            named = {arms.stable: "stable", arms.canary: "canary"}
            return named.get(utterance.adapter), utterance.adapter
        if utterance.sender is None:
            return Choice("stable", arms.stable)
        return arms.choose(utterance.sender)


def _asked(row: Row) -> tuple[str, str, str]:
    return (row.text, row.context, row.adapter)
