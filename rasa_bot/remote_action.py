"""A custom action as Rasa calls it: only what an action reads travels, and nothing is checked or built twice.

Rasa sends the whole conversation, checks the answer against a JSON schema it builds anew for every call, and asks its
plug-ins before and after.
"""

from __future__ import annotations

from typing import Any

import orjson
import rasa
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import ClientResponseError

from rasa_bot import events as rasa_events

__all__ = ["LeanRemoteAction"]

_TURNS_SENT = 2
_REJECTED = 400


class LeanRemoteAction(RemoteAction):  # type: ignore[misc]  # Rasa ships no types
    """Sends slots, latest message and the events of the last two turns; slots carry what is older."""

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Call the action server; returns the messages it says and the events it asks for.

        Raises:
            ActionExecutionRejection: the action refused; another may be predicted.
            rasa.utils.endpoints.ClientResponseError: it failed.
            aiohttp.ClientError: it cannot be reached.
            asyncio.TimeoutError: it is too slow.
            LookupError, TypeError, ValueError: it does not speak rasa-sdk's protocol.
        """
        try:
            answer = await self.action_endpoint.request(json=self._action_call_format(tracker, domain))
        except ClientResponseError as error:
            if error.status != _REJECTED:
                raise
            raise ActionExecutionRejection(self.name(), orjson.loads(error.text).get("error")) from error
        said = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
        return [*said, *rasa_events.read(answer["events"])]

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = [event.as_dict() for event in _last_turns(tracker)]
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
            "domain": {},
        }
        if domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call


def _last_turns(tracker: DialogueStateTracker) -> list[Event]:
    events = list(tracker.events)
    turns = 0
    for position in range(len(events) - 1, -1, -1):
        turns += isinstance(events[position], UserUttered)
        if turns == _TURNS_SENT:
            return events[position:]
    return events
