"""Reasons: what may truly be said in favour of an item, and what must be said as a caution; from the row alone."""

from __future__ import annotations

from typing import Final

from recommender.ranking import Ranked
from recommender.request import Request

__all__ = ["reasons"]

_NEAR_M: Final = 240
_CLEARLY_CHEAPER: Final = 0.7  # of the stated budget
_LIKED: Final = 0.7
_AT_MOST: Final = 4


def reasons(item: Ranked, request: Request) -> list[str]:
    """Cautions first, for they matter more; at most four."""
    return [*_cautions(item, request), *_merits(item, request)][:_AT_MOST]


def _cautions(item: Ranked, request: Request) -> list[str]:
    candidate, avoided = item.candidate, request.avoided
    found = []
    if avoided.needs_ingredients and candidate.allergens is None:
        found.append("재료를 알 수 없어 가게에 꼭 물어봐야 해요")
    if avoided.tastes and not candidate.tastes:
        found.append("매운지는 확인이 필요해요")
    if "halal" in request.diet:
        found.append("할랄 인증은 확인이 필요해요")
    if item.is_open is None:
        found.append("영업시간 확인이 필요해요")
    if item.is_open is False:
        found.append("지금은 영업하지 않아요")
    if candidate.card == "P":
        found.append("급식카드는 일부만 쓸 수 있어요")
    if candidate.card == "U":
        found.append("급식카드가 되는지 확인이 필요해요")
    return found


def _merits(item: Ranked, request: Request) -> list[str]:
    candidate = item.candidate
    found = []
    if request.avoided.allergens and candidate.allergens is not None:
        found.append("표시된 재료 중에 피할 것이 없어요")
    if candidate.dish_asked:
        found.append("찾던 메뉴예요")
    if request.budget is not None and candidate.price <= _CLEARLY_CHEAPER * request.budget:
        found.append("예산보다 넉넉하게 저렴해요")
    if candidate.distance <= _NEAR_M:
        found.append("아주 가까워요")
    if request.preferences.get(candidate.category, 0) >= _LIKED:
        found.append("좋아하는 종류의 음식이에요")
    if candidate.is_popular:
        found.append("이 집 인기 메뉴예요")
    if candidate.good_influence:
        found.append("선한영향력가게예요")
    if candidate.card == "Y":
        found.append("급식카드를 쓸 수 있어요")
    return found
