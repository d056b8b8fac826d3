"""Masks people's names where somebody is introduced, addressed or spoken of.

A Korean name is a surname and mostly two syllables out of some two hundred that parents choose: that, and the words
around it, tell 김민수 from 김치전 and 이서연 from 이천쌀.
"""

from __future__ import annotations

import re

__all__ = ["mask_names"]

_SURNAME = (
    "(?:남궁|황보|제갈|선우|독고|사공|서문"
    "|[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석설"
    "마길연위표명기반왕금옥육인맹제모탁국어은편용])"
)
# Given names' syllables. Left out on purpose: 국 치 징 등 고 밥 면 전 육 갈 파 생 and others that dishes are made of.
_SYLLABLE = (
    "[가강건결겸경광교규근기나나남노다단담대덕도동두라란람래려련령로록루류리린림마만명모목무문미민발배백범별병보복봉빈사산삼상"
    "새서석선설섭성세소솔송수숙순슬승시신아안애양언여연영예오온완용우욱운웅원월유윤율은을음의이익인일임자장재전정제조종주준중지진"
    "찬창채천철청초춘출충태택평필하학한해향허현형혜호홍화환회효후훈휘흔희]"
)
_GIVEN = f"{_SYLLABLE}(?!이){_SYLLABLE}"
# What looks like a name all the same: dishes, and nouns with a particle.
_OTHER = (
    "(?:장조림|유린기|유산슬|지삼선|하가우|도리아|왕만두|백설기|반숙란|기다리"
    "|(?:정보|주문|주소|전화|문의|안내|고민|기대|기분|기억|장소|성인|방학|문제|연락|노래|나이|신호|구경|구매|소개|명절)[도은의만로해하한인])"
)
_FULL = f"(?!{_OTHER}){_SURNAME}{_GIVEN}"
_START, _END = r"(?<![가-힣\]])", r"(?![가-힣])"
_IS = r"(?:이?에요|예요|이야|야|입니다|임|이고|이라고|라고|이라는|라는|인데요?|이요|요)"

# "이름은 …": whatever follows is a name, unless it asks, or the name is a shop's.
_NAMED = re.compile(
    r"(?P<before>(?P<whose>[가-힣]*\s?)(?:이름|성함|실명|본명|성명)\s?(?:은|이|:|=)\s*)"
    rf"(?P<name>{_FULL}(?!{_IS})|[가-힣]{{2,4}}?(?={_IS}{_END}|[,.!?~]|$))"
)
_OF_A_THING = re.compile(
    r"(?:가게|식당|집|메뉴|음식|요리|상호|밥|카드|쿠폰|곳|거기|여기|동네|학교|역|봇|너|네|니)의?\s?$"
)
_NOT_A_NAME = re.compile(r"머|뭐|뭔|무엇|무슨|모르|몰라|어떻|비밀|없|안\s|왜|누구|필요|말고|같은|다른|알려|나비")

_CONTEXTS = tuple(
    re.compile(pattern)
    for pattern in (
        # 저는 김민수예요 · 우리 아들은 박지훈이에요
        rf"(?P<before>{_START}(?:저는|전|저|나는|난|나|제가|내가|저희|우리|아이|아이는|애는|아들은?|딸은?|손자는?|손녀는?|동생은?|"
        rf"친구는?|본인은|엄마는?|아빠는?)\s+)(?:{_FULL})(?={_IS}{_END})",
        # 김민수라고 해요 · 민수라고 불러 줘
        rf"(?P<before>{_START}){_FULL}(?=이?라고?\s?(?:해|합|하는|함))",
        rf"(?P<before>{_START})(?:{_FULL}|{_GIVEN})(?=이?라고?\s?(?:불러|부르))",
        # 김민수 학생 · 박지훈 선생님 · 이서연님
        rf"(?P<before>{_START}){_FULL}(?=\s?(?:씨|님|학생|선생님|쌤|어린이|보호자|어머니|아버님)(?:은|는|이|가|도|의|랑|이랑|께|한테|에게|이에요|예요)?{_END})",
        # 김민수 010… · 김민수 12살 · 김민수, 2014년생
        rf"(?P<before>{_START}){_FULL}(?=[\s,/(]{{0,2}}(?:\[(?:PHONE|RRN|CARD|ADDRESS|EMAIL)\]|\d{{1,2}}살|\d{{2,4}}년생))",
        # 아들 김민수 · 손녀 이서연이랑
        rf"(?P<before>{_START}(?:아들|딸|손자|손녀|동생|형|누나|언니|오빠|친구|담임|반장)\s)"
        rf"{_FULL}(?=(?:이|랑|이랑|하고|는|은|도|가|의|한테|에게)?{_END})",
    )
)


def mask_names(text: str) -> str:
    """``text`` with each person's name replaced by ``[NAME]``."""
    text = _NAMED.sub(_unless_it_is_a_thing, text)
    for context in _CONTEXTS:
        text = context.sub(lambda found: f"{found['before']}[NAME]", text)
    return text


def _unless_it_is_a_thing(found: re.Match[str]) -> str:
    if _OF_A_THING.search(found["whose"]) or _NOT_A_NAME.match(found["name"]):
        return found[0]
    return f"{found['before']}[NAME]"
