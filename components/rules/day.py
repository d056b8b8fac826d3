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
    ("today", re.compile(r"오늘(?!의집|의유머|의\s?집)|(?<![가-힣])금일(?!봉)|(?<![A-Za-z])today", re.IGNORECASE)),
    (
        "tomorrow",
        re.compile(
            r"내일(?!\s?배움|모레|\s?채움)|(?<![가-힣])(?<!돈 )(?<!값 )(?<!비 )(?<!분 )(?<!카드로 )낼(?=\s?(?:아침|점심"
            r"|저녁|뭐|학교|만나|봐|쉬|문|열|친구|엄마|가족|급식|시험|보[자는]|소풍)|부터|까지|도|은|\s(?!수|만한|때|거|건|게|돈"
            r"|땐|것|데|필요))|^낼(?=(?:이?요)?$)|[Tt]omorrow|TOMORROW"
        ),
    ),
    ("day_after_tomorrow", re.compile(r"(?:내일|낼)\s?모레|(?<![가-힣])모레")),
    *(
        (value, re.compile(rf"(?:(?<![가-힣])|(?<=욜)|(?<=[월화수목금토일]요일)){name}(?:요일|욜)"))
        for value, name in _WEEKDAYS
    ),
    *((value, re.compile(rf"(?:이번주|다음주|담주|저번주|지난주|매주){name}(?:요일|욜)")) for value, name in _WEEKDAYS),
    *((value, re.compile(rf"(?<![A-Za-z]){value}s?(?![A-Za-z])", re.IGNORECASE)) for value, _ in _WEEKDAYS),
    ("friday", re.compile("(?<![가-힣])불금")),
    ("weekend", re.compile("주말(?!부부|농장|드라마|리그)|(?<![A-Za-z])weekends?(?![A-Za-z])")),
    ("weekday", re.compile("평일|주중(?!에\\s?제일)|(?<![A-Za-z])weekdays?(?![A-Za-z])")),
    (
        "holiday",
        re.compile(
            r"공휴일|(?<!정기)(?<!정기 )휴일|설\s?연휴|(?<!설날)(?<!설날 )(?<!추석)(?<!추석 )(?<!설)(?<!설 )연휴"
            r"|명절|설날|추석|성탄절|한글날|개천절|광복절|현충일|삼일절|석가탄신일|부처님\s?오신\s?날"
            r"|(?<![가-힣])(?:신정|구정)(?=에|도|날|때|\s?연휴|\s?휴무|$)|빨간\s?날|크리스마스|어린이날|(?<![가-힣])설(?=에|\s?당일)"
        ),
    ),
)


def extract(text: str) -> list[Found]:
    """Words of days; spans of days (3일 전, 일주일) and dates are none."""
    return find_words("day", EXTRACTOR, _WORDS, text)
