"""Words for what somebody must not eat, and the diet values of the label guide they stand for.

For lists typed in answer to a question ("새우랑 키위요"), where every word counts: one that is not here cannot be
filtered, and the person must hear so.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

__all__ = ["diet_values"]

_WORDS: Final = {
    "peanut": "땅콩 피넛",
    "shrimp": "새우",
    "crab": "게 꽃게 대게 게살 크랩",
    "shellfish": "조개 조개류 홍합 전복 바지락 굴 가리비 꼬막",
    "fish": "생선 고등어 연어 참치 물고기 회 갈치 멸치",
    "milk": "우유 유제품 치즈 유당 버터 요거트",
    "egg": "계란 달걀 난류 메추리알",
    "wheat": "밀가루 글루텐 밀",
    "soy": "대두 두유 두부 콩",
    "buckwheat": "메밀",
    "peach": "복숭아",
    "tomato": "토마토",
    "pork": "돼지고기 돼지 돈육 삼겹살 햄",
    "beef": "소고기 쇠고기 한우",
    "chicken": "닭고기 닭",
    "walnut": "호두",
    "pine_nut": "잣",
    "sulfite": "아황산염 아황산",
    "squid": "오징어",
    "spicy": "매운거 매운것 매운맛 매운음식 매운",
    "vegetarian": "고기 육류 채식",
    "vegan": "비건",
    "halal": "할랄",
}
_GROUPS: Final = {
    "견과류": ("peanut", "walnut", "pine_nut"),
    "견과": ("peanut", "walnut", "pine_nut"),
    "갑각류": ("shellfish", "shrimp", "crab"),
    "해산물": ("fish", "shellfish", "shrimp", "crab", "squid"),
    "해물": ("fish", "shellfish", "shrimp", "crab", "squid"),
}


def diet_values(word: str) -> tuple[str, ...]:
    """The diet values of a word without blanks and particles; none when no filter knows it."""
    return _table().get(word, ())


@functools.lru_cache(maxsize=1)
def _table() -> Mapping[str, tuple[str, ...]]:
    single = {word: (value,) for value, words in _WORDS.items() for word in words.split()}
    return {**single, **_GROUPS}
