"""Places: the entity `location`, by words for nearby and by the endings of Korean place names.

Conservative on purpose: names without an ending (홍대, 신촌) are the model's.
"""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, longest

EXTRACTOR: Final = "rules.place"

_NEARBY: Final = re.compile(
    r"(?<![가-힣])(?:이|요|그)\s?(?:근처|근방|주변|동네|부근)|우리\s?동네|근처"
    r"|주변(?!머리)|인근|부근|근방|(?:가까운|가차운)\s?(?:데|곳|디)|(?<![가-힣])요\s?앞"
    r"|(?<!딴)(?<!딴 )(?<!다른 )(?<!어느 )(?<!무슨 )(?<![가-힣]한 )"
    r"동네(?!북|방네|[를은는]|\s?이름)(?!\s?(?:사람|형|친구))"
    # 여기 in a chat may mean the service itself.
    r"|(?<![가-힣])(?:여기|요기)(?=\s?근처|\s?주변|서(?:부터)?\s?(?:[가-힣]{1,4}\s)?(?:뭐|먹|가까"
    r"|갈|걸|먼|멀|얼마|몇|제일|젤|어디|밥|되게)|에\s?(?:뭐|먹|있)|\s?(?:먹을|맛집|뭐\s?먹))|^여기(?=$|요$|로$)"
)
# After the name: the end of the word, or a particle or a word of place.
_AFTER: Final = (
    r"(?=$|[\s!?.,~)]|에서|에|으로|로|이요|이에요|이야|인데|이고|서(?=\s)|학원가|입니|이래|이여|이유|이다|이지|이거든"
    r"|인디|쪽|앞|뒤|옆|근처|주변|의|은|는|이랑|도|까지|출구|사거리|맛집|점심|저녁|정문|후문|요)"
)
_NEXT_TO: Final = (
    r"(?=\s?(?:바로\s?)?(?:앞(?!으로)|뒤|옆|근처|주변|쪽|부근|인근|맞은편|건너편|정문|후문|입구|사거리|안에|가는\s?길"
    r"|에서))"
)
# Buildings are places where somebody is at, comes from or goes to as well.
_AT: Final = (
    r"(?=\s?(?:바로\s?)?(?:앞(?!으로)|뒤|옆|근처|근방|주변|쪽|부근|인근|맞은편|건너편|정문|후문|입구|사거리|안에|(?<=\s)안\s|지하|나와서|내리|통에|가는|갔다"
    r"|건물|지나|어느)|에서|에(?=\s|$|있|가)|(?:으로|로)(?!\s(?:할게|하겠|할래|갈래"
    r"|갈게|바꿔|다시|나와))(?=\s|$)|까지|가서|가야|\s?가기\s?전|가는데|이?요$|랑\s?가까|인데요?|이여|갈\s?건데|이나|나\s)"
)
_STATION: Final = re.compile(rf"(?<![가-힣])[가-힣0-9]{{2,8}}역{_AFTER}")
_DONG: Final = re.compile(rf"(?<![가-힣])(?:[가-힣]{{2,3}}\d?동|명동|목동|역삼동|필동){_AFTER}")
_GU: Final = re.compile(
    r"(?<![가-힣])(?:강남|강동|강북|강서|관악|광진|구로|금천|노원|도봉|동대문|동작|마포|서대문|서초|성동|성북|송파|양천|영등포|용산|은평|종로|중랑|"
    r"수성|달서|달성|해운대|부산진|동래|사하|사상|연제|금정|수영|영도|유성|대덕|광산|계양|부평|미추홀|연수|남동|분당|수정|중원|권선|팔달|영통|장안|덕양|일산동|일산서|"
    rf"만안|동안|상록|단원|처인|기흥|수지|완산|덕진|상당|서원|흥덕|청원|의창|성산|진해|마산합포|마산회원)구(?!청){_AFTER}"
)
_SCHOOL: Final = re.compile(
    rf"(?<![가-힣])[가-힣]{{2,6}}(?:초등학교|중학교|고등학교|대학교|여자대학교|여중|여고)|(?<![가-힣])[가-힣]{{2,4}}(?:여대|대|초|중|고){_NEXT_TO}"
)
_MARKET: Final = re.compile(rf"(?<![가-힣])[가-힣]{{2,5}}시장{_AFTER}")
_OFFICE: Final = re.compile(
    rf"(?<![가-힣])[가-힣]{{2,5}}(?:구청|시청|군청|도서관|복지관|터미널|아파트|공원|병원|백화점|야구장|축구장|경기장|체육관|주민센터|사거리|오거리|로터리|지하상가|상가){_AFTER}"
)
_BUILDING: Final = re.compile(
    r"(?<![가-힣])(?:우리\s?|울\s?)?(?P<span>학교|회사|(?<!무슨 )(?<!어느 )역"
    r"|(?:영어|수학|태권도|피아노|미술)?학원|도서관|복지관"
    r"|터미널|병원|보건소|공원|아파트|독서실|스터디카페|스카|구청|시청|주민센터|동사무소|"
    r"면사무소|지하철역|놀이터|교회|체육관|경기장|축구장|야구장|태권도장|피시방|피방|PC방|pc방|백화점|정류장|지역아동센터|우체국|은행|농협|경찰서|수영장|운동장|기숙사|고시원|대학교|"
    rf"초등학교|중학교|고등학교|어린이집|유치원|경로당|마을회관|읍내|이마트|홈플러스|다이소|상가|시장){_AT}"
)
_HOME: Final = re.compile(
    r"(?:^|(?<=[\s,]))(?<!이 )(?<!그 )(?<!저 )(?<!번 )(?<!째 )(?<!다음 )(?<!마지막 )"
    r"(?<!거기 )(?<!그런 )(?<![은는한던운] )"
    rf"(?:우리\s?|울\s?)?(?P<span>집){_AT}(?!에\s?(?:가고|갈래|간다|갈게)|으로(?!\s?(?:배달|갖다"
    r"|보내|가져|와|좀)))"
)
_REGION: Final = re.compile(
    r"(?<![가-힣])(?:서울|부산|대구|인천|광주|대전|울산|세종|수원|성남|의정부|안양|부천|광명|평택|안산|고양|일산|분당"
    r"|과천|구리|남양주|오산|시흥|군포|의왕|하남|용인|파주|김포|양주|포천|여주|춘천|원주|"
    r"강릉|속초|삼척|청주|충주|제천|천안|아산|온양|서산|논산|전주|군산|익산|정읍|김제|목포|여수|순천|나주|광양|포항|경주|김천|구미|영주|경산|창원|진주|통영|김해|밀양|거제|양산|서귀포|"
    r"강원도|경기도|제주도|제주|강남|홍대|신촌|신림|건대|잠실|서면|해운대|동래|덕천|전포|사상|하단|동성로|충장로|종로\d?가?|명동"
    rf"|이태원|성수){_AFTER}(?!\s?(?:비빔밥|닭갈비|막국수|어묵|냉면|찜닭|국밥|돼지국밥|밀면|곰탕|호두))"
)
# 만원 근처 is about 10,000.
_AMOUNT_BEFORE: Final = re.compile(r"[\d천만백]\s?원\s?$")
_FINAL_NIEUN: Final = 4
_SPELLING: Final = {"피방": "PC방", "pc방": "PC방"}
_PATTERNS: Final = (_STATION, _DONG, _GU, _SCHOOL, _MARKET, _OFFICE, _REGION, _BUILDING, _HOME)
# Words that end like a place and are none.
_OTHER_WORDS: Final = re.compile(
    r"(?:지|(?<!입)구|무|번|광)역$|^(?:면|병|방|통|전|영|현|성|노|배|주|반|고)역$"
    r"|(?:운|활|행|감|(?<!정)자|이|노|작|우|규|텐|냉|아|츠|케|타|코|시)동$|^(?:진|변|출|소|충|합|공|수|능|연|파|난|폭|반|가|구|부|발|율|거|태|기|생|약)동$"
    r"|(?:계산|진열|안내|배식|판매|최|절|상|반|기|시|세|확|무|맨|군|그|현|전|한|침|토|여|남|할인|추천|가격|금액|일|만원|천원)대$|(?:그|이|저|오|최)중$|(?:최|광|냉|창|보|원|먹|하|가|보|있|없|데리|모시|챙기|다니|마시|시키|부르|버리|끝나|끝내|만나|나오|나가)고$"
    r"|(?<!송)내역$|(?:사용|이용)역$|^(?:임대|우리)아파트$|^읍면동$"
)


def extract(text: str) -> list[Found]:
    """Places and `nearby`; the value of a named place is the name as written."""
    found = [
        Found("location", "nearby", None, *match.span(), EXTRACTOR)
        for match in _NEARBY.finditer(text)
        if not _AMOUNT_BEFORE.search(text[: match.start()])
    ]
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("span" if "span" in pattern.groupindex else 0)
            if pattern is _HOME and _described(text[:start]):
                continue
            if pattern in (_BUILDING, _HOME) or not _OTHER_WORDS.search(text[start:end]):
                found.append(
                    Found("location", _SPELLING.get(text[start:end], text[start:end]), None, start, end, EXTRACTOR)
                )
    return longest(found)


def _described(before: str) -> bool:
    """Whether an adnominal form stands before: 싼 집, 다른 집 and 먹던 집 are shops, not somebody's home."""
    last = before.rstrip()[-1:]
    return "가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 == _FINAL_NIEUN
