"""Meal times: the entity `meal_time`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, find_words

EXTRACTOR: Final = "rules.time"

# 지금 is a meal time where it says when to eat or whether a shop is open, not where it speaks of data or prices.
_NOT_NOW: Final = r"까지|껏|의|부터|은\s?(?:됐|안|괜|정|싫)|이랑|\s?나온|\s?잔액|\s?말고|\s?사용|\s?몇\s?시"
_EATING: Final = (
    r"먹|열|연(?!락|결|체|예|휴|애|습)|여[는나]|영업|장사|(?<![정후대])문(?!제|자|의|득|화)|켜|한술|갈|가(?:[도면능]|는(?!\s?(?:중|길)))|배\s?고|굶|묵|당장|파는"
    r"|밥|끼|식사|점심|저녁|아침|야식|간식|(?<![가-힣])하(?:[는고]|나(?![도만를의]))|하는\s?(?:데|집|곳|식당)|(?<![가-힣])해(?![결줘])|(?<=금)해|되는\s?(?:데|집|곳)|주문"
)

_WORDS: Final = tuple(
    (value, re.compile(pattern))
    for value, pattern in (
        ("breakfast", r"(?<!좋은)(?<!좋은 )아침(?!햇살|드라마|이슬)|조식|브런치|[Bb]reakfast"),
        ("lunch", r"점심|런치(?!패드)|아점|[Ll]unch"),
        ("snack", r"간식|군것질|새참|주전부리"),
        (
            "dinner",
            r"(?<!엊)(?<!좋은 )저녁(?!인사)|(?<=좋은 )저녁(?!입니다|이[에네야]|\s?(?:보내|되)|$|[!~])|석식|디너"
            r"|점저|[Dd]inner",
        ),
        ("late_night", r"야식|밤참|심야|새벽(?!시장|배송|출근|기도|\s(?:출근|기도))|늦은\s?밤"),
        (
            "now",
            rf"(?:지금|(?<![가-힣])시방)(?!{_NOT_NOW})(?=[^.!?\n]{{0,14}}(?:{_EATING}))"
            r"|(?:(?<=[열연해하] )|(?<=[열연해하]))지금"
            r"(?=$|[\s!?])|^지금(?=$|요$|이요)",
        ),
        ("now", r"(?<![가-힣])당장(?=\s?(?:먹|밥|점심|저녁))"),
    )
)


def extract(text: str) -> list[Found]:
    """Words of meal times; clock times (2시) are none."""
    return find_words("meal_time", EXTRACTOR, _WORDS, text)
