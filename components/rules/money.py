"""Amounts of money: the entity `budget` with its role, in won."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from components.rules.found import Found
from components.rules.money_role import role_of
from components.rules.numerals import SINO, number

EXTRACTOR: Final = "rules.money"

_D: Final = r"(?:\d{1,3}(?:[,.]\d{3})+(?!\d)|\d{1,3} 000(?=\s?원)|\d+(?:\.\d+)?)"
_S: Final = "[일이삼사오육륙칠팔구]"
_C: Final = rf"(?:{_D}|{_S})"
_SIP: Final = rf"(?:(?:{_C}\s?)?십{_S}?)"
_BAEK: Final = rf"(?:(?:{_C}\s?)?백(?:\s?{_SIP})?)"
_CHEON: Final = rf"(?:(?:{_C}\s?)?천(?:\s?{_BAEK}|\s?{_SIP}|\s?\d{{3}}(?=\s?원))?)"
_MAN: Final = (
    rf"(?:(?:(?:{_C}?백{_C}?십{_S}?|{_C}?백{_S}?|{_C}?십{_S}?|{_C})\s?)?만(?:\s?(?:{_CHEON}"
    rf"|{_BAEK}|{_SIP}|\d{{3,4}}(?=\s?원)))?)"
)
# Ten millions need 원: 5천만 있어 is "only 5,000".
_CHEON_MAN: Final = rf"(?:(?:{_C}|(?<![가-힣]))천만(?=\s?원))"
# 원, and as it is mistyped or said in jest: 500언, 팔천워ㄴ, 오천냥.
_WON: Final = (
    r"\s?원|워ㄴ|(?<=[\d천만백])(?:웡|언(?![가-힣]*(?:덕|니|론|급|제))|냥(?!김밥|하우스|마트|이))|\s?won(?![A-Za-z])"
)
_AMOUNT: Final = re.compile(
    rf"(?P<sign>₩\s?)?(?P<number>{_CHEON_MAN}|{_MAN}|{_CHEON}|{_BAEK}|{_SIP}|{_D})(?:(?P<won>{_WON})|(?P<kilo>[kK])(?![A-Za-z]))?"
)
_NOTHING: Final = re.compile(
    r"(?:돈|잔액|잔고|카드|지갑|통장|현금|용돈|전재산)(?:[이은는도에])?\s?(?P<zero>[영령빵]\s?원)(?!히)"
)
# Telephone numbers, card numbers and dates: no part of them is money.
_OTHER_NUMBERS: Final = re.compile(
    r"(?<!\d)0\d{1,3}[-. ]\d{3,4}[-. ]?\d{4}(?!\d)|(?<!\d)1[568]\d\d-\d{4}(?!\d|\s?[원~])"
    r"|(?<!\d)\d{4}(?:[- ]\d{4}){2,3}(?!\d)"
    r"|(?<!\d)\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
)
# The amount 만원대 is about 10,000: the ending belongs to the amount.
_BAND: Final = re.compile(r"대(?=로|에|의|는|은|면|이|가|도|짜|[^가-힣]|$)")

# What may not follow 원: another word begins there.
_NOT_WON: Final = re.compile(r"\s?단위|래|룸|피스|두|샷|격|조(?!차)|미구|효로|장\b|하는\s?대로")
_WISH: Final = re.compile(r"원(?:하|해|함|할|한다)")
# A price that names a dish or a shop instead of a limit.
_NAMED_BY_PRICE: Final = re.compile(
    r"\s?(?:김밥|의\s?(?:아침|행복)|샵|숍|마트|마켓|백화점|밥상|식당|하우스)|(?:짜장|국수|토스트|호떡|빵|돈까스|분식|버거)"
)
_CROWDED: Final = re.compile(
    r"(?:버스|지하철|전철|전동차|엘리베이터|엘베|열차|기차|좌석|객실|주차장|식당|자리)(?:[이가은는도])?\s?(?:완전|진짜|너무|맨날|또|항상|늘)?\s?$"
)
_LIMITED: Final = re.compile(
    r"\s?(?:이하|이내|이상|까지|정도|쯤|대|으로|밖|뿐|안[에으쪽]|안\s?넘|미만|넘|짜리|어치|가지|선|밑)"
)
_CROWDED_NEXT: Final = re.compile(r"\s?(?:버스|지하철|전철|전동차|열차|기차|사례|관중|이라\s?못)")

# After a number without 원: what shows that an amount ends here.
_UNITS: Final = (
    r"(?:(?:명|보|걸음|개|번|번째|곳|평|권|톤|년[전간생대]?|여|점|위|배|시간|분|칼로리|킬로|미터|역|동|시장|읍|면|군)"
    r"(?![가-힣])|(?:명|보|걸음|개|번|번째|곳|년|점|위|배|시간|칼로리|역|동|시장)(?:[이은는을를도만의에]|정도|쯤)|초등"
    r"|(?:kcal|km|cm|kg|ml|mg|g|m|L|l)(?![A-Za-z]))"
)
_END_OF_AMOUNT: Final = re.compile(
    rf"$|[!?.,~)ㄱ-ㅎㅏ-ㅣ-]|\s(?!{_UNITS})|요(?![가-힣])|(?:으[로루]|로|에(?=\s)|이하|까지|만|밖|뿐|짜리|어치|씩|한도"
    r"|대|은|는|도|에서|부터|이[요면야라래니고나내상에지네다]|인데|예|정도|쯤|안|내[로외]|밑|미만|언더|있|남[음았]|선|넘|사이|전후|가량|남짓"
    r"|가지고|갖고)"
)
# Numbers that are words as well (이만 갈게, 일만 하다, 이천 쌀밥, 사천 짜장): only with a limit right behind.
_AMBIGUOUS: Final = frozenset({"이만", "일만", "구만", "팔만", "이천", "사천", "삼천", "구천", "오만", "백", "천"})
_SURE_END: Final = re.compile(
    r"\s?(?:이하|까지|이내|밖에|뿐|정도|쯤|이상|미만|안[으에쪽팎]|언더|이요|이면|짜리|내외|대[로에의 ]|~)"
)
_BARE_MAN: Final = re.compile(r"\s?(?:이하|이내|까지|밖에|뿐|정도|쯤|이상|미만|언더|내외)")
# 그럼20000 is 그럼 이만, a farewell.
_FAREWELL: Final = re.compile(r"^그럼20000(?=$|[\s!~.ㄱ-ㅎㅏ-ㅣ])")
_APPROXIMATE_LEFT: Final = re.compile(r"(?<![가-힣])[몇수여]\s?$")
_OWNER_OF_PARTICLE: Final = re.compile(r"(?:돈|용돈|잔액|카드|예산|잔고|현금|전재산|밥값|둘|셋|넷|다섯)$")
_WORD_LIKE_NUMERAL: Final = re.compile(
    r"(?:\d[일이]|[내생요평휴매과제종]일|[친식누대]구|[회식]사|[해인홍]삼|[수제정편]육|[볶구말아]이)$"
)
_BEFORE_BARE_UNIT: Final = re.compile(r"(?:^|[^가-힣]|딱|돈|단|총|약|겨우|고작|달랑|은|는|이|가|에|심|녁|침|식|기)$")
_BEFORE_BARE_AMOUNT: Final = re.compile(r"(?:[인명]당|이서|한\s?끼|하루|예산|용돈|잔액|(?<![가-힣])돈)$")
_BETWEEN: Final = re.compile(r"\s?(?:~|-|에서|부터)\s?")
_BETWEEN_IF_SAID_SO: Final = re.compile(r"(?:이나|나|이랑|랑|하고|과|와)?\s")


@dataclass(frozen=True)
class _Amount:
    won: int
    start: int
    end: int
    is_range_end: bool = False


def extract(text: str) -> list[Found]:
    """Every amount of money in `text`. Of a range the ends have the roles `min` and `max`."""
    others = [match.span() for pattern in (_OTHER_NUMBERS, _FAREWELL) for match in pattern.finditer(text)]
    amounts = [
        amount
        for match in _AMOUNT.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in others)
        for amount in _read(text, match)
    ]
    amounts += [_Amount(0, *match.span("zero")) for match in _NOTHING.finditer(text)]
    amounts.sort(key=lambda amount: amount.start)
    found = []
    for index, amount in enumerate(amounts):
        following = amounts[index + 1] if index + 1 < len(amounts) else None
        preceding = amounts[index - 1] if index else None
        if following and _is_range(text, amount, following):
            role = "min"
        elif preceding and _is_range(text, preceding, amount):
            role = "max"
        else:
            role = role_of(text, amount.start, amount.end)
        found.append(Found("budget", amount.won, role, amount.start, amount.end, EXTRACTOR))
    return found


def _is_range(text: str, low: _Amount, high: _Amount) -> bool:
    if low.won >= high.won:
        return False
    between = text[low.end : high.start]
    return (
        high.is_range_end
        or bool(_BETWEEN.fullmatch(between))
        or (bool(_BETWEEN_IF_SAID_SO.fullmatch(between)) and text[high.end :].lstrip().startswith("사이"))
    )


def _read(text: str, match: re.Match[str]) -> list[_Amount]:
    """The amount behind a match, two of them for a short range (5~7천원, 오륙천원), none where it is no money."""
    start, end = match.span()
    numeral = match["number"]
    head = _of_word_before(text, start, numeral)
    numeral, start = numeral[head:], start + head
    if not _begins_well(text, start, numeral, bool(match["won"])) or _APPROXIMATE_LEFT.search(text[:start]):
        return []
    won = number(re.sub(r"(?<=\d) 000$", "000", numeral)) * (1000 if match["kilo"] else 1)
    if match["won"] or match["sign"]:
        if not _is_won(text, match, won):
            return []
    elif not _ends_well(text, end, numeral, won, bool(match["kilo"])):
        return []
    band = _BAND.match(text, end)
    if band:
        end = band.end()
    amount = _Amount(won, start, end)
    low = _range_start(text, start, numeral, won)
    return [low, _Amount(won, start, end, is_range_end=True)] if low else [amount]


def _of_word_before(text: str, start: int, numeral: str) -> int:
    """Length of the numeral's head that ends the word before: 돈이만원, 내일 만원, 친구 만원, 현금만 5천원."""
    if len(numeral) < 2 or not re.search(r"[\d가-힣]$", text[:start]):
        return 0
    first = numeral[0]
    parted = numeral[1].isspace() and (first in SINO or first == "만")
    word = (first == "이" and _OWNER_OF_PARTICLE.search(text[:start])) or _WORD_LIKE_NUMERAL.search(text[: start + 1])
    return len(numeral) - len(numeral[1:].lstrip()) if parted or word else 0


def _begins_well(text: str, start: int, numeral: str, won: bool) -> bool:
    before = text[:start]
    first = numeral[0]
    if first == "0" and re.search(r"\d\s$", before):
        return False
    if first.isdigit():
        if won and re.search(r"(?:원|대|[천만])(?:/|or)$", before):
            return True  # 5천원/7천원
        return not re.search(r"[\dA-Za-z.,:/#]$|\d-$", before) or bool(
            re.search(r"(?:^|[^\d])\d{1,3},$|\d[~-]$", before)
        )
    if first == "만":
        return True
    if first in "천백십":
        return bool(_BEFORE_BARE_UNIT.search(before))
    return True


def _is_won(text: str, match: re.Match[str], won: int) -> bool:
    start, end = match.span()
    numeral = match["number"]
    if 0 < won < 10 or _NOT_WON.match(text, end) or (won == 10 and text.startswith("빵", end)):
        return False
    hangul_before = bool(re.search("[가-힣]$", text[:start]))
    if numeral[0] == "만" and _WISH.match(text, end - 1) and (hangul_before or match["won"].startswith(" ")):
        return False  # 치킨만 원해
    if numeral.strip() == "천" and (match["won"] == "냥" or _NAMED_BY_PRICE.match(text, end)):
        return False
    crowded = (_CROWDED.search(text[:start]) and not _LIMITED.match(text, end)) or _CROWDED_NEXT.match(text, end)
    return not (numeral.strip() == "만" and crowded)


def _ends_well(text: str, end: int, numeral: str, won: int, kilo: bool) -> bool:
    """Whether a number without 원 is an amount."""
    if not _END_OF_AMOUNT.match(text, end) or won < 1000 or won > 1_000_000 or won % 100:
        return False
    if re.match(r"-\d", text[end:]) and not re.match(r"-\d[\d,.]*\s?(?:원|천|만|won)", text[end:]):
        return False
    start = end - len(numeral) - (1 if kilo else 0)
    if re.fullmatch(r"[\d,.]+", numeral):
        return kilo or (len(numeral.replace(",", "")) in (4, 5, 6) and "." not in numeral)
    if numeral[-1] not in "만천백" or (numeral[-1] == "백" and len(numeral) == 2):
        return False
    if re.search("[가-힣]$", text[:start]) and not _BEFORE_BARE_AMOUNT.search(text[:start]):
        return False
    if numeral == "만":
        return bool(_BARE_MAN.match(text, end))
    if numeral in _AMBIGUOUS:
        return len(numeral) > 1 and bool(_SURE_END.match(text, end))
    return True


def _range_start(text: str, start: int, numeral: str, won: int) -> _Amount | None:
    """The first number of 5~7천원, 6,7천원 and 오륙천원, which borrows its unit from the second."""
    head = re.match(rf"{_C}", numeral)
    if not head or head.end() == len(numeral) or len(re.findall("[만천]", numeral)) != 1:
        return None
    high = number(head.group())
    unit = won // high if high else 0
    if unit < 1000:
        return None
    written = re.search(rf"(?<![\d가-힣])({_C})\s?([~-]|에서)\s?$", text[:start])
    if written and number(written[1]) < high and number(written[1]) < 100:
        return _Amount(number(written[1]) * unit, written.start(1), written.end(1))
    counted = re.search(rf"(?<![\d가-힣])(\d),$|(?<![가-힣])({_S})$", text[:start])
    if counted:
        low = SINO.get(counted[2] or "") or int(counted[1] or 0)
        place = counted.span(2 if counted[2] else 1)
        if low + 1 == high:
            return _Amount(low * unit, *place)
    return None
