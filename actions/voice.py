"""The voice for one turn: its channel, what was said a moment ago, and the same choice should the turn come twice."""

from __future__ import annotations

from actions.turn import Turn
from actions.wording.texts import Voice

__all__ = ["voice_for"]


def voice_for(turn: Turn) -> Voice:
    """How the bot speaks in this turn."""
    return Voice(turn.platform, turn.said_lately, turn.message_id or "")
