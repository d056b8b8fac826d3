"""What somebody else cannot eat (동생은 새우 못 먹어요) holds for this conversation's wish, never for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.turn import Turn
from actions.whose import Theirs
from actions.wish import Wish
from catalog.categories import CATEGORIES

__all__ = ["held_in_wish"]


def held_in_wish(turn: Turn, theirs: Theirs) -> Mapping[str, Any]:
    """The slots with the wish that leaves out what ``theirs`` names."""
    wish = Wish.from_slot(turn.slots.get("request"), turn.now)
    categories = [food for food in theirs.disliked if food in CATEGORIES]
    dishes = [food for food in theirs.disliked if food not in CATEGORIES]
    held = replace(
        wish,
        diet=wish.diet | theirs.diet,
        not_categories=tuple(dict.fromkeys((*wish.not_categories, *categories))),
        not_dishes=tuple(dict.fromkeys((*wish.not_dishes, *dishes))),
    )
    return {"request": held.as_slot(turn.now)}
