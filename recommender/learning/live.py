"""The model in use in this process: found, tried and swapped off the reply path; nothing at all without a model.

`start` looks at the pointer file every ``learning.check_seconds``. A model that cannot be used is logged and the one in
use stays; without one the rules score. The swap is one assignment: a request sees the old or the new model.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from recommender.learning import artifact, forward, people, shop_facts
from recommender.learning.artifact import Model, ModelError
from recommender.learning.scorer import WideDeepScorer
from recommender.learning.shop_facts import ShopFacts
from recommender.request import Request
from recommender.score import RuleScorer, Scorer
from settings import Settings
from storage.errors import StorageError
from storage.postgres import Connection, Pool

__all__ = ["Live", "scorer_for", "start"]

_log = structlog.get_logger()
_RULES: Final = RuleScorer()


@dataclass(frozen=True)
class _InUse:
    model: Model
    facts: ShopFacts
    recent: dict[int, float]


_in_use: _InUse | None = None


async def scorer_for(conn: Connection, request: Request) -> Scorer:
    """Who scores ``request``: the model with what is known of the person, or the rules. Never raises for the model."""
    used = _in_use
    if used is None:
        return _RULES
    try:
        person = await people.read(conn, request.user_id)
    except (StorageError, KeyError, ValueError, TypeError) as error:
        _log.warning("person_facts_failed", reason=type(error).__name__)
        return _RULES
    return WideDeepScorer(used.model, person, used.facts, used.recent)


class Live:
    """Keeps the model, the shops' facts and the last minutes' popularity fresh until `stop`."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool, self.times = pool, settings.learning
        self.folder: Path = artifact.folder_of(settings.var_dir)
        self._refused: str | None = None
        self._facts_at = 0.0
        self._task: asyncio.Task[None] | None = None

    async def refresh(self) -> None:
        """One look: swap the model when the pointer moved, read facts when they are old. Never raises."""
        global _in_use
        used = _in_use
        try:
            model = await self._model(used)
            if model is None:
                _in_use = None
                return
            facts = used.facts if used is not None else ShopFacts.empty()
            if not len(facts.shop) or time.monotonic() - self._facts_at > self.times.facts_seconds:
                facts = await shop_facts.read(self.pool)
                self._facts_at = time.monotonic()
            _in_use = _InUse(model, facts, await shop_facts.read_recent(self.pool))
        except StorageError as error:
            _log.warning("shop_facts_failed", reason=type(error).__name__)
        except Exception as error:  # the next look must come, whatever this one brought
            _log.error("model_refresh_failed", exc_info=error)

    async def _model(self, used: _InUse | None) -> Model | None:
        """The model the pointer names; the one in use where that one cannot be used, which is said once."""
        version = None
        try:
            version = artifact.current(self.folder)
            if version is None:
                return None
            if used is not None and used.model.card.version == version:
                return used.model
            if version != self._refused:
                model = await asyncio.to_thread(artifact.load, self.folder, version)
                _log.info("model_loaded", model=version)
                return model
        except ModelError as error:
            # The pointer may stay as it is for days.
            reason = str(error)
            if version is not None or reason != self._refused:
                _log.error("model_refused", reason=reason)
            self._refused = version or reason
        return None if used is None else used.model

    async def stop(self) -> None:
        """Forget the model and end."""
        global _in_use
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        _in_use = None

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(self.times.check_seconds)
            await self.refresh()


async def start(pool: Pool, settings: Settings) -> Live:
    """Take the model into use, if there is one, and keep looking."""
    forward.stay_on_one_thread()
    live = Live(pool, settings)
    await live.refresh()
    live._task = asyncio.create_task(live._keep_fresh(), name="recommender-live")
    return live
