"""What all actions share: a time budget, one way to answer, and an answer for every failure."""

from __future__ import annotations

import abc
import asyncio
import time
from typing import Any, Final

import structlog
from prometheus_client import Counter, Histogram
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, payload
from actions.hearing import hear
from actions.resources import Resources
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import button
from storage.errors import StorageError
from storage.postgres import Pool
from telemetry.logs import bind
from telemetry.metrics import LATENCY_BUCKETS_S

__all__ = ["NaviyamAction", "Resources"]

_log = structlog.get_logger()
_SECONDS: Final = Histogram("naviyam_action_seconds", "Time of one action.", ["action"], buckets=LATENCY_BUCKETS_S)
_FAILURES: Final = Counter("naviyam_action_failures_total", "Actions that ended in an apology.", ["action", "reason"])


class NaviyamAction(Action, abc.ABC):  # type: ignore[misc]  # rasa-sdk ships no types
    """An action writes `answer` alone: it reads a `Turn` and returns an `Answer`.

    Before it is asked, `actions.hearing` looks whether the message answers the question asked last.

    Whatever goes wrong or takes too long becomes an apology with a button that tries again (design, promise 6); the log
    gets the error's type and place, never what the person wrote.
    """

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    @property
    def pool(self) -> Pool:
        """The database."""
        return self.resources.pool

    @abc.abstractmethod
    def name(self) -> str:
        """The action's name in ``domain.yml``."""

    @abc.abstractmethod
    async def answer(self, turn: Turn) -> Answer:
        """The answer to this turn."""

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002  # rasa-sdk's signature
    ) -> list[dict[str, Any]]:
        """Answer the turn; rasa-sdk's entry point. Never raises."""
        turn = Turn.read(tracker)
        began = time.perf_counter()
        with bind(conversation_id=turn.conversation_id, message_id=turn.message_id, action=self.name()):
            answer = await self._answer_or_apology(turn)
            _SECONDS.labels(self.name()).observe(time.perf_counter() - began)
        buttons = [button.as_json() for button in answer.buttons]
        if answer.response is not None:
            dispatcher.utter_message(response=answer.response, buttons=[] if answer.text else buttons)
        if answer.text or answer.response is None:
            dispatcher.utter_message(text=answer.text, buttons=buttons)
        if answer.custom is not None:
            dispatcher.utter_message(json_message=dict(answer.custom))
        return [SlotSet(name, value) for name, value in answer.slots.items()]

    async def _answer_or_apology(self, turn: Turn) -> Answer:
        try:
            return await asyncio.wait_for(hear(self.resources, turn, self.answer, self.name()), self.resources.budget_s)
        except asyncio.TimeoutError:
            return self._apology(turn, "timeout")
        except StorageError as error:
            return self._apology(turn, type(error).__name__, error)
        except Exception as error:  # a fault of ours must not become silence: the person gets an answer all the same
            return self._apology(turn, "fault", error)

    def _apology(self, turn: Turn, reason: str, error: Exception | None = None) -> Answer:
        _FAILURES.labels(self.name(), reason).inc()
        _log.error("action_failed", reason=reason, exc_info=error)
        return Answer(voice_for(turn).say("apology"), (button("retry", _again(turn)),))


def _again(turn: Turn) -> str:
    """What asks the same thing again: as it was understood, or, for an answer to an open question, in its words."""
    if turn.text and turn.slots.get("question") is not None:
        return payload("retry", text=turn.text)  # taken up by `rasa_bot.incoming`
    return payload(turn.intent or "help", **turn.as_payload())
