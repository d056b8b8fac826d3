"""Ratings from 1 to 5: the entity `rating`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest
from components.rules.numerals import SINO, counted

EXTRACTOR: Final = "rules.rating"

_POINTS: Final = re.compile(
    r"(?<![\d가-힣.,])([1-5]|일|이|삼|사|오)점(?!\s?만점에|\s?(?:슛|차|대|심|포)|이\s?(?:뭐|많|있|크|좋)|[가-힣]{3,}점)"
    r"(?=$|[\s!?.,~ㄱ-ㅎㅏ-ㅣ]|짜리|이|도|만|요|줄|드|주|준|으로|쯤|정도|입|은|인|임|짜|ㅇ|밖)"
)
_STARS_IN_WORDS: Final = re.compile(
    r"(?<![가-힣])별\s?(?:점\s?)?([1-5]|하나|둘|셋|넷|다섯|한|두|세|네)(?:\s?[개게])?(?![가-힣]*"
    r"(?:리|나라))(?=$|[\s!?.,ㄱ-ㅎㅏ-ㅣ]|이|도|만|요|줄|드|준|정도|짜|임|쯤|밖)"
)
_NAMED: Final = re.compile(
    r"(?:별점|평점|점수)(?:[은는])?\s?(?P<points>[1-5])(?=$|[\s!?~ㄱ-ㅎㅏ-ㅣ](?!\s?[개위번명]|\d)|요|이요)"
)
_ENGLISH: Final = re.compile(
    r"(?<![\dA-Za-z.])(?:([1-5])|(one|two|three|four|five))\s?stars?(?![A-Za-z])", re.IGNORECASE
)
_ENGLISH_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_STARS: Final = re.compile("[★⭐🌟]{1,5}(?![★⭐🌟])")
_OTHER_SCALE: Final = re.compile(
    r"(?:(?:시험|수학|국어|영어|과학|사회|퀴즈|받아쓰기|게임|쪽지시험|중간고사|기말고사)(?:\s?점수)?|10점\s?만점에|백점\s?만점에|100점\s?만점에)(?:[은는이가]|에서)?\s?$"
)


def extract(text: str) -> list[Found]:
    """Points out of five and stars; school marks and other scales are none."""
    points = (match for match in _POINTS.finditer(text) if not _OTHER_SCALE.search(text[: match.start()]))
    found = [_found(SINO.get(match[1]) or int(match[1]), match) for match in points]
    found += [_found(counted(match[1]), match) for match in _STARS_IN_WORDS.finditer(text)]
    found += [Found("rating", int(match[1]), None, *match.span(1), EXTRACTOR) for match in _NAMED.finditer(text)]
    found += [
        _found(int(match[1]) if match[1] else _ENGLISH_NUMBERS[match[2].lower()], match)
        for match in _ENGLISH.finditer(text)
    ]
    found += [_found(len(match.group()), match) for match in _STARS.finditer(text)]
    return longest(found)


def _found(value: int, match: re.Match[str]) -> Found:
    return Found("rating", value, None, *match.span(), EXTRACTOR)
