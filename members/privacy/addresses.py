"""Masks addresses, which a building's number gives away: a road, lot or apartment with a number.

The particle 으로/로 looks like a road's ending (``만원으로 2인분``, ``카드로 3명``): a road counts when what stands
before it is a place, when its number is written as only addresses write it, or when the speaker says to live there.
"""

from __future__ import annotations

import re

__all__ = ["mask_addresses"]

_REGION = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청[북남]|전라[북남]|경상[북남])"
    r"(?:특별자치시|특별자치도|특별시|광역시|시|도)?"
)
# No address number: what a budget, a party or a time is counted in.
_COUNTED = (
    r"(?!\s?(?:원(?!조|룸)|천|만|백|처넌|명|인|개|곳|군데|가지|가(?![가-힣])|가역|분|시|월|일|주[일간째]|년|학년|살|세|메뉴|그릇|접시|"
    r"잔|줄|판|마리|번째|번(?!지|길)|등|위|점|미터|키로|km|m\b|칼로리|kcal|호선|배|끼|회|퍼|%))(?!,\d{3}(?![\d호동]))"
)
_NO_PRICE = r"(?!\d{1,2}(?:000|500)(?!\d))"
_NUMBER = rf"{_NO_PRICE}(?:지하\s?|산\s?)?\d{{1,4}}(?:-\d{{1,4}})?(?![\d.])(?:번지)?{_COUNTED}"
_INSIDE = (
    r"(?:[\s,]{0,2}(?:지하\s?|[Bb])?\d{1,3}층)?(?:[\s,]{0,2}[가-힣A-Za-z]{0,12}\s?\d{1,4}동)?"
    r"(?:[\s,]{0,2}(?:지하\s?|[Bb])?\d{1,4}호)?"
)
_ROAD = r"[가-힣][가-힣0-9·.]{0,14}(?<!으)(?:로|길)"
_BRANCH = r"\s?\d{1,4}(?:번|안|[가나다라])?길"
_PLACES = (
    rf"(?:{_REGION}\s*(?:[가-힣]{{1,6}}[시군구]\s*){{0,3}}(?:[가-힣]{{1,6}}[읍면]\s*)?"
    r"|(?:[가-힣]{1,6}[시군구]\s+){1,3}(?:[가-힣]{1,6}[읍면]\s*)?|[가-힣]{1,6}[읍면]\s+)"
)
_QUARTER = r"[가-힣]{1,6}(?:\d{1,2}(?:[.·]\d)?)?(?:동|리|가)"
_HOME = r"(?<![가-힣])(?P<before>(?:우리\s?집|저희\s?집|집|주소|사는\s?곳)(?:은|는|이|가)?\s*[:=]?\s*)"
_LIVES = r"(?=\s?(?:에|이?에요|예요|이야|야|입니다)?\s?(?:살|거주|우리\s?집))"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PLACES}(?:{_QUARTER}\s+)?{_ROAD}(?:{_BRANCH})?\s?{_NUMBER}{_INSIDE}",
        rf"{_PLACES}{_QUARTER}\s?{_NUMBER}{_INSIDE}",
        rf"{_REGION}\s*(?:[가-힣]{{1,6}}[시군구]\s*){{1,2}}[가-힣]{{1,6}}[읍면]\s?{_NUMBER}{_INSIDE}",
        rf"(?<![가-힣\d]){_ROAD}{_BRANCH}\s?{_NUMBER}{_INSIDE}",
        rf"(?<![가-힣\d]){_ROAD}\s?\d{{1,4}}-\d{{1,4}}(?![\d.]){_COUNTED}{_INSIDE}",
        rf"(?<![가-힣\d]){_QUARTER}\s?\d{{1,4}}(?:-\d{{1,4}}번지|-\d{{1,4}}(?![\d.]){_COUNTED}){_INSIDE}",
        rf"(?<![가-힣\d]){_QUARTER}\s?\d{{2,4}}번지{_INSIDE}",  # with one digit it is a shop: 명동1번지닭갈비
        rf"{_HOME}{_ROAD}\s?{_NUMBER}{_INSIDE}",
        rf"(?<![가-힣\d]){_ROAD}\s?{_NUMBER}{_INSIDE}{_LIVES}",
        r"[가-힣A-Za-z]{1,14}(?:아파트|빌라|맨션|오피스텔|타워|파크|캐슬|자이|래미안|푸르지오|힐스테이트|주공|단지)"
        r"\s?\d{1,4}동(?:\s?\d{1,4}호)?",
        r"(?<![가-힣\d])\d{1,4}동\s?\d{1,4}호",
    )
)


def mask_addresses(text: str) -> str:
    """``text`` with each address replaced by ``[ADDRESS]``; cities, districts and quarters without a number stay."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: f"{found.groupdict().get('before', '')}[ADDRESS]", text)
    return text
