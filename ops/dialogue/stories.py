"""Reads the story tests of ``tests/dialogue``: conversations as designers write them, each step with its line.

.. code-block:: yaml

    stories:
    - story: 5천원으로 점심을 찾고 첫 번째를 고른다
      person: demo-12000            # a demo person; a guest when left out
      at: 서울 관악구 신림동          # a sample neighbourhood; nobody knows the place when left out
      now: 2026-11-24T12:10:00+09:00
      steps:
      - user: 5천원으로 점심 먹을 곳
        intent: budget_inquiry      # what must have been understood
        action: action_recommend    # what must have been done
        slate: true                 # whether shops must be shown
        says: [원]                  # each must be said
        says_one_of: [가까운, 도보]   # one of these must be said
        never: [쿠폰]               # none of these may be said
        buttons: [다른 곳 보기]       # each must be offered
      - press: 다른 곳 보기           # a button of the last reply that offered one of that name, even of an old one
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any, Final

from ops.dialogue import yaml_lines

__all__ = ["Step", "Story", "StoryFault", "read"]

_STORY_KEYS: Final = frozenset({"story", "person", "at", "now", "steps"})
_LINE: Final = yaml_lines.LINE
_LISTS: Final = ("says", "says_one_of", "never", "buttons")
_STEP_KEYS: Final = frozenset({"user", "press", "intent", "action", "slate", *_LISTS})
_NOON: Final = "2026-11-24T12:10:00+09:00"


class StoryFault(ValueError):
    """A story file cannot be used; the message is one line: file, line, reason."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One message, typed (``user``) or pressed (``press``), and what must come of it; None expects nothing."""

    where: str
    user: str | None
    press: str | None
    intent: str | None
    action: str | None
    slate: bool | None
    says: tuple[str, ...]
    says_one_of: tuple[str, ...]
    never: tuple[str, ...]
    buttons: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Story:
    """One conversation. ``now`` is ISO 8601 with its zone: stories play on a fixed day."""

    name: str
    where: str
    person: str | None
    at: str | None
    now: str
    steps: tuple[Step, ...]


def read(path: Path) -> list[Story]:
    """The stories of a file, or of all ``.yml`` files of a folder.

    Raises:
        StoryFault: a file is missing, no YAML, or a story has a key, value or neighbourhood that does not exist.
    """
    files = sorted(path.rglob("*.yml")) if path.is_dir() else [path]
    if not files:
        raise StoryFault(f"{path}: no .yml files in it")
    return [story for file in files for story in _read_file(file)]


def _read_file(file: Path) -> list[Story]:
    try:
        document = yaml_lines.load(file)
    except yaml_lines.YamlFault as fault:
        raise StoryFault(str(fault)) from fault
    stories = document.get("stories") if isinstance(document, dict) else None
    if not isinstance(stories, list):
        raise StoryFault(f"{file}:1: wants a list under 'stories:'")
    return [_story(file, story) for story in stories]


def _story(file: Path, story: Any) -> Story:
    if not isinstance(story, dict) or not isinstance(story.get("story"), str):
        raise StoryFault(f"{file}: a story wants a name: '- story: …'")
    where = f"{file}:{story[_LINE]}"
    _refuse_unknown(where, story, _STORY_KEYS)
    steps = story.get("steps")
    if not isinstance(steps, list) or not steps:
        raise StoryFault(f"{where}: a story wants steps")
    return Story(
        name=story["story"],
        where=where,
        person=story.get("person"),
        at=story.get("at"),
        now=_moment(where, story.get("now", _NOON)),
        steps=tuple(_step(file, step) for step in steps),
    )


def _step(file: Path, step: Any) -> Step:
    if not isinstance(step, dict):
        raise StoryFault(f"{file}: a step is '- user: …' or '- press: …', not {step!r}")
    where = f"{file}:{step[_LINE]}"
    _refuse_unknown(where, step, _STEP_KEYS)
    if ("user" in step) == ("press" in step):
        raise StoryFault(f"{where}: a step has either 'user' or 'press'")
    lists = {name: step.get(name) or [] for name in _LISTS}
    for name, values in lists.items():
        if not isinstance(values, list):
            raise StoryFault(f"{where}: '{name}' wants a list, such as [원]")
    return Step(
        where=where,
        user=None if step.get("user") is None else str(step["user"]),
        press=None if step.get("press") is None else str(step["press"]),
        intent=step.get("intent"),
        action=step.get("action"),
        slate=step.get("slate"),
        **{name: tuple(str(value) for value in values) for name, values in lists.items()},
    )


def _refuse_unknown(where: str, mapping: dict[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(str(key) for key in mapping.keys() - known - {_LINE})
    if unknown:
        raise StoryFault(f"{where}: '{unknown[0]}' is no key here; known are {', '.join(sorted(known))}")


def _moment(where: str, now: Any) -> str:
    try:
        moment = now if isinstance(now, dt.datetime) else dt.datetime.fromisoformat(str(now))
    except ValueError as error:
        raise StoryFault(f"{where}: 'now' wants a time such as {_NOON}") from error
    if moment.tzinfo is None:
        raise StoryFault(f"{where}: 'now' wants its time zone, such as {_NOON}")
    return moment.isoformat()
