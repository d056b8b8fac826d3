"""A new whole request for food of any kind (신림동 밥집, 밥 추천해줘): the dish of before is not meant any more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions.entities import Said
from actions.turn import Turn
from actions.wish import Wish

__all__ = ["without_old_food"]

_IN_GENERAL: Final = re.compile(
    r"(?<![가-힣])(?:밥|끼니|식사)(?=$|[\s,.!?~]|[은을이도만]\s|집|좀|먹|먹을|거리|할)|(?<![가-힣])(?:맛집|식당|음식점|밥집)"
    r"|먹을\s?(?:만한\s?)?(?:데|곳|거|것|게|걸)|뭐\s?먹|뭘?\s?먹지"
)
_OF_THE_SAME: Final = re.compile(
    r"(?<![가-힣])(?:더|덜|그런|이런|그거|이거|거기|여기|아까|방금)(?![가-힣]{2})|다른|말고|보다|밥\s?(?:말고|빼|싫|없)|추가"
)
"""What goes on with the wish before: 더 싼 밥집, 다른 식당."""


def without_old_food(wish: Wish, said: Said, turn: Turn) -> Wish:
    """``wish`` without the food carried from before, where ``turn`` names food in general and no food beside.

    An answer to where the person is (충장로 밥집) goes on with the wish that asked for it.
    """
    names_food = bool(said.categories or said.dishes or said.not_categories or said.not_dishes)
    is_answer = any('"place"' in payload for payload in turn.offered)
    if names_food or is_answer or not _IN_GENERAL.search(turn.text) or _OF_THE_SAME.search(turn.text):
        return wish
    return replace(wish, dishes=(), categories=(), tastes=(), words=None, relaxed=wish.relaxed - {"dishes", "tastes"})
