"""Korean names of values: restrictions, tastes, meals, relaxable conditions, card states."""

from __future__ import annotations

from typing import Final

__all__ = ["DIET", "MEAL", "TASTE", "avoided", "listed"]

DIET: Final = {
    "peanut": "땅콩",
    "shrimp": "새우",
    "crab": "게",
    "shellfish": "조개류",
    "fish": "생선",
    "milk": "우유",
    "egg": "달걀",
    "wheat": "밀",
    "soy": "콩",
    "buckwheat": "메밀",
    "peach": "복숭아",
    "tomato": "토마토",
    "pork": "돼지고기",
    "beef": "소고기",
    "chicken": "닭고기",
    "walnut": "호두",
    "pine_nut": "잣",
    "sulfite": "아황산류",
    "squid": "오징어",
    "spicy": "매운맛",
    "vegetarian": "고기·해산물",
    "vegan": "동물성 재료",
    "halal": "돼지고기",
}
"""Diet value → what is left out for it."""

TASTE: Final = {
    "spicy": "매콤한",
    "mild": "안 매운",
    "sweet": "달콤한",
    "salty": "짭짤한",
    "sour": "새콤한",
    "savory": "고소한",
    "light": "담백한",
    "greasy": "기름진",
    "hot": "따뜻한",
    "cold": "시원한",
    "soup": "국물 있는",
}

MEAL: Final = {"breakfast": "아침", "lunch": "점심", "snack": "간식", "dinner": "저녁", "late_night": "야식"}


def listed(words: list[str]) -> str:
    """``김밥, 라면, 만두``; after three, how many more."""
    return ", ".join(words) if len(words) <= 3 else f"{', '.join(words[:3])} 등 {len(words)}가지"


def avoided(diet: frozenset[str]) -> str:
    """What is left out for these restrictions, as a list of Korean words."""
    return listed(sorted({DIET.get(value, value) for value in diet}))
