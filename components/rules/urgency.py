"""How pressed the user is: the entity `urgency`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, find_words

EXTRACTOR: Final = "rules.urgency"

_WORDS: Final = (
    (
        "normal",
        re.compile(
            r"안\s?급(?:해요?|함|한데|하니까)|급하지는?\s?않(?:아요?|음|은데|으니까?|고|습니다)|급한\s?건\s?아니|천천히|느긋하게"
            r"|느긋이|여유롭게|여유(?=\s?(?:있|부리))|서두르지\s?않"
        ),
    ),
    (
        "high",
        re.compile(
            r"지금\s?당장|(?<![가-힣])당장(?!은?\s?(?:아니|안))|재빨리|언[능넝]|얼릉|얼렁(?!뚱)|후다닥|(?:최대한\s?)?빨리빨리|최대한\s?빨리|빨리|빨랑|ㅃㄹ|퍼뜩|싸게싸게|얼른|후딱|서둘러|서두르|잽싸게|냉큼|초스피드|ASAP|asap"
        ),
    ),
    (
        "high",
        re.compile(
            r"(?<![가-힣])(?:급해(?:요|용|서)?|급함|급하게|급한데요?|급하다|급하니까?|급하고|급해서요?|급히|긴급하게|긴급(?=\s)|긴급(?:해요?|합니다|함)"
            r"|매우\s?급|너무\s?급해|시급(?:해요?|합니다|함)|급하네|급합니다)"
        ),
    ),
    ("high", re.compile(r"시간이?\s?(?:별로\s?|너무\s?|진짜\s?)?없(?:어서요?|어요?|는데요?|음|다|네|으니까?)")),
)


def extract(text: str) -> list[Found]:
    """Words of haste and of leisure."""
    return find_words("urgency", EXTRACTOR, _WORDS, text)
