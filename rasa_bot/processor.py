"""One turn inside Rasa: load the conversation, understand, decide, act, save.

Rasa's `MessageProcessor` with what it costs or hides for nothing taken out; what a policy, a rule or an action sees is
the same:

- A failing or late action, policy or component ends in an apology that is saved with the message (R10, R11).
- A message delivered twice is answered from the events of the first delivery.
- The tracker is copied (all events replayed) only for actions that may change it.
- Events, slots and states are not deep-copied for debug lines that nobody sees.
- Typed text never passes Rasa's `RegexMessageHandler`: "/restart" typed by a child is a word, not a command.
- Who is in need (`distress`) is told who helps, whatever the message was taken for.
- A goodbye ends the session.
- A session ends after `_SESSION_TURNS_MAX` turns too (slots are carried over), so that a long talk stays quick.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import structlog
from rasa.core.actions.action import (
    Action,
    ActionBotResponse,
    ActionExecutionRejection,
    ActionListen,
    RemoteAction,
    action_for_name_or_text,
)
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS, ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from rasa_bot import distress, replies, wording
from rasa_bot.conversation_context import with_context
from rasa_bot.graph_runner import LeanGraphRunner
from rasa_bot.remote_action import LeanRemoteAction

__all__ = ["LeanProcessor", "TurnOutput"]

_log = structlog.get_logger()

_SESSION_TURNS_MAX = 20
_GOODBYE = "goodbye"
_RANKING_KEPT = 5  # the three likeliest become buttons; 26 a message would be most of the tracker store
_HELP_ALSO: dict[distress.Need, tuple[str, ...]] = {"life": (), "violence": (), "hunger": ("action_emergency",)}
_READ_ONLY_ACTIONS = (ActionBotResponse, ActionListen, RemoteAction)


class TurnOutput(OutputChannel):  # type: ignore[misc]  # Rasa ships no types
    """Sends nothing: the reply is read from the tracker's events when the turn is over, so nothing is sent twice."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    def name(self) -> str:
        """The channel's name, by which domain.yml may vary a response."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Nothing: see the class."""


class LeanProcessor(MessageProcessor):  # type: ignore[misc]  # Rasa ships no types
    """Rasa's processor with the changes named above."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._actions: dict[str, Action] = {}
        self._typed_text_target = self._before_regex_handler()
        self._labels = frozenset(self.domain.intents) | frozenset(self.domain.entities)

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]]:
        """Run one turn and return the bot's messages: at least one, also when something failed.

        ``message.time_limit_s`` (see `turns.TurnMessage`) bounds understanding and acting, not loading and saving.

        Raises:
            storage.errors.StorageError: the conversation could not be loaded or saved; nothing was saved.
        """
        tracker = await self.get_tracker(message.sender_id)
        earlier = replies.after_message(tracker.events, message.message_id)
        if earlier:
            return earlier
        await self._update_tracker_session(tracker, message.output_channel)
        try:
            await asyncio.wait_for(self._converse(message, tracker), getattr(message, "time_limit_s", None))
        except asyncio.TimeoutError:
            _log.warning("turn_too_slow", action=tracker.latest_action_name)
            self._apologise(tracker, message, "too_slow")
        except Exception:
            # Whatever a component, policy or action raises: the message is kept, the person is answered.
            _log.exception("turn_failed", action=tracker.latest_action_name)
            self._apologise(tracker, message, "failed")
        said = replies.latest(tracker.events)
        if not said:
            self._apologise(tracker, message, "no_reply")
            said = replies.latest(tracker.events)
        await self.save_tracker(tracker)
        return said

    async def _converse(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        await self._handle_message_with_tracker(message, tracker)
        await self.run_action_extract_slots(message.output_channel, tracker)
        need = None if message.parse_data else distress.heard(message.text or "")
        if need is not None and await self._help(need, message.output_channel, tracker):
            return
        await self._run_prediction_loop(message.output_channel, tracker)

    async def _help(self, need: distress.Need, output_channel: OutputChannel, tracker: DialogueStateTracker) -> bool:
        """Say who helps, before and instead of what any policy or form would do; False when the domain has no words."""
        said = f"utter_distress_{need}"
        if said not in self.domain.responses:
            return False
        _log.warning("distress_heard", need=need)
        for name in (said, *(_HELP_ALSO[need])):
            prediction = PolicyPrediction.for_action_name(self.domain, name, "distress")
            await self._run_action(self._get_action(name), tracker, output_channel, self.nlg, prediction)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)
        return True

    def _apologise(self, tracker: DialogueStateTracker, message: UserMessage, reason: str) -> None:
        """Put message (unless it is there), apology and the end of the turn into the conversation."""
        if not any(isinstance(e, UserUttered) and e.message_id == message.message_id for e in tracker.events):
            tracker.update(
                UserUttered(
                    message.text,
                    input_channel=message.input_channel,
                    message_id=message.message_id,
                    metadata=message.metadata,
                ),
                self.domain,
            )
        tracker.update(_apology_event(reason, message.text, message.metadata), self.domain)
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message.message_id == message.message_id:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots by the domain's mappings."""
        action = self._get_action(ACTION_EXTRACT_SLOTS)
        tracker.update_with_events(await action.run(output_channel, self.nlg, tracker, self.domain), self.domain)
        return tracker

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Understand typed text. Payloads of buttons never come here: their meaning is in ``message.parse_data``."""
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        understood = with_context(message, tracker)
        if (understanding := getattr(message, "understanding", None)) is not None:
            limit_s = getattr(message, "time_limit_s", None)
            await understanding.enrich(message.metadata, understood.metadata, message.text, limit_s)
        parsed: dict[str, Any] = self._parse_message_with_graph(understood, tracker, only_output_properties)
        parsed["intent_ranking"] = parsed.get("intent_ranking", [])[:_RANKING_KEPT]
        parsed.pop("text_tokens", None)
        self._warn_of_unknown_labels(parsed)
        return parsed

    def _parse_message_with_graph(
        self, message: UserMessage, tracker: DialogueStateTracker, only_output_properties: bool = True
    ) -> dict[str, Any]:
        outputs = self.graph_runner.run(
            inputs={PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}, targets=[self._typed_text_target]
        )
        understood = outputs[self._typed_text_target][0]
        return {
            "text": "",
            "intent": {"name": None, "confidence": 0.0},
            "entities": [],
            **understood.as_dict(only_output_properties=only_output_properties),
        }

    def _warn_of_unknown_labels(self, parsed: dict[str, Any]) -> None:
        """Tell when pipeline and domain disagree. Rasa's own check turns the whole domain into a dictionary first."""
        names = {parsed["intent"].get("name"), *(entity["entity"] for entity in parsed["entities"])} - {None}
        if not names <= self._labels:
            _log.warning("labels_not_in_domain", labels=sorted(names - self._labels))

    def _before_regex_handler(self) -> str:
        """The last node of the NLU pipeline proper: what Rasa puts behind it turns "/…" into commands."""
        target: str = self.model_metadata.nlu_target
        needs = self.model_metadata.predict_schema.nodes[target].needs
        return str(needs["messages"])

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        """Act until the bot listens again. Policies that go in circles are stopped, and listen too."""
        while self._should_handle_message(tracker):
            try:
                action, prediction = self.predict_next_with_tracker_if_should(tracker)
            except ActionLimitReached:
                _log.error("too_many_actions", action=tracker.latest_action_name)
                break
            if action.name() == tracker.latest_action_name:
                # A fallback that says something is predicted again behind itself: once is enough.
                _log.warning("action_repeats", action=action.name())
                break
            if not await self._run_action(action, tracker, output_channel, self.nlg, prediction):
                return
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """Ask the policies for the next action.

        Raises:
            ActionLimitReached: ten actions without listening.
        """
        if self.is_action_limit_reached(tracker, self.should_predict_another_action(tracker.latest_action_name)):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        return self._get_action(self.domain.action_names_or_texts[prediction.max_confidence_index]), prediction

    def _get_action(self, action_name: str) -> Action:
        if action_name not in self._actions:
            action = action_for_name_or_text(action_name, self.domain, self.action_endpoint)
            if type(action) is RemoteAction:
                action = LeanRemoteAction(action_name, self.action_endpoint)
            self._actions[action_name] = action
        return self._actions[action_name]

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        seen = tracker
        if not isinstance(action, _READ_ONLY_ACTIONS):
            seen = tracker.copy()
            seen.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, seen, self.domain)
        except ActionExecutionRejection:
            rejected = ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence)
            tracker.update(rejected)
            return bool(self.should_predict_another_action(action.name()))
        except Exception:
            # An action server that is away, slow or broken: the turn goes on, and the person is told.
            _log.exception("action_failed", action=action.name())
            events = [_apology_event("action_failed", tracker.latest_message.text, tracker.latest_message.metadata)]
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events):
            await self.run_action_extract_slots(output_channel, tracker)
        await self.execute_side_effects(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        events = events or []
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)

    def _has_session_expired(self, tracker: DialogueStateTracker) -> bool:
        turns = sum(isinstance(event, UserUttered) for event in tracker.applied_events())
        if turns >= _SESSION_TURNS_MAX or _said_goodbye(tracker):
            return True
        return bool(super()._has_session_expired(tracker))

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: Rasa writes all slots into a debug line, whether it is shown or not."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as directory:
            metadata, runner = loader.load_predict_graph_runner(
                Path(directory), Path(model_path), LocalModelStorage, LeanGraphRunner
            )
        return Path(model_path).name, metadata, runner


def _said_goodbye(tracker: DialogueStateTracker) -> bool:
    """Whether the last message ended the session: what is said next begins another."""
    latest = tracker.latest_message
    return latest is not None and latest.intent.get("name") == _GOODBYE


def _apology_event(reason: str, said: str | None, metadata: dict[str, Any] | None) -> BotUttered:
    apology = wording.apology(reason, said, is_payload=bool((metadata or {}).get("is_payload")))
    return BotUttered(apology["text"], data={"buttons": apology.get("buttons")}, metadata={"apology": reason})
