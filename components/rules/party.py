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
        rf"{_LEFT}(\d{{1,3}}|{_NATIVE}|십|이십|이십오|삼십)\s?명(?!분|\s?분\s|동|륜|일|절|칭|랑|당|의\s?(?:사람|카드)|도\s?(?:없|안)|대)"
    ),
    re.compile(r"(?<=\d,)(\d)\s?명(?!분)"),
    re.compile(r"(?<![가-힣])인원(?:[은이]|\s?수)?\s?(?P<span>\d{1,2})(?!\s?[\d가-힣.,])"),
    re.compile(rf"{_LEFT}(\d{{1,3}}|{_NATIVE})\s?(?:사람|식구)(?!당)"),
    re.compile(rf"{_LEFT}({_NATIVE})\s?분(?=이|께서|$|\s?(?:정도|모시|예약|자리|앉))"),
    re.compile(
        rf"{_LEFT}(\d{{1,2}}|사|오|육)인(?=\s?(?:가족|가구|팟|이[서요]|이?\s?갈|이?\s?먹|$|\s?(?:정도|모임|식사(?!\s?(?:단가|비|값|가격))|예약|예산|단체)))"
    ),
)
_POOLED: Final = re.compile(rf"(?<![가-힣])({_ALONE})(?=\s?합(?:쳐|해|치|하)|\s?몫(?:으로|을))")
# 둘이, 셋이서 (the ending belongs to the number), 우리 넷, 애 둘 데리고: alone these words need company; 둘 다 is none.
_TOGETHER: Final = re.compile(
    rf"(?<![가-힣])(?:단)?(?:{_ALONE})(?:이서|이(?=[\s,]|$|[가먹갈랑만\d]|[이삼사오육칠팔구]?[만천]))|(?<![가-힣])[서너]이서"
)
_DIALECT: Final = {"서이서": "셋", "너이서": "넷"}
_COPULA: Final = re.compile(
    rf"(?<![가-힣])({_ALONE})(?=이야|이에요|이요|이오|이지|이죠|이쥬|이니까|이거든|이유|이여|이예요|이고|이면|입니다|인데|이라|임(?![가-힣]))"
)
_AFTER_PEOPLE: Final = re.compile(
    r"(?:우리|저희|애|애들|아이|아이들|손주|손주들|친구|친구들|아들|딸|총|모두|전부|나까지|저까지|어른|식구|식구가|일행이|인원이|가족|형제|남매"
    rf"|자매|동생|동생들|학생|포함|[가-힣](?:이?랑|하고)|[가-힣](?:이?랑|하고)\s(?:나|저))\s({_ALONE})(?!째|\s?다|\s?중|리|\s?살|\s?몫|\s?키우)(?:이서|이(?=\s))?"
    r"(?![가-힣])"
    rf"|(?:애|아이|손주|아들|딸)\s({_ALONE})(?=데리|랑)|(?<![가-힣])애({_ALONE})(?=$|[\s,]|랑|데리)"
)
_ENGLISH_NUMBERS: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_ENGLISH: Final = re.compile(
    r"(?<![A-Za-z\d])(one|two|three|four|five|six|\d{1,2})\s?(?:people|persons?|pax)(?![A-Za-z])|"
    r"(?<![A-Za-z])(one|two|three|four|five|six)\s?명",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(rf"^(?:한\s)?({_ALONE})(?:이?요|쯤.*|정도.*)?$")


def extract(text: str) -> list[Found]:
    """Numbers of people; portions (2인분), shares (1인당) and how many times are none."""
    found = [
        _found(match[1], match.span("span" if "span" in pattern.groupindex else 0))
        for pattern in _COUNTED
        for match in pattern.finditer(text)
    ]
    found += [
        _found(_ENGLISH_NUMBERS.get(_first(match).lower(), _first(match)), match.span())
        for match in _ENGLISH.finditer(text)
    ]
    together = (
        (_DIALECT.get(match.group()) or re.sub("^단|이서$|이$", "", match.group()), match.span())
        for match in _TOGETHER.finditer(text)
    )
    found += [_found(numeral, span) for numeral, span in together]
    for pattern in (_COPULA, _WHOLE, _POOLED):
        found += [_found(match[1], match.span(1)) for match in pattern.finditer(text)]
    for match in _AFTER_PEOPLE.finditer(text):
        group = match.lastindex or 1
        found.append(_found(match[group], (match.start(group), match.end())))
    return longest(item for item in found if isinstance(item.value, int) and item.value >= 1)


def _first(match: re.Match[str]) -> str:
    return str(match[match.lastindex or 0])


def _found(numeral: str, span: tuple[int, int]) -> Found:
    return Found("party_size", counted(numeral), None, *span, EXTRACTOR)
