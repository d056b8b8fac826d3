"""The lean runner decides as Rasa's own, and leaves out only what could not have changed that."""

from __future__ import annotations

import itertools
import uuid

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.constants import PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.rasa_bot.conftest import Bot

INTENTS = ("greet", "thank", "food_request", "silence")
ACTIONS = {
    "greet": "utter_greet",
    "thank": "utter_thank",
    "food_request": "action_recommend",
    "silence": "action_silent",
}


def _tracker(bot: Bot, intents: tuple[str, ...], *, acted: bool) -> DialogueStateTracker:
    """A conversation of these intents; ``acted``: the last one was answered already."""
    tracker = DialogueStateTracker.from_events(str(uuid.uuid4()), [], slots=bot.agent.domain.slots)
    for number, intent in enumerate(intents, start=1):
        tracker.update(ActionExecuted("action_listen"), bot.agent.domain)
        tracker.update(UserUttered("…", {"name": intent, "confidence": 1.0}), bot.agent.domain)
        if acted or number < len(intents):
            tracker.update(ActionExecuted(ACTIONS[intent]), bot.agent.domain)
    return tracker


def _decide(bot: Bot, tracker: DialogueStateTracker, runner: type) -> PolicyPrediction:
    processor = bot.agent.processor
    target = processor.model_metadata.core_target
    return runner.run(processor.graph_runner, {PLACEHOLDER_TRACKER: tracker}, [target])[target]


@pytest.mark.parametrize("acted", [False, True])
@pytest.mark.parametrize("intents", [*itertools.product(INTENTS, repeat=2), *itertools.product(INTENTS, repeat=1)])
async def test_it_decides_as_rasa_does(bot: Bot, intents: tuple[str, ...], acted: bool) -> None:
    tracker = _tracker(bot, intents, acted=acted)
    lean = _decide(bot, tracker, type(bot.agent.processor.graph_runner))
    rasa = _decide(bot, tracker, DaskGraphRunner)
    assert lean.max_confidence_index == rasa.max_confidence_index
    assert (lean.policy_name, lean.max_confidence, lean.events) == (rasa.policy_name, rasa.max_confidence, rasa.events)


async def test_a_story_still_decides_where_no_rule_does(bot: Bot) -> None:
    prediction = _decide(bot, _tracker(bot, ("greet", "thank"), acted=False), type(bot.agent.processor.graph_runner))
    assert bot.agent.domain.action_names_or_texts[prediction.max_confidence_index] == "utter_thank"
    assert "MemoizationPolicy" in prediction.policy_name


async def test_after_a_refusal_everybody_is_asked(bot: Bot) -> None:
    tracker = _tracker(bot, ("greet",), acted=False)
    tracker.update(ActionExecutionRejected("utter_greet"), bot.agent.domain)
    lean = _decide(bot, tracker, type(bot.agent.processor.graph_runner))
    rasa = _decide(bot, tracker, DaskGraphRunner)
    assert (lean.policy_name, lean.max_confidence_index) == (rasa.policy_name, rasa.max_confidence_index)
