"""Ratings from 1 to 5: the entity `rating`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest
from components.rules.numerals import SINO, counted

EXTRACTOR: Final = "rules.rating"

_POINTS: Final = re.compile(
    r"(?<![\d가-힣.,])([1-5]|일|이|삼|사|오)점(?!\s?만점에|\s?(?:슛|차|대|심|포)|이\s?뭐|[가-힣]{3,}점)"
    r"(?=$|[\s!?.,~ㄱ-ㅎㅏ-ㅣ]|짜리|이|도|만|요|줄|드|준|으로|쯤|정도|입|은|임|짜|ㅇ|밖)"
)
_STARS_IN_WORDS: Final = re.compile(
    r"(?<![가-힣])별\s?(?:점\s?)?([1-5]|하나|둘|셋|넷|다섯|한|두|세|네)\s?(?:개|게)?(?![가-힣]*"
    r"(?:리|나라))(?=$|[\s!?.,ㄱ-ㅎㅏ-ㅣ]|이|도|만|요|줄|드|준|정도|짜|임|쯤|밖)"
)
_STARS: Final = re.compile("[★⭐🌟]{1,5}(?![★⭐🌟])")
_OTHER_SCALE: Final = re.compile(
    r"(?:시험|수학|국어|영어|과학|사회|점수|퀴즈|받아쓰기|게임|10점\s?만점에|백점\s?만점에|100점\s?만점에)(?:[은는이가]|에서)?\s?$"
)


def extract(text: str) -> list[Found]:
    """Points out of five and stars; school marks and other scales are none."""
    points = (match for match in _POINTS.finditer(text) if not _OTHER_SCALE.search(text[: match.start()]))
    found = [_found(SINO.get(match[1]) or int(match[1]), match) for match in points]
    found += [_found(counted(match[1]), match) for match in _STARS_IN_WORDS.finditer(text)]
    found += [_found(len(match.group()), match) for match in _STARS.finditer(text)]
    return longest(found)


def _found(value: int, match: re.Match[str]) -> Found:
    return Found("rating", value, None, *match.span(), EXTRACTOR)
