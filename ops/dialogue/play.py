"""Plays a story against the running system and says where it goes another way."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from ops.dialogue import promises
from ops.dialogue.places import place_named
from ops.dialogue.stories import Step, Story, StoryFault
from ops.dialogue.talk import Conversation, Turn
from settings import Settings

__all__ = ["Deviation", "play"]

_TEXT_CHARS_MAX: Final = 500
_UNFILLED: Final = ("{", "}", "None", "이(가)", "을(를)", "은(는)", "(으)로")


@dataclasses.dataclass(frozen=True)
class Deviation:
    """What came out otherwise than the story says."""

    where: str
    said: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: “{self.said}”: {self.problem}"


def play(settings: Settings, story: Story) -> list[Deviation]:
    """Play one story as its own conversation; empty when all goes as written.

    Beside what the story says, every reply must be one: some text, at most 500 characters, nothing left unfilled, and
    no shown menu dearer than words and card allow, or holding what the person must not eat (`ops.dialogue.promises`).
    The first deviation ends the story: the rest follows from it.

    Raises:
        NotRunning: 나비얌 does not answer.
        StoryFault: the story names a neighbourhood that is none.
    """
    conversation = Conversation(settings, _metadata(story))
    on_screen: dict[str, str] = {}
    for step in story.steps:
        text = step.user
        if text is None:
            text = on_screen.get(step.press or "")
        if text is None:
            offered = ", ".join(on_screen) or "none"
            return [Deviation(step.where, step.press or "", f"no such button; offered are: {offered}")]
        turn = conversation.say(text)
        on_screen |= turn.buttons
        found = [
            Deviation(step.where, step.user or step.press or "", problem)
            for problem in (*_against_story(step, turn), *_against_promises(settings, story, step, turn))
        ]
        if found:
            return found
    return []


def _metadata(story: Story) -> dict[str, Any]:
    metadata: dict[str, Any] = {"now": story.now}
    if story.person is not None:
        metadata["user"] = story.person
    if story.at is not None:
        try:
            metadata["location"] = place_named(story.at)
        except ValueError as error:
            raise StoryFault(f"{story.where}: 'at': {error}") from error
    return metadata


def _against_story(step: Step, turn: Turn) -> Iterator[str]:
    done = [action for action, _, _ in turn.actions]
    if step.intent is not None and turn.intent != step.intent:
        yield f"understood as {turn.intent} ({turn.confidence:.2f}), not {step.intent}"
    if step.action is not None and step.action not in done:
        yield f"did {', '.join(done) or 'nothing'}, not {step.action}"
    if step.slate is not None and (turn.slate is not None) != step.slate:
        yield f"{'no' if step.slate else 'a'} slate was shown: {turn.text!r}"
    for words in step.says:
        if words not in turn.text:
            yield f"does not say “{words}”: {turn.text!r}"
    if step.says_one_of and not any(words in turn.text for words in step.says_one_of):
        yield f"says none of {', '.join(step.says_one_of)}: {turn.text!r}"
    for words in step.never:
        if words in turn.text:
            yield f"says “{words}”: {turn.text!r}"
    for title in step.buttons:
        if title not in turn.buttons:
            yield f"does not offer “{title}”; offered are: {', '.join(turn.buttons) or 'none'}"


def _against_promises(settings: Settings, story: Story, step: Step, turn: Turn) -> Iterator[str]:
    if not turn.text.strip():
        yield "no text in the reply"
    for reply in turn.replies:
        text = reply.get("text") or ""
        if len(text) > _TEXT_CHARS_MAX:
            yield f"{len(text)} characters, more than {_TEXT_CHARS_MAX}"
        yield from (f"leaves “{sign}” unfilled: {text!r}" for sign in _UNFILLED if sign in text)
    if turn.slate is not None:
        facts = promises.read_facts(settings, story.person, turn.slate)
        yield from promises.broken(turn.slate, facts, promises.amount_in(step.user))
