"""The last ten turns, in the slot ``recent``: what "아까 그 집" still means after other shops were shown.

Intents, shops and slates by number; no words but who else cannot eat what (``theirs``, `actions.dropping`). What was
wished for so far stands in the slot ``request`` (`actions.wish`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from actions.turn import Turn

__all__ = ["last_intent", "last_shop", "remembered"]

_TURNS: Final = 10
_ASK_AGAIN: Final = frozenset({"nlu_fallback", "more_options"})
"""What "2번은?" and "그거 말고 두 번째 거는?" are understood as."""


def remembered(turn: Turn, slots: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The slot after this turn, whose answer sets ``slots``."""
    focus = slots["focus_shop_id"] if "focus_shop_id" in slots else turn.slots.get("focus_shop_id")
    slate = slots.get("slate")  # set by the replies that show shops, and by them alone
    shown = slate.get("slate_id") if isinstance(slate, Mapping) else None
    now = {"intent": turn.intent, "shop": focus, "slate": shown, "at": turn.now.isoformat()}
    return [*_turns(turn), now][-_TURNS:]


def last_intent(turn: Turn) -> str | None:
    """What was asked last: the turn before, or the one that a "2번은?" before this asked again."""
    for one in reversed(_turns(turn)):
        if one.get("intent") not in _ASK_AGAIN or one.get("slate") is not None:
            return str(one.get("intent"))
    return None


def last_shop(turn: Turn) -> int | None:
    """The shop talked about last, also where another slate came in between."""
    shops = (one.get("shop") for one in reversed(_turns(turn)))
    return next((shop for shop in shops if isinstance(shop, int)), None)


def _turns(turn: Turn) -> list[Mapping[str, Any]]:
    slot = turn.slots.get("recent")
    return [one for one in slot if isinstance(one, Mapping)] if isinstance(slot, list) else []
