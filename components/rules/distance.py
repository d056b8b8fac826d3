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
    rf"(?<![\d가-힣.,])(\d[\d,.]*|{_SINO})\s?(?:미터|메타|메다|m(?![A-Za-z0-9])|(?<=\d\d)M(?![A-Za-z0-9]))(?!\s?달리기|기)"
)
_KILOMETRES: Final = re.compile(
    r"(?<![\d가-힣.,])(\d+(?:\.\d+)?|반|한|두|세|일|이|삼|사|오)\s?(?:키로(?:미터)?|킬로(?:미터)?"
    r"|[kK][mM]|㎞)(?![A-Za-z]|그램|칼로리|\s?(?:달리기|마라톤|쪘|빠|뺐|찌|뺄|빼고\s?싶|감량))"
)
_WEIGHED: Final = re.compile(
    r"(?:고기|살|삼겹살|쌀|몸무게|체중|갈비|과일|귤|마라톤|다이어트|러닝|조깅|달리기)(?:[이은을도]|으?로)?\s?$"
)
_MINUTES: Final = rf"(?:한\s?)?(\d{{1,3}}|{_SINO})\s?분"
_ON_FOOT: Final = r"(?:걸어서|걸어\s?가(?:면|서)|걸으면|걸어|도보로|도보|뚜벅뚜벅)\s?(?:약\s?|대략\s?)?"
# Of 5~10분 the longer time is the limit.
_WALK: Final = re.compile(
    rf"{_ON_FOOT}(?:\d{{1,2}}\s?분?\s?(?:[~-]|에서)\s?)?{_MINUTES}(?!\s?(?:뒤|후|전|만에\s?나|에서\s?\d))"
)
_HOURS: Final = re.compile(rf"{_ON_FOOT}(?:한\s)?(반|한|두|\d)\s?시간(?P<half>\s?반)?(?!\s?(?:뒤|후|전))")
_MINUTES_AWAY: Final = re.compile(
    rf"(?<![\d가-힣]){_MINUTES}(?:\s?거리(?!두)|(?=\s?(?:이내|안쪽|정도|쯤)(?:의)?\s?거리(?!두)))"
)
_MINUTES_THEN_WALK: Final = re.compile(
    rf"(?<![\d가-힣]){_MINUTES}(?=(?:만|정도|쯤|이면|은|까지|도|\s?이내로?|\s?안에|\s정도)?\s?"
    r"(?:걸(?:을|으|어[갈서]|어\s?갈|어(?=$|[\s!?요야]))|걷[는기]|도보))"
)
# 반경 300 are metres.
_RADIUS: Final = re.compile(
    r"반경\s?(?P<span>\d{3,4}|[일이삼사오육칠팔구]?[백천](?:[일이삼사오육칠팔구]?[백십])?)(?!\s?(?:미터|메타|메다|[\dmMkK.,키킬원]))"
)
_BY_CAR: Final = re.compile(
    r"(?:차로|차\s?타고|버스|버스로|지하철|지하철로|자전거로?|택시로?|자차로?|킥보드로?|타고)\s?(?:한\s?)?$"
)
_HOURS_IN_MINUTES: Final = {"반": 30, "한": 60, "두": 120}
_NATIVE_KILOMETRES: Final = {"반": 0.5, "한": 1.0, "두": 2.0, "세": 3.0}


def extract(text: str) -> list[Found]:
    """Lengths, and walking times as lengths; other means of travel and mere waiting times are none."""
    found = [_found(match, _value(match[1])) for match in _METRES.finditer(text)]
    for match in _KILOMETRES.finditer(text):
        if not _WEIGHED.search(text[: match.start()]):
            kilometres = _NATIVE_KILOMETRES.get(match[1])
            found.append(_found(match, 1000 * (_value(match[1]) if kilometres is None else kilometres)))
    found += [
        Found("distance", round(_value(match["span"])), None, *match.span("span"), EXTRACTOR)
        for match in _RADIUS.finditer(text)
    ]
    for match in _HOURS.finditer(text):
        minutes = (_HOURS_IN_MINUTES.get(match[1]) or 60 * int(match[1])) + (30 if match["half"] else 0)
        found.append(_found(match, WALKING_M_PER_MINUTE * minutes))
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
