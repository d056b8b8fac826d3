"""``naviyam dialogue try``: a chat in the terminal with everything behind the answers laid open."""

from __future__ import annotations

import json
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from ops.dialogue.places import place_named
from ops.dialogue.talk import Conversation, Turn
from settings import Settings

__all__ = ["converse"]

_SLOT_CHARS: Final = 110
_RANKED: Final = 3


def converse(settings: Settings, console: Console, *, person: str | None, at: str | None, now: str) -> None:
    """Read lines until an empty one or the end of input. A number presses the button of that number.

    Raises:
        NotRunning: 나비얌 does not answer.
        ValueError: no such neighbourhood.
    """
    metadata: dict[str, Any] = {"now": now} if now else {}
    if person is not None:
        metadata["user"] = person
    if at is not None:
        metadata["location"] = place_named(at)
    conversation = Conversation(settings, metadata)
    console.print("Say something. A number with # presses a button (#1); an empty line ends.", style="dim")
    buttons: list[tuple[str, str]] = []
    while True:
        try:
            said = console.input("[bold cyan]나[/bold cyan] ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not said:
            return
        if said.startswith("#") and said[1:].isdigit() and 0 < int(said[1:]) <= len(buttons):
            said = buttons[int(said[1:]) - 1][1]
        turn = conversation.say(said)
        _show(console, turn)
        buttons = list(turn.buttons.items())


def _show(console: Console, turn: Turn) -> None:
    console.print(f"[bold green]나비얌[/bold green] {turn.text}")
    for number, title in enumerate(turn.buttons, start=1):
        console.print(f"   [#{number}] {title}", markup=False)
    table = Table(show_header=False, box=None, padding=(0, 1), style="dim")
    ranked = ", ".join(f"{name} {confidence:.2f}" for name, confidence in turn.ranking[:_RANKED])
    table.add_row("understood", f"{turn.intent} {turn.confidence:.2f}" + (f"   (of {ranked})" if ranked else ""))
    for entity in turn.entities:
        role = f" ({entity['role']})" if entity.get("role") else ""
        table.add_row(
            "entity", f"{entity['entity']} = {entity['value']}{role}   by {entity.get('extractor', 'button')}"
        )
    for action, policy, confidence in turn.actions:
        table.add_row("did", f"{action}   chosen by {_policy(policy)}" + (f" {confidence:.2f}" if confidence else ""))
    for name, value in turn.slots.items():
        table.add_row("remembers", f"{name} = {_short(value)}")
    console.print(table)


def _policy(policy: str | None) -> str:
    """``policy_0_RulePolicy`` as ``RulePolicy``."""
    return (policy or "nobody").rsplit("_", 1)[-1]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SLOT_CHARS else text[: _SLOT_CHARS - 1] + "…"
