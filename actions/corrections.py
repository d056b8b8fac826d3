"""An answer of the first talk said anew while a later question is open: 아니다 중식이 좋아, 아 아니 만원으로 할래."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from actions.about_me import stated_budget, stated_in
from actions.onboarding_answers import is_wish
from actions.turn import Turn
from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from members.stated import Stated

__all__ = ["Correction", "correction"]

_INSTEAD: Final = re.compile(
    r"^(?:[아앗어음오]+\s?,?\s?)?(?:아니|아냐|아녀|잠깐|잘못|정정|다시)|아니다|말고|말구|대신|바꿀|바꿔|바꾸|고칠|고쳐|정정|잘못\s?말|실수"
)
_REFUSED: Final = re.compile(r"\s*(?:은|는|이|가|도)?\s*(?:말고|말구|대신|아니)")
_LIKES: Final = re.compile(r"좋|최애|사랑|선호|즐겨")
_BODY: Final = re.compile(r"알레르기|알러지|못\s?(?:먹|드|묵|마)|안\s?(?:먹|돼|되|맞)|싫")
_NEW_WISH: Final = frozenset({"food_request", "budget_inquiry"})
_LONGEST_BARE: Final = 7


@dataclass(frozen=True)
class Correction:
    """What is answered anew: the question, the answer, and whether it stands in the old one's stead."""

    step: str
    said: Stated
    is_instead: bool


def correction(turn: Turn, open_step: str | None) -> Correction | None:
    """What ``turn`` corrects of the questions before ``open_step`` (None: the talk is over); None: nothing.

    An amount is never something somebody must not eat, so it is the usual amount whichever question is open.
    """
    text, is_instead = turn.text, bool(_INSTEAD.search(turn.text))
    if not text or open_step == "liked" or is_wish(turn) or _BODY.search(text) or turn.values("diet"):
        return None
    if turn.intent in _NEW_WISH and not is_instead and len(text) > _LONGEST_BARE:
        return None
    if open_step is None and not is_instead:
        return None
    if open_step != "spend" and (budget := stated_budget(turn)) is not None:
        return Correction("spend", Stated(budget=budget), is_instead=True)
    if turn.values("budget"):
        return None
    kept = tuple(one for one in turn.entities if not _REFUSED.match(one.after))
    stated = stated_in(replace(turn, entities=kept))
    liked = Stated(categories=stated.categories, tastes=stated.tastes)
    if liked.is_empty or not (is_instead or _LIKES.search(text)):
        return None
    if open_step != "spend" and not (_LIKES.search(text) or (open_step == "avoid" and _is_of_kitchens(liked))):
        return None  # 아니 떡볶이: an answer to what is not eaten, or a wish once the talk is over
    return Correction("liked", liked, is_instead)


def _is_of_kitchens(liked: Stated) -> bool:
    return bool(liked.categories) and all(
        one in CATEGORIES and get_dishes().exact(one) is None for one in liked.categories
    )
