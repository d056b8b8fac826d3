"""Which shop a question is about: the one named, the one numbered, or the one talked about last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from actions import place as places
from actions.answer import Answer, Button, payload
from actions.named_shop import with_named_shop
from actions.recent import last_intent, last_shop
from actions.turn import Coordinates, Turn
from actions.voice import voice_for
from actions.wording.asking import ask_which
from actions.wording.buttons import starters
from actions.wording.figures import short
from actions.wording.menu import diet_told
from actions.wording.texts import words
from recommender import lookup
from recommender.lookup import Named, Shop
from recommender.mentions import is_called
from storage.postgres import Pool

__all__ = ["asks_of_another", "is_pointed_out", "item_numbered", "known_place", "meant", "same_question"]

_LAST: Final = -1
_EARLIER: Final = re.compile(r"아까|전에|먼저|지난번|처음에?\s?(?:본|그)|그때")
"""What points past the shops shown last."""
_OF_A_SHOP: Final = frozenset(
    {"hours_inquiry", "location_inquiry", "card_acceptance", "menu_inquiry", "coupon_inquiry"}
)
_ANOTHER: Final = re.compile(
    r"(?:그럼|그러면|아니)?\s?(?:(?:그거|그건|그곳|거기|여기|그\s?집|\S{1,2}\s?번째?)\s?(?:거|집)?\s?(?:말고|빼고)?)?\s?(?:그럼\s?)?"
    r"\S{1,2}\s?(?:번째?|째)\s?(?:거|것|집|곳|데|가게)?\s?(?:는|은|건|도)?\s?(?:요|어때요?)?\s?[?~]*"
)
"""A number of the list and nothing besides: 2번은?, 그거 말고 두 번째 거는?"""
_TAKEN_FOR_A_CHOICE: Final = frozenset({"select_option", "food_request", "nlu_fallback", "more_options"})
"""What a 2번은? may have been understood as."""
_PUT_AS_A_QUESTION: Final = re.compile(r"(?:[는은건도]요?|어때요?|\?)\s?[?~]*$")


async def meant(pool: Pool, turn: Turn, *, asks: str) -> Shop | Answer:
    """The shop that is meant, or the answer that asks for it; ``asks`` is the intent its buttons repeat."""
    place = known_place(turn)
    turn = await with_named_shop(pool, turn, place)
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
        if len(found) > 1 or not is_called(name, found[0].name):
            buttons = (Button(_told_apart(one, found), payload(asks, shop_id=one.shop_id)) for one in found)
            if any(is_called(name, one.name) for one in found):
                return Answer(voice.say("ask_shop_which"), tuple(buttons))
            return Answer(voice.say("ask_shop_like", shop=short(name.strip(), 20)), tuple(buttons))
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


def is_pointed_out(turn: Turn) -> bool:
    """Whether one shop is meant: named, numbered, or talked about last."""
    named = any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id"))
    return named or isinstance(turn.slots.get("focus_shop_id"), int)


def same_question(turn: Turn) -> str | None:
    """The intent of the question asked last, where another shop of the list is named and nothing else: 2번은?

    A number alone (2번) picks a shop; only after a question, and put as one, it asks the same again.
    """
    if not asks_of_another(turn):
        return None
    before = "menu_inquiry" if diet_told(turn.said_lately) else _asked_before(turn)
    return before if before in _OF_A_SHOP else None


def asks_of_another(turn: Turn) -> bool:
    """Whether another shop of the list is named, put as a question, and nothing else: 2번은?"""
    text = turn.text.strip()
    if turn.slate is None or not isinstance(turn.ordinal, int):
        return False
    numbers_alone = all(entity.name == "ordinal" for entity in turn.entities)
    return bool(numbers_alone and _ANOTHER.fullmatch(text) and _PUT_AS_A_QUESTION.search(text))


def _asked_before(turn: Turn) -> str | None:
    """The intent of the question before; a 2번은? that was answered so, and chose nothing, is passed over."""
    before = last_intent(turn)
    turns = turn.slots.get("recent")
    if (
        before not in _TAKEN_FOR_A_CHOICE
        or not isinstance(turns, list)
        or words("pointing")["chosen"] in turn.said_lately
    ):
        return before
    earlier = [one for one in turns if isinstance(one, Mapping)]
    while earlier and earlier[-1].get("intent") in _TAKEN_FOR_A_CHOICE and earlier[-1].get("slate") is None:
        earlier.pop()
    return last_intent(replace(turn, slots={**turn.slots, "recent": earlier}))


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
