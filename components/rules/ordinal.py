"""Which of the list: the entity `ordinal`; the last is -1."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest
from components.rules.numerals import counted

EXTRACTOR: Final = "rules.ordinal"

_LAST: Final = -1
# How often, and the numbers of buses and exits.
_TIMES: Final = (
    r"(?!\s?(?:출구|버스|국도|타고|째|문제)|이나(?!\s?\d\s?번)|\s?(?:더|먹(?!고\s?싶)|가[봤서]|갔|왔|방문|연속|정도|이상|다시"
    r"|긁|해\s?[봤]|시도|물어|말했|눌|주문|추천|봤|씩|만\s?더|도\s?안|쯤|넘게)|가(?![고는면자])|호|지)"
)
_NUMBERED: Final = re.compile(rf"(?<![\d.,])(\d{{1,2}})\s?번{_TIMES}")
_SINO_NUMBERED: Final = re.compile(
    rf"(?<![\d.,])(일|삼|사|오|육|칠|팔|구|십)번{_TIMES}(?=$|[\s!?.,ㄱ-ㅎ]|으로|이요|이|요|집|거|꺼|걸|은|갈|할|메뉴|ㄱ)"
)
_HOW_OFTEN_LEFT: Final = re.compile(r"(?:하루에?|일주일에?|한\s?달에?|매일|벌써|총|카드(?:를)?|지금까지|거기|주에)\s?$")
_COUNTED: Final = re.compile(
    r"(?<![\d가-힣])(첫|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|\d{1,2})\s?(?:번\s?[째쨰]|째(?!\s?(?:애"
    r"|아이|아들|딸|주|날|가|는|를|도|이|언니|동생|형|누나|판|카드|맘|한테|이름)))(?!\s?(?:방문|먹|로\s?(?:먹(?!을|자|고\s?싶)"
    r"|가(?:본|봤|서)|갔|왔|방문|시킨)|주|인데\s?또|오는|가는))"
)
# 이번 is "this time" unless it picks a shop; a digit alone answers a list.
_SECOND: Final = re.compile(r"(?<![가-힣])(이)번(?=$|\s?(?:집|꺼|거로)|으로\s?(?:할|갈)|이\s?좋|이[요여]$)")
_DIGIT_ALONE: Final = re.compile(
    r"^(?:(?:음|흠|어|그럼|그러면|그냥|나는?|난|저는|전)[\s.,~]*)*(?P<span>[1-9])(?:이?요)?$"
)
_ENGLISH_ORDER: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": _LAST}
_ENGLISH: Final = re.compile(
    r"(?<![A-Za-z])(?:the\s)?(first|second|third|fourth|fifth|last)(?=$|\s(?:one|shop|place|store)|\s?(?:가게|집|거|꺼|로))"
    r"|(?<![A-Za-z])(?:number|no\.?)\s?(\d)(?!\d)",
    re.IGNORECASE,
)
_AMONG: Final = {"앞": 1, "가운데": 2, "뒤": _LAST}
_AMONG_FEW: Final = re.compile(r"(?<![가-힣])(둘|셋)\s?중에?서?\s?(앞|가운데|뒤)(?=에?\s?(?:거|꺼|것|걸|집|가게))")
_FIRST_CHOICE: Final = re.compile(
    r"(?<![가-힣])(첫|둘|셋|넷|다섯)째(?=\s?(?:집|거|꺼|것|걸|로|가게|식당|메뉴))|^(둘|셋|넷|다섯)째(?=(?:이?요)?$)"
)
_ENDS: Final = (
    (
        1,
        re.compile(
            r"(?:맨|제일|가장|젤)\s?(?:위|처음|앞(?=에|\s?(?:거|꺼|집)|(?:이?요)?$))(?!해|험|을\s?먹)|(?<![가-힣])처음"
            r"(?=에?\s?(?:거|꺼|것|집|나온|추천한|보여|말한|보여준|알려준))"
        ),
    ),
    (
        _LAST,
        re.compile(
            r"(?:맨|제일|가장|젤)\s?(?:아래|밑|끝|뒤)|(?<![가-힣])끝(?=에\s?(?:거|꺼|것|집|있는))|마지막(?!으로\s?"
            r"(?:먹|간|갔|쓴|충전|본|언제|하나|한|물)|\s?(?:주문|날|수업|교시|날짜|충전|사용|인사|질문|식사|방문|주|기회|끼"
            r"|시험|업데이트|부[가는에])|이야?\s?(?:ㅠ|다))"
        ),
    ),
)


def extract(text: str) -> list[Found]:
    """Places in a list; how often (두 번), exits, buses and children by rank (둘째) are none."""
    found = [
        Found("ordinal", value, None, *match.span(), EXTRACTOR)
        for value, pattern in _ENDS
        for match in pattern.finditer(text)
    ]
    found += [
        Found(
            "ordinal", _ENGLISH_ORDER[match[1].lower()] if match[1] else int(match[2]), None, *match.span(), EXTRACTOR
        )
        for match in _ENGLISH.finditer(text)
    ]
    found += [
        Found("ordinal", _AMONG[match[2]], None, *match.span(2), EXTRACTOR)
        for match in _AMONG_FEW.finditer(text)
        if match[2] != "가운데" or match[1] == "셋"
    ]
    for pattern in (_NUMBERED, _SINO_NUMBERED, _COUNTED, _FIRST_CHOICE, _SECOND, _DIGIT_ALONE):
        for match in pattern.finditer(text):
            if not _HOW_OFTEN_LEFT.search(text[: match.start()]):
                numeral = match[match.lastindex or 1]
                value = 1 if numeral == "첫" else counted(numeral)
                span = match.span("span" if "span" in pattern.groupindex else 0)
                found.append(Found("ordinal", value, None, *span, EXTRACTOR))
    return longest(item for item in found if item.value)
