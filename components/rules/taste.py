"""Tastes wished for: the entity `taste`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, find_words

EXTRACTOR: Final = "rules.taste"

_THING: Final = r"(?=\s?(?:거|것|걸|건|게|음식|맛|메뉴|디저트|간식|음료|빵|과자|국|찌개|반찬|데|쪽))"
_WORDS: Final = (
    (
        "mild",
        re.compile(
            rf"안\s?(?:매운|맵게|매워|맵고|매콤한)|덜\s?(?:매운|맵게|맵)|맵지\s?않(?:은|고|게)|순한{_THING}|덜\s?짠"
            r"|싱거운|싱겁[게고]|밍밍한|안\s?매운가요?|자극적이지\s?않은|심심한(?=\s?(?:맛|간|음식|국|반찬))|삼삼한"
        ),
    ),
    (
        "spicy",
        re.compile(
            r"매콤달콤한|매운가요?|매(?:워|웠)(?:요|서|서요|용|어|어요|는데|음|다)?|맵[나다니지네](?:고|요)?|매콤한|매콤하[게고]"
            r"|매콤|매운|맵고|얼큰한|얼큰하[게고]|얼큰|칼칼한|칼칼하[게고]|알싸한|얼얼한|얼얼하[게고]|불맛"
        ),
    ),
    (
        "sweet",
        re.compile(
            rf"달달한|달달구리|달다구리|달달하[게고]|달콤한|달콤하[게고]|달짝지근한|달달|(?<![가-힣])(?:달아(?![놔두달])(?:서|요)?|달았어요?|달기만|달더라)|(?<![가-힣])단{_THING}(?!게임|것도)"
        ),
    ),
    (
        "salty",
        re.compile(
            rf"짭짤한|짭짤하[게고]|짭조름한|짭쪼름한|(?<![가-힣])(?:짜서요?|짰어요?|짜요|짰음|짜다고|짰다|짜더라|짜네요?)|(?<![가-힣])짠{_THING}"
        ),
    ),
    (
        "sour",
        re.compile(rf"새콤달콤한|새콤한|새콤하[게고]|상큼한{_THING}|시큼한|(?<![가-힣])신{_THING}(?=\s?거|\s?음식)"),
    ),
    ("savory", re.compile(r"고소한|고소하[게고]|꼬소한|구수한|구수하[게고]|감칠맛")),
    ("light", re.compile(rf"담백한|담백하[게고]|깔끔한{_THING}|가벼운{_THING}|개운한")),
    (
        "greasy",
        re.compile(
            r"느끼한가요?|느끼한|느끼(?:했|해)(?:어요?|서요?|요|음)?|기름져서?요?|느끼하[게고지]|기름진|기름기\s?많은"
        ),
    ),
    (
        "hot",
        re.compile(
            r"따뜻해서요?|따뜻하[고게]|뜨끈한|뜨끈하[게고]|뜨끈뜨끈한|따뜻한(?!\s?(?:마음|말|사람|분|위로|정|곳))|따끈한|따끈따끈한|뜨거운|뜨뜻한|뜨신|따순"
        ),
    ),
    (
        "cold",
        re.compile(
            r"시원한(?!\s?(?:마음|바람|성격|대답|날|곳에))|차가운(?!\s?(?:사람|말|태도|눈))|(?<![가-힣])찬(?=\s?(?:거|것|음식|음료))|얼음\s?동동"
        ),
    ),
    ("soup", re.compile(r"국물(?!떡|\s?떡볶이|닭|\s?닭발|\s?없)")),
)


def extract(text: str) -> list[Found]:
    """Adjectives of taste, and 국물."""
    return find_words("taste", EXTRACTOR, _WORDS, text)
