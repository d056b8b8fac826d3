"""Which rows of a public list are no place for a child's meal.

Card lists name the trade as the card company booked it, and that is often wrong: a CU under 남.여기성복, a stew house
under 식품류제조업. So a trade outside food is overruled by a name that leaves no doubt.
"""

from __future__ import annotations

import re
from typing import Final

from catalog import categories

__all__ = ["is_mart", "reason_against"]
_MART_TRADES: Final = frozenset({"할인점/슈퍼마켓", "연쇄점", "농협(마트)", "농협(기타)", "마트"})
_FOOD_TRADES: Final = _MART_TRADES | {
    "한식",
    "일반한식",
    "중식",
    "일식",
    "양식",
    "분식",
    "치킨",
    "피자",
    "패스트푸드",
    "제과점",
    "베이커리",
    "편의점",
    "일반대중음식",
    "뷔페식",
    "커피전문점",
    "커피",
    "카페",
    "도시락",
    "스낵",
    "식품잡화",
    "기타요식업",
    "음식점",
    "기타음식점",
    "일반음식점",
    "휴게음식점",
    "제과점영업",
}
_MART_NAME: Final = re.compile(r"마트(?!24)|슈퍼|농협|하나로")
_MEAL_NAME: Final = re.compile(r"식당|반찬|밥상|찌개|국밥|떡|정식|분식|김밥|도시락|칼국수|해장국|짬뽕|식탁")
_NO_MEAL: Final = (
    (re.compile(r"배송비|배달비"), "an account for delivery fees"),
    (re.compile(r"주차장"), "a car park"),
    (
        re.compile(
            r"골프|컨트리\s?클럽|클럽하우스|(?<![a-z])[cg]c(?:점|$|대식당|\d)|(?<=[가-힣])지씨(?:\(|$)", re.IGNORECASE
        ),
        "a golf course",
    ),
)


def is_mart(trade: str, name: str) -> bool:
    """Whether the shop is a mart or supermarket, where the card buys only some of the goods."""
    sign = categories.from_name(name)
    if sign is not None and sign.category != "한식":
        return False
    return trade in _MART_TRADES or (trade == "식품잡화" and bool(_MART_NAME.search(name)))


def reason_against(trade: str, name: str) -> str | None:
    """Why the row is no place for a meal, or None when it is one.

    Args:
        trade: the source's word for the trade; empty when it has none. 한식_면류 is read as 한식.
    """
    sign = categories.from_name(name)
    if sign is not None and sign.category == "편의점":
        return None
    for pattern, reason in _NO_MEAL:
        if pattern.search(name):
            return f"no place for a meal: {reason}"
    if (
        not trade
        or trade.split("_")[0] in _FOOD_TRADES
        or (sign is not None and sign.category != "한식")
        or _MEAL_NAME.search(name)
    ):
        return None
    return f"no place for a meal: {trade}"
