"""Which shop a question is about: the one named, the one numbered, or the one talked about last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from actions import place as places
from actions.answer import Answer, Button, payload
from actions.recent import last_shop
from actions.turn import Coordinates, Turn
from actions.voice import voice_for
from actions.wording.asking import ask_which
from actions.wording.buttons import starters
from actions.wording.figures import short
from recommender import lookup
from recommender.lookup import Named, Shop
from storage.postgres import Pool

__all__ = ["item_numbered", "known_place", "meant"]

_LAST: Final = -1
_EARLIER: Final = re.compile(r"아까|전에|먼저|지난번|처음에?\s?(?:본|그)|그때")
"""What points past the shops shown last."""


async def meant(pool: Pool, turn: Turn, *, asks: str) -> Shop | Answer:
    """The shop that is meant, or the answer that asks for it; ``asks`` is the intent its buttons repeat."""
    place = known_place(turn)
    where = None if place is None else (place.lat, place.lng)
    shop_id = turn.first("shop_id")
    if not isinstance(shop_id, int):
        found = await _by_words(pool, turn, asks, where)
        if isinstance(found, Answer):
            return found
        shop_id = found
    shop = await lookup.read(pool, shop_id, place=where)
    if shop is None:
        return Answer(voice_for(turn).say("shop_gone"), starters())
    return shop


async def _by_words(pool: Pool, turn: Turn, asks: str, where: tuple[float, float] | None) -> int | Answer:
    slate, voice = turn.slate, voice_for(turn)
    items = list(slate["items"]) if slate else []
    name = turn.first("shop_name")
    if isinstance(name, str) and name.strip():
        shown = [int(item["shop_id"]) for item in items]
        found = await lookup.named(pool, name.strip(), slate_shops=shown, place=where)
        if not found:
            return Answer(voice.say("ask_shop_unknown", shop=short(name.strip(), 20)), starters())
        if len(found) > 1:
            buttons = (Button(_told_apart(one, found), payload(asks, shop_id=one.shop_id)) for one in found)
            return Answer(voice.say("ask_shop_which"), tuple(buttons))
        return found[0].shop_id
    ordinal = turn.ordinal
    if isinstance(ordinal, int) and items:
        item = item_numbered(items, ordinal)
        return ask_which(asks, slate, voice) if item is None else int(item["shop_id"])
    focus = turn.slots.get("focus_shop_id")
    if focus is None and _EARLIER.search(turn.text):
        focus = last_shop(turn)
    if isinstance(focus, int):
        return focus
    return int(items[0]["shop_id"]) if len(items) == 1 else ask_which(asks, slate, voice)


def item_numbered(items: list[Mapping[str, Any]], ordinal: int) -> Mapping[str, Any] | None:
    """The item at that place of the list, counted from 1; -1 is the last; None when there is none."""
    if ordinal == _LAST and items:
        return items[-1]
    return items[ordinal - 1] if 1 <= ordinal <= len(items) else None


def known_place(turn: Turn) -> Coordinates | None:
    """Where the person is, without asking: where the shops were looked for, unless that is too long ago."""
    return places.known(turn).where


def _told_apart(one: Named, found: Sequence[Named]) -> str:
    """The name; where two share it, with the street each stands in."""
    name = short(one.name, 20)
    if one.address is None or sum(other.name == one.name for other in found) == 1:
        return name
    return f"{short(one.name, 14)} · {short(' '.join(one.address.split()[1:]), 20)}"
