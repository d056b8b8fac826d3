"""Everything about the dialogue's files that can be known to be wrong without talking to the bot."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from actions.registry import ACTIONS
from actions.wording.lint import lint_texts
from ops.dialogue import contradictions
from ops.dialogue.sources import Dialogue, Flow, payload_of, read
from ops.dialogue.yaml_lines import LINE, YamlFault
from settings import ROOT

__all__ = ["Finding", "check"]

_PSEUDO_INTENTS: Final = frozenset({"retry"})  # understood by the channel before Rasa (rasa_bot.incoming)
_OWN_ACTIONS: Final = frozenset({"action_listen", "action_restart", "action_session_start", "action_default_fallback"})
_SPEAKING_ROOMS: Final = ("actions", "rasa_bot")
_SPOKEN: Final = re.compile(r"utter_[a-z_]*\{?")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where (``file:line``), and what."""

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


def check(root: Path) -> list[Finding]:
    """All findings for the files under ``root``, by file and line."""
    try:
        dialogue = read(root)
    except YamlFault as fault:
        where, _, problem = str(fault).rpartition(": ")
        return [Finding(where, problem)]
    looks: tuple[Callable[[Dialogue], Iterator[Finding]], ...] = (
        _unknown_names,
        _unreachable,
        _unanswered_intents,
        _unused,
        _actions_of_nobody,
        _buttons,
    )
    found = [finding for look in looks for finding in look(dialogue)]
    if not found:  # Rasa stops at an unknown name, and would tell it again in other words
        found += [Finding(where, problem) for where, problem in contradictions.find(root, dialogue)]
    found += [Finding(f"{text.file.relative_to(root)}:{text.line}", text.problem) for text in lint_texts(root)]
    return sorted(found, key=lambda finding: finding.where)


def _unknown_names(dialogue: Dialogue) -> Iterator[Finding]:
    spoken = {response.name for response in dialogue.responses}
    doable = dialogue.actions | dialogue.forms | spoken | _OWN_ACTIONS
    for flow in dialogue.flows:
        for intent in flow.intents:
            if intent not in dialogue.intents:
                yield Finding(flow.where, f"{flow.kind} “{flow.name}”: there is no intent {intent}")
        for action in flow.actions:
            if action not in doable:
                yield Finding(flow.where, f"{flow.kind} “{flow.name}”: there is no action or response {action}")


def _unreachable(dialogue: Dialogue) -> Iterator[Finding]:
    """Rules that begin as another does: Rasa would take one of them, always the same."""
    first: dict[str, Flow] = {}
    for flow in dialogue.flows:
        if flow.kind != "rule":
            continue
        if not flow.steps:
            yield Finding(flow.where, f"rule “{flow.name}” has no steps")
            continue
        trigger = _trigger(flow)
        if trigger in first:
            other = first[trigger]
            yield Finding(
                flow.where, f"rule “{flow.name}” is never reached: “{other.name}” ({other.where}) begins alike"
            )
        else:
            first[trigger] = flow


def _trigger(flow: Flow) -> str:
    """What sets a rule off: its condition, and its steps before the first action."""
    head = []
    for step in flow.steps:
        if "action" in step:
            break
        head.append(step)
    begins = [_plain(one) for one in (*flow.condition, *(head or flow.steps[:1]))]
    return json.dumps(begins, ensure_ascii=False, sort_keys=True, default=str)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key != LINE}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _unanswered_intents(dialogue: Dialogue) -> Iterator[Finding]:
    answered = {intent for flow in dialogue.flows if flow.kind == "rule" for intent in flow.intents}
    for intent in sorted(dialogue.intents - answered):
        yield Finding("domain.yml", f"intent {intent} is answered by no rule")


def _unused(dialogue: Dialogue) -> Iterator[Finding]:
    used = {action for flow in dialogue.flows for action in flow.actions}
    names, beginnings = _spoken_by_code()
    used |= names | {f"utter_{intent}" for intent in dialogue.intents}  # said by action_say
    asked = {f"utter_ask_{slot}" for form in (dialogue.domain.get("forms") or {}).values() for slot in _slots(form)}
    seen: set[str] = set()
    for response in dialogue.responses:
        if response.name not in used | asked | seen and not response.name.startswith(beginnings):
            seen.add(response.name)
            yield Finding(response.where, f"response {response.name} is used by no rule, story, form or action")


@functools.lru_cache(maxsize=1)
def _spoken_by_code() -> tuple[frozenset[str], tuple[str, ...]]:
    """Responses that actions name, and beginnings of names that they complete (``utter_charge_{kind}``)."""
    files = (file for room in _SPEAKING_ROOMS for file in (ROOT / room).rglob("*.py"))
    found = {match for file in files for match in _SPOKEN.findall(file.read_text(encoding="utf-8"))}
    beginnings = {name[:-1] for name in found if name.endswith("{")} - {"utter_"}
    return frozenset(name for name in found if not name.endswith("{")), tuple(sorted(beginnings))


def _slots(form: object) -> list[str]:
    return list(form.get("required_slots") or []) if isinstance(form, dict) else []


def _actions_of_nobody(dialogue: Dialogue) -> Iterator[Finding]:
    made = {str(action.name(action)) for action in ACTIONS}  # type: ignore[arg-type]  # names need no instance
    for action in sorted(dialogue.actions - made - {r.name for r in dialogue.responses}):
        yield Finding("domain.yml", f"{action} is declared, but no action of that name is made in actions/registry.py")
    for action in sorted(made - dialogue.actions):
        yield Finding("domain.yml", f"{action} is made in actions/registry.py, but not declared under 'actions:'")


def _buttons(dialogue: Dialogue) -> Iterator[Finding]:
    for response in dialogue.responses:
        for payload in response.payloads:
            parsed = payload_of(payload)
            if parsed is None:
                yield Finding(response.where, f"{response.name}: button payload {payload!r} is no '/intent'")
                continue
            intent, entities = parsed
            if intent not in dialogue.intents | _PSEUDO_INTENTS:
                yield Finding(response.where, f"{response.name}: button payload names no intent: {intent}")
            try:
                named = json.loads(entities)
            except ValueError:
                yield Finding(response.where, f"{response.name}: entities of button payload are no JSON: {entities}")
                continue
            for entity in sorted(set(named) - dialogue.entities):
                yield Finding(response.where, f"{response.name}: button payload names no entity: {entity}")
