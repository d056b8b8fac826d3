"""Distances in metres: the entity `distance`. Walking is 80 m a minute."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest
from components.rules.numerals import digits, number

EXTRACTOR: Final = "rules.distance"
WALKING_M_PER_MINUTE: Final = 80

_SINO: Final = "[일이삼사오육칠팔구십백천]+"
_METRES: Final = re.compile(
    rf"(?<![\d가-힣.,])(\d[\d,.]*|{_SINO})\s?(?:미터|메타|메다|m(?![A-Za-z0-9]))(?!\s?달리기|기)"
)
_KILOMETRES: Final = re.compile(
    r"(?<![\d가-힣.,])(\d+(?:\.\d+)?|반|한|두|세|일|이|삼|사|오)\s?(?:키로(?:미터)?|킬로(?:미터)?"
    r"|km|㎞|KM)(?![A-Za-z]|그램|칼로리|\s?(?:달리기|마라톤|쪘|빠|뺐|찌|뺄|빼고\s?싶|감량))"
)
_WEIGHED: Final = re.compile(r"(?:고기|살|삼겹살|쌀|몸무게|체중|갈비|과일|귤)(?:[이은을도])?\s?$")
_MINUTES: Final = rf"(?:한\s?)?(\d{{1,3}}|{_SINO})\s?분"
_WALK: Final = re.compile(
    rf"(?:걸어서|걸어|도보로|도보|뚜벅뚜벅)\s?(?:약\s?|대략\s?)?{_MINUTES}(?!\s?(?:뒤|후|전|만에\s?나))"
)
_MINUTES_AWAY: Final = re.compile(rf"(?<![\d가-힣]){_MINUTES}\s?거리(?!두)")
_MINUTES_THEN_WALK: Final = re.compile(
    rf"(?<![\d가-힣]){_MINUTES}(?=(?:만|정도|쯤|이면|은|까지|도)?\s?걸(?:을|으|어[갈서]|어\s?갈))"
)
_BY_CAR: Final = re.compile(
    r"(?:차로|차\s?타고|버스|버스로|지하철|지하철로|자전거로?|택시로?|자차로?|킥보드로?|타고)\s?(?:한\s?)?$"
)
_NATIVE_KILOMETRES: Final = {"반": 0.5, "한": 1.0, "두": 2.0, "세": 3.0}


def extract(text: str) -> list[Found]:
    """Lengths, and walking times as lengths; other means of travel and mere waiting times are none."""
    found = [_found(match, _value(match[1])) for match in _METRES.finditer(text)]
    for match in _KILOMETRES.finditer(text):
        if not _WEIGHED.search(text[: match.start()]):
            kilometres = _NATIVE_KILOMETRES.get(match[1])
            found.append(_found(match, 1000 * (_value(match[1]) if kilometres is None else kilometres)))
    for pattern in (_WALK, _MINUTES_AWAY, _MINUTES_THEN_WALK):
        walks = (match for match in pattern.finditer(text) if not _BY_CAR.search(text[: match.start()]))
        found += [_found(match, WALKING_M_PER_MINUTE * _value(match[1])) for match in walks]
    return longest(item for item in found if item.value)


def _value(numeral: str) -> float:
    numeral = numeral.rstrip(",.")
    return (
        digits(numeral)
        if re.fullmatch(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+", numeral)
        else float(number(re.sub("[,.]", "", numeral)))
    )


def _found(match: re.Match[str], metres: float) -> Found:
    return Found("distance", round(metres), None, *match.span(), EXTRACTOR)
