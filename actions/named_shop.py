"""The shop a message names, where the understanding marked none: a name that is said goes before the one in mind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import structlog

from actions.turn import Coordinates, Entity, Turn
from catalog.categories import CATEGORIES, from_name
from catalog.dishes import get_dishes
from catalog.morphemes import ends_in_a_noun
from recommender.mentions import Mention, mentioned
from storage.errors import StorageTimeout
from storage.postgres import Pool

__all__ = ["with_named_shop"]

_log = structlog.get_logger()
_POINTS: Final = ("shop_id", "shop_name", "ordinal")
_NAMED: Final = ("shop_id", "ordinal")
_WORD: Final = re.compile(r"[0-9A-Za-z가-힣]+")
_PARTICLE: Final = re.compile(r"(?:에서는|에서|에는|이랑|은|는|을|를|도|에|의|랑)$")
_SHOP: Final = re.compile(
    r"(?:식당|밥집|집밥|반점|포차|상회|카페|주방|키친|치킨|분식|피자|김밥|국밥|버거|스시|초밥|루|각)$"
)
"""What names of shops end in."""
_NO_NAME: Final = re.compile(
    r"^(?:여기|거기|저기|그|이|저|근처|주변|동네|아무|다른|맛|단골|학교|회사|우리|가게|중국|한국|일본|베트남|편의)+"
)
_ASKS_A_DISH: Final = re.compile(r"얼마|가격|값|있|매워|맵|들어|칼로리|맛")
_LEAST_OWN: Final = 2
"""Syllables a name has before the word that tells what is sold: 뿅뿅치킨."""


async def with_named_shop(pool: Pool, turn: Turn, place: Coordinates | None) -> Turn:
    """The turn with the shop its text names as an entity, and without what was read into pieces of that name.

    A shop of several branches stays a name, which is asked about; so does a word that looks like a shop's name and is
    none that anybody knows, so that nobody is told another shop's facts.
    """
    if turn.is_searched or not turn.text or any(turn.values(name) for name in _NAMED):
        return turn
    return replace(await _sought(pool, turn, place), is_searched=True)


async def _sought(pool: Pool, turn: Turn, place: Coordinates | None) -> Turn:
    shown = {str(item["name"]) for item in (turn.slate["items"] if turn.slate else ())}
    if shown.intersection(map(str, turn.values("shop_name"))):
        return turn
    try:
        found = await mentioned(pool, turn.text, place=None if place is None else (place.lat, place.lng))
    except StorageTimeout as error:  # a large catalogue, and no place: what the understanding found has to do
        _log.warning("shop_name_not_looked_up", reason=str(error))
        return turn
    if found is not None and (found.is_exact or not turn.values("shop_name")):
        others = tuple(one for one in turn.entities if one.name != "shop_name" and not _within(one, turn, found))
        return replace(turn, entities=(*others, _entity(found, turn)))
    if turn.values("shop_name") or (unknown := _unknown_name(turn)) is None:
        return turn
    return replace(turn, entities=(*turn.entities, Entity("shop_name", unknown)))


def _entity(found: Mention, turn: Turn) -> Entity:
    after = turn.text[found.end :]
    if len(found.shop_ids) == 1:
        return Entity("shop_id", found.shop_ids[0], after=after)
    return Entity("shop_name", found.name, after=after)


def _within(entity: Entity, turn: Turn, found: Mention) -> bool:
    """Whether an entity was read into a piece of the name: 떡볶이 in 아이랑떡볶이."""
    return found.start < len(turn.text) - len(entity.after) <= found.end


def _unknown_name(turn: Turn) -> str | None:
    """A word that can only be the name of a shop, which no shop has; None: there is none."""
    return next((word for word in _words(turn.text) if _looks_like_a_name(word, turn.text)), None)


def _words(text: str) -> Iterable[str]:
    return (_PARTICLE.sub("", match[0]) for match in _WORD.finditer(text))


def _looks_like_a_name(word: str, text: str) -> bool:
    sign = _SHOP.search(word)
    if sign is None or _NO_NAME.match(word) or (from_name(word) is None and len(sign[0]) < _LEAST_OWN):
        return False
    own = word[: sign.start()]
    if len(own) < _LEAST_OWN or get_dishes().exact(word) or get_dishes().exact(own) or own in CATEGORIES:
        return False
    if get_dishes().find(word) is not None and _ASKS_A_DISH.search(text):
        return False  # 로제김밥 얼마야 asks for a dish, 뿅뿅김밥 카드 돼? for a shop
    return ends_in_a_noun(own)
