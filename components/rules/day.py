"""Days: the entity `day`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, find_words

EXTRACTOR: Final = "rules.day"

_WEEKDAYS: Final = (
    ("monday", "월"),
    ("tuesday", "화"),
    ("wednesday", "수"),
    ("thursday", "목"),
    ("friday", "금"),
    ("saturday", "토"),
    ("sunday", "일"),
)
_WORDS: Final = (
    ("today", re.compile(r"오늘(?!의집|의유머|의\s?집)|[Tt]oday")),
    (
        "tomorrow",
        re.compile(
            r"내일(?!배움|모레|채움)|(?<![가-힣])(?<!돈 )(?<!값 )(?<!비 )(?<!카드로 )낼(?=\s?(?:아침|점심"
            r"|저녁|뭐|학교|만나|봐|쉬|문|열|친구|엄마|가족|급식|시험|보[자는]|소풍)|부터|까지|도|은|\s(?!수|때|거|건|게|돈"
            r"|땐|것|데|필요))|[Tt]omorrow"
        ),
    ),
    ("day_after_tomorrow", re.compile(r"(?:내일|낼)\s?모레|(?<![가-힣])모레")),
    *((value, re.compile(rf"(?<![가-힣]){name}(?:요일|욜)")) for value, name in _WEEKDAYS),
    *((value, re.compile(rf"(?:이번주|다음주|담주|저번주|지난주|매주){name}(?:요일|욜)")) for value, name in _WEEKDAYS),
    *((value, re.compile(rf"\b{value}s?\b", re.IGNORECASE)) for value, _ in _WEEKDAYS),
    ("friday", re.compile("(?<![가-힣])불금")),
    ("weekend", re.compile("주말(?!부부|농장|드라마|리그)")),
    ("weekday", re.compile("평일|주중")),
    (
        "holiday",
        re.compile(
            r"공휴일|(?<!정기)(?<!정기 )휴일|설\s?연휴|(?<!설날)(?<!설날 )(?<!추석)(?<!추석 )(?<!설)(?<!설 )연휴"
            r"|명절|설날|추석|빨간\s?날|크리스마스|어린이날|(?<![가-힣])설(?=에|\s?당일)"
        ),
    ),
)


def extract(text: str) -> list[Found]:
    """Words of days; spans of days (3일 전, 일주일) and dates are none."""
    return find_words("day", EXTRACTOR, _WORDS, text)
