"""Draws the dialogue: what somebody may mean on the left, what the bot then does in the middle and on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ops.dialogue.sources import Dialogue, Flow

__all__ = ["draw"]

_COLOURS: Final = {
    "intent": "#dbeafe",
    "action": "#fde68a",
    "response": "#d1fae5",
    "form": "#fbcfe8",
    "slot": "#e5e7eb",
}
_ROW_IN: Final = 0.32
_WIDTH_IN: Final = 14.0
_BOX_SHARE: Final = 0.25  # of the width


def draw(dialogue: Dialogue, target: Path) -> None:
    """Draw all rules into ``target`` (svg, png or pdf by its suffix): one row a rule, its steps from left to right.

    Raises:
        ValueError: a suffix that matplotlib does not write.
        OSError: the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rules = sorted((flow for flow in dialogue.flows if flow.kind == "rule"), key=lambda flow: flow.where.split(":")[0])
    figure = Figure(figsize=(_WIDTH_IN, _ROW_IN * (len(rules) + 3)))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rules) + 2, 0)
    axes.axis("off")
    _legend(axes)
    for row, rule in enumerate(rules, start=2):
        _row(axes, row, rule, dialogue)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target)


def _legend(axes: object) -> None:
    for number, (kind, colour) in enumerate(_COLOURS.items()):
        _box(axes, number * 0.16, 0.6, 0.14, kind, colour)


def _row(axes: object, row: int, rule: Flow, dialogue: Dialogue) -> None:
    boxes = [*_conditions(rule), *(box for step in rule.steps if (box := _of_step(step, dialogue)) is not None)]
    share = min(_BOX_SHARE, 1 / max(1, len(boxes)))
    for number, (text, kind) in enumerate(boxes):
        x = number * share
        if number:
            axes.annotate(  # type: ignore[attr-defined]  # matplotlib ships no types
                "", (x + 0.004, row), (x - 0.02 * share / _BOX_SHARE, row), arrowprops={"arrowstyle": "->", "lw": 0.8}
            )
        _box(axes, x + 0.005, row, share * 0.88, text, _COLOURS[kind])
    if len(boxes) * share < 1:
        end = len(boxes) * share + 0.01
        axes.text(end, row, rule.name, va="center", fontsize=7, color="#6b7280")  # type: ignore[attr-defined]


def _conditions(rule: Flow) -> list[tuple[str, str]]:
    names = [one.get("active_loop") or one.get("slot_was_set") for one in rule.condition]
    return [(f"while {name}" if name else "while no form", "slot") for name in names]


def _of_step(step: object, dialogue: Dialogue) -> tuple[str, str] | None:
    if not isinstance(step, dict):
        return None
    if "or" in step:
        return " or ".join(str(one.get("intent")) for one in step["or"]), "intent"
    if "intent" in step:
        return str(step["intent"]), "intent"
    if "action" in step:
        name = str(step["action"])
        kind = "form" if name in dialogue.forms else "response" if name.startswith("utter_") else "action"
        return name, kind
    if "active_loop" in step:
        return f"form {step['active_loop'] or 'ends'}", "form"
    if "slot_was_set" in step:
        return f"{step['slot_was_set']}", "slot"
    return None


def _box(axes: object, x: float, y: float, width: float, text: str, colour: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(  # type: ignore[attr-defined]
        FancyBboxPatch((x, y - 0.33), width, 0.66, boxstyle="round,pad=0.002", fc=colour, ec="#6b7280", lw=0.6)
    )
    shown = text if len(text) < 42 else text[:40] + "…"
    axes.text(x + width / 2, y, shown, ha="center", va="center", fontsize=7)  # type: ignore[attr-defined]
