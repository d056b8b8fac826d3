"""The 13 categories of the label guide, and how the words of public files lead to them.

Sources disagree about the same shop: a card list calls nearly everything 일반대중음식, the registry of food businesses
knows 통닭(치킨), and a sign that reads GS25 leaves no doubt. Each finding therefore carries how strong it is, and where
sources are merged the strongest wins.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["CATEGORIES", "DEFAULT", "CategoryFinding", "Strength", "from_name", "from_source_word"]

CATEGORIES: Final = (
    "한식",
    "중식",
    "일식",
    "양식",
    "아시안",
    "분식",
    "치킨",
    "피자",
    "패스트푸드",
    "도시락/죽",
    "카페/디저트",
    "베이커리",
    "편의점",
)
"""In the order of the label guide; the order of every one-hot vector (design, feature layout v1)."""


class Strength(enum.IntEnum):
    """How much a category finding is worth when sources disagree."""

    DEFAULT = 0
    """Nothing says anything; 한식, the commonest by far, is taken."""
    BROAD = 1
    """A card list's word that covers much: 일반대중음식, 한식."""
    REGISTRY = 2
    """A registry's precise word: 통닭(치킨), 커피숍."""
    SIGN = 3
    """The shop's own name: a brand or a word like 김밥."""


@dataclass(frozen=True)
class CategoryFinding:
    """A category and how strong the sign for it is."""

    category: str
    strength: Strength


DEFAULT: Final = CategoryFinding("한식", Strength.DEFAULT)

_BROAD: Final = {
    "한식": "한식",
    "일반한식": "한식",
    "중식": "중식",
    "일식": "일식",
    "양식": "양식",
    "패스트푸드": "패스트푸드",
    "제과점": "베이커리",
    "편의점": "편의점",
    "커피전문점": "카페/디저트",
    "농협(마트)": "편의점",
    "농협(기타)": "편의점",
    "할인점/슈퍼마켓": "편의점",
    "연쇄점": "편의점",
    "마트": "편의점",
    "뷔페식": "한식",
}
# 일반대중음식, 기타, 식품잡화 and the like say nothing beyond 'food': they have no entry.

_REGISTRY: Final = {
    "중국식": "중식",
    "일식": "일식",
    "횟집": "일식",
    "복어취급": "일식",
    "경양식": "양식",
    "패밀리레스트랑": "양식",
    "외국음식전문점(인도,태국등)": "아시안",
    "분식": "분식",
    "김밥(도시락)": "분식",
    "통닭(치킨)": "치킨",
    "호프/통닭": "치킨",
    "패스트푸드": "패스트푸드",
    "커피숍": "카페/디저트",
    "까페": "카페/디저트",
    "라이브카페": "카페/디저트",
    "다방": "카페/디저트",
    "전통찻집": "카페/디저트",
    "아이스크림": "카페/디저트",
    "떡카페": "카페/디저트",
    "키즈카페": "카페/디저트",
    "제과점영업": "베이커리",
    "편의점": "편의점",
    "식육(숯불구이)": "한식",
    "탕류(보신용)": "한식",
    "냉면집": "한식",
    "한식": "한식",
}

# The first that fits wins: 이마트24 is no mart, and 피자 beats 치킨 in 피자나라치킨공주.
_SIGNS: Final[tuple[tuple[str, str], ...]] = (
    (
        "편의점",
        r"(?:^|[^a-z])cu(?:$|[^a-z])|^씨유|gs ?25|지에스25|지에스 ?\(gs\)|세븐 ?일레븐|코리아 ?세븐|7-eleven|이마트 ?24"
        r"|emart ?24|미니스톱|위드미|비지에프리테일|훼미리|씨스페이스|스토리웨이|편의점",
    ),
    ("피자", r"피자|pizza"),
    (
        "패스트푸드",
        r"롯데리아|맥도날드|(?<!밥)버거|burger|kfc|케이에프씨|맘스터치|써브웨이|서브웨이|subway|이삭토스트|토스트|핫도그|파파이스|노브랜드",
    ),
    (
        "치킨",
        r"치킨|통닭(?!갈비)|chicken|비비큐|bbq|bhc|비에이치씨|교촌|굽네|네네|처갓집|페리카나|멕시카나|닭강정|호식이|지코바|또래오래|푸라닭"
        r"|노랑통닭|자담|60계",
    ),
    ("도시락/죽", r"도시락|한솥|본죽|(?:^|[^가-힣])죽|죽집|죽이야기|죽향|밥버거|밥바|컵밥"),
    (
        "베이커리",
        r"베이커리|bakery|제과|제빵|파리바게|파리크라|뚜레쥬르|뚜레주르|던킨|크리스피|(?<!붕어)빵|도넛|도너츠|과자점|성심당|브레드|bread",
    ),
    (
        "분식",
        r"분식|김밥|떡볶이|떡뽀끼|떡복이|엽떡|청년다방|붕어빵|스넥|스낵|튀김|라볶이|김가네|얌샘|바르다김선생|만두|쫄면",
    ),
    ("중식", r"짬뽕|짜장|자장|중화|반점|마라|양꼬치|훠궈|차이니즈|홍콩|북경|춘장|탕화|딤섬"),
    (
        "일식",
        r"초밥|스시|sushi|돈까스|돈가스|돈카츠|카츠|라멘|우동|소바|규동|사시미|횟집|회센[타터]|이자카야|참치|텐동",
    ),
    ("아시안", r"쌀국수|베트남|포메인|월남|태국|타이(?![어틀])|인도|커리|카레|팟타이|케밥|분짜|나시"),
    ("양식", r"파스타|스파게티|스테이크|레스토랑|브런치|비스트로|경양식|이탈리|샐러드|오므라이스"),
    (
        "카페/디저트",
        r"카페|까페|cafe|café|커피|coffee|스타벅스|이디야|투썸|메가엠지씨|컴포즈|빽다방|할리스|엔제리너스|빙수|설빙|배스킨|베스킨"
        r"|아이스크림|디저트|와플|공차|쥬씨|요거|요아정|찻집|떡집|다방",
    ),
    (
        "한식",
        r"국밥|해장국|설렁탕|곰탕|갈비|삼겹|막국수|칼국수|국수|냉면|닭갈비|찌개|백반|한식|보쌈|족발|순대국|감자탕|추어탕|삼계탕"
        r"|비빔밥|두부|한우|쌈밥|백숙|닭도리|닭볶음|오리|장어|곱창|막창|매운탕|아구|아귀|부대찌개",
    ),
)
_COMPILED: Final = tuple((category, re.compile(pattern, re.IGNORECASE)) for category, pattern in _SIGNS)


def from_source_word(word: str | None, *, registry: bool = False) -> CategoryFinding:
    """The category a source's own word stands for.

    Args:
        word: e.g. 일반대중음식, 통닭(치킨), 한식_면류 (read as 한식).
        registry: whether the source is the registry of food businesses, whose words are precise.
    """
    text = (word or "").strip()
    if registry and text in _REGISTRY:
        # 한식 of the registry covers too much to overrule anything but 'unknown'.
        strength = Strength.BROAD if text in {"한식", "호프/통닭"} else Strength.REGISTRY
        return CategoryFinding(_REGISTRY[text], strength)
    broad = _BROAD.get(text) or _BROAD.get(text.split("_")[0])
    return CategoryFinding(broad, Strength.BROAD) if broad else DEFAULT


def from_name(name: str) -> CategoryFinding | None:
    """The category a shop's own name gives away, or None."""
    for category, pattern in _COMPILED:
        if pattern.search(name):
            return CategoryFinding(category, Strength.SIGN)
    return None
