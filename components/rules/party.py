"""How many eat: the entity `party_size`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest
from components.rules.numerals import ALONE, BEFORE_COUNTER, counted

EXTRACTOR: Final = "rules.party"

_NATIVE: Final = "|".join(sorted(BEFORE_COUNTER, key=len, reverse=True))
_ALONE: Final = "|".join(sorted((word for word in ALONE if word not in ("하나", "열")), key=len, reverse=True))
_LEFT: Final = r"(?<![\d가-힣.,])"
_COUNTED: Final = (
    re.compile(
        rf"{_LEFT}(\d{{1,3}}|{_NATIVE}|십|이십|이십오|삼십)\s?명(?!분|\s?분\s|동|륜|일|절|칭|랑|당|의\s?사람|도\s?(?:없|안)|대)"
    ),
    re.compile(rf"{_LEFT}(\d{{1,3}}|{_NATIVE})\s?(?:사람|식구)(?!당)"),
    re.compile(rf"{_LEFT}({_NATIVE})\s?분(?=이|께서|$|\s?(?:정도|모시|예약|자리|앉))"),
    re.compile(
        rf"{_LEFT}(\d{{1,2}}|사|오|육)인(?=\s?(?:가족|가구|이[서요]|이?\s?갈|이?\s?먹|$|\s?(?:정도|모임|식사|예약|단체)))"
    ),
)
# 둘이, 셋이서 (the ending belongs to the number), 우리 넷, 애 둘 데리고: alone these words need company; 둘 다 is none.
_TOGETHER: Final = re.compile(rf"(?<![가-힣])(?:단)?(?:{_ALONE})(?:이서|이(?=[\s,]|$|[가먹갈랑만]))")
_COPULA: Final = re.compile(rf"(?<![가-힣])({_ALONE})(?=이야|이에요|이요|이유|이여|이예요|이고|이면|입니다|인데|이라)")
_AFTER_PEOPLE: Final = re.compile(
    r"(?:우리|저희|애|애들|아이|아이들|손주|손주들|친구|친구들|아들|딸|총|모두|전부|나까지|저까지|어른|식구|가족|형제|남매"
    rf"|자매|동생|동생들|학생|[가-힣](?:이?랑|하고))\s({_ALONE})(?!째|\s?다|\s?중|리)(?:이서|이(?=\s))?"
    r"(?![가-힣])"
    rf"|(?:애|아이|손주|아들|딸)\s({_ALONE})(?=데리|랑)"
)
_WHOLE: Final = re.compile(rf"^(?:한\s)?({_ALONE})(?:이?요|쯤.*|정도.*)?$")


def extract(text: str) -> list[Found]:
    """Numbers of people; portions (2인분), shares (1인당) and how many times are none."""
    found = [_found(match[1], match.span()) for pattern in _COUNTED for match in pattern.finditer(text)]
    together = ((re.sub("^단|이서$|이$", "", match.group()), match.span()) for match in _TOGETHER.finditer(text))
    found += [_found(numeral, span) for numeral, span in together]
    for pattern in (_COPULA, _WHOLE):
        found += [_found(match[1], match.span(1)) for match in pattern.finditer(text)]
    for match in _AFTER_PEOPLE.finditer(text):
        group = 1 if match[1] else 2
        found.append(_found(match[group], (match.start(group), match.end())))
    return longest(item for item in found if isinstance(item.value, int) and item.value >= 1)


def _found(numeral: str, span: tuple[int, int]) -> Found:
    return Found("party_size", counted(numeral), None, *span, EXTRACTOR)
