"""The last ten turns, in the slot ``recent``: what "아까 그 집" still means after other shops were shown.

Intents, shops and slates by number; no words. What was wished for so far
stands in the slot ``request`` (`actions.wish`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from actions.turn import Turn

__all__ = ["last_shop", "remembered"]

_TURNS: Final = 10


def remembered(turn: Turn, slots: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The slot after this turn, whose answer sets ``slots``."""
    focus = slots["focus_shop_id"] if "focus_shop_id" in slots else turn.slots.get("focus_shop_id")
    slate = slots.get("slate")  # set by the replies that show shops, and by them alone
    shown = slate.get("slate_id") if isinstance(slate, Mapping) else None
    now = {"intent": turn.intent, "shop": focus, "slate": shown, "at": turn.now.isoformat()}
    return [*_turns(turn), now][-_TURNS:]


def last_shop(turn: Turn) -> int | None:
    """The shop talked about last, also where another slate came in between."""
    shops = (one.get("shop") for one in reversed(_turns(turn)))
    return next((shop for shop in shops if isinstance(shop, int)), None)


def _turns(turn: Turn) -> list[Mapping[str, Any]]:
    slot = turn.slots.get("recent")
    return [one for one in slot if isinstance(one, Mapping)] if isinstance(slot, list) else []
