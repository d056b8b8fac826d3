"""Allergens and restrictions: the entity `diet`. The words: ``data/lookups/diet.tsv``."""

from __future__ import annotations

import re
from typing import Final

from components.rules.diet_words import groups, substances
from components.rules.found import Found, longest

EXTRACTOR: Final = "rules.diet"

# Words for several: each of them is declared, for a menu with any of them must not be shown.
_GROUPS: Final = groups()
_OF: Final = substances()
_NOUN_END: Final = (
    r"(?=[\s,/·]|(?:을|를|은|는|이|가|도|만|랑|이랑|과|와|하고|류|나|이나|에|에는|든|류)(?=[\s,]|$|못|안|들"
    r"|빼|없|섞|먹)|알레|알러|들어|들었|든\s|빼|못|몬|안\s?(?:먹|들|매)|없|싫|시러|요$|이요|야$|예요|이에요|$)"
)
_SUBSTANCE: Final = re.compile(
    rf"(?<![가-힣A-Za-z])(?!오징어\s게임)({'|'.join(sorted([*_OF, *_GROUPS], key=len, reverse=True))}){_NOUN_END}"
)
_CRAB: Final = re.compile(
    r"(?<![가-힣])(?<![라다냐자]는 )(?<![런떤] )(?<![있없먹하]는 )(?<!매운 )(?<!들어간 )(?<!큰 )(?<!작은 )"
    r"게(?=(?:를|도|랑|는|가|하고)?\s?(?:[가-힣]{2,3}[도랑가을를]?\s)?(?:둘\s?다\s)?"
    r"(?:알레르기|알러지|[못몬]\s?[먹묵]|안\s?돼|들어|빼|무면|나왔|같은\s?갑각류))"
)
# Within the same clause after the substance.
_REFUSED: Final = re.compile(
    r"[^.!?\n]{0,16}?(?:알레르기|알러지|[못몬]\s?(?:먹|묵|마시|마셔|드시|드셔|드|뭇)|안\s?(?:먹|묵|마시|드시"
    r"|드셔|들어|맞|넣|들|받|쓰)|섭취|불가|민감|먹지\s?못|들어감|든\s|올[라려]|싫어|싫다|시러|극혐|끊[었은]|줄이라|추가해"
    r"|추가요|들어[가간갔있갑갈]|들어\s?[가있]|들었|들은|빼[고주야]|빼|없는\s?(?:거|걸|메뉴|음식|데)|없이|포함|섞|넣"
    r"|두드러기|금지|피해|가려|과민|소화\s?못|탈\s?나|함유|먹으면|무면|쓰[는나]|나와요|나오(?:나|는지|죠|는\s?[집데])|먹어도\s?[돼된되]|제외"
    r"|빠진|붓|등록|뿌리|같이\s?쓰|(?:띄우|보여\s?주|추천하)지\s?[마말]|부어|부었|간지[러럽]|반응|응급실|토[한했]|피하|입에도)"
)
# Asked of a dish: 만두 안에 돼지고기 있어요, 국물에 새우는 없죠. Of a neighbourhood it is a wish: 근처에 새우 있는 집.
_INSIDE: Final = re.compile(
    r"(?:안|속|위|소스|국물|육수|반죽|양념|고명|토핑|거기|여기|밥|면|죽|탕|국|찌개|전|빵|떡|까스|볶이|피자|버거|만두"
    r"|튀김|샐러드|위치|카레|파스타|국수|김치)에(?:는|도)?\s(?:혹시\s)?$"
)
_THERE: Final = re.compile(r"(?:[이가은는도]|같은\s?거)?\s?(?:하나도\s?)?(?:있|없)(?!는\s?(?:집|데|곳|가게))")
_USED: Final = re.compile(r"(?:[을를은는도]|같은\s?거)?\s?(?:많이\s?|혹시\s?)?(?:쓰(?!레)|써|썼|쓴(?!맛)|씁|씀)")
_WANTED: Final = re.compile(
    r"(?![^.!?\n]{0,16}?(?:안\s?들어|빼|못|알레르기|알러지|응급실))[^.!?\n]{0,16}?(?:들어간|들어있는|듬뿍"
    r"|많이\s?들어)[^.!?\n]{0,14}?(?:먹고|추천|땡|파는|맛집|좋아|찾)"
)
# A ban right behind the substance, and a word of allergy before it.
_BANNED: Final = re.compile(
    r"(?:[은는도이가만]|둘\s?다|\s|절대|이런\s?거|하고|들어간\s?(?:거|건|음식))*\s?(?:안\s?(?:돼|된다|된대|됨|됩|되)|금지|ㄴㄴ|노노)"
)
_ALLERGY_BEFORE: Final = re.compile(r"알레르기(?:\s?설정)?[^.!?\n]{0,12}$")
_ALLOWED: Final = re.compile(r"[은는]\s?(?:괜찮|괘안)")
_SPICY: Final = re.compile(
    r"(?<![가-힣])(?<!안 )(?<!덜 )(매운(?!탕)|매콤한|맵고|매워서|맵|매우면|매운맛)"
    r"(?=[^.!?\n]{0,8}?(?:[못몬]\s?(?:먹|묵|드|머|뭇)"
    r"|안\s?(?:먹|드시|묵)|먹으면|알레르기|힘들|금지|제외|빼[고줘주]|ㄴㄴ|입에도\s?(?:못|안)|(?:띄우|보여\s?주|추천하)지\s?[마말])"
    r"|\s?(?:거|것|데|음식|집)?\s?말고)"
)
_ENGLISH: Final = re.compile(
    r"\b(pork|beef|chicken|egg|milk|peanut|shrimp|fish|wheat|soy)s?\b(?=[^.!?\n]{0,14}?"
    r"(?:못|안|들어|빼|없이|있는|알레르기|알러지|allerg))|(?<=no )(pork|beef|egg|milk|shrimp)\b",
    re.IGNORECASE,
)
# The whole message is a list of substances: the answer to a question after allergies.
_ANSWER: Final = re.compile(
    rf"^(?:(?:{'|'.join(_OF)}|게)(?:이?요|만이?요|이여|하고|이?랑|이?나|\s하나만요|\s하나뿐(?:이에요|이요)|[\s,]+)*)+$"
)
_LISTED: Final = re.compile("|".join([*sorted(_OF, key=len, reverse=True), "게(?!살)"]))
_WAYS_OF_EATING: Final = (
    (
        "vegetarian",
        re.compile(
            r"채식주의자|채식|베지테리언|베지|[Vv]egetarian|(?<![가-힣])고기(?=(?:는|를|은)?\s?(?:아예\s?|전혀\s?|일절\s?|평생\s?)?[못몬안]\s?[먹묵])"
        ),
    ),
    ("vegan", re.compile("비건|[Vv]egan")),
    ("halal", re.compile("할랄|[Hh]alal")),
)


def extract(text: str) -> list[Found]:
    """What somebody cannot or does not eat, or asks about as an ingredient; a part of a dish's name is none."""
    if _ANSWER.match(text):
        return [_found(_OF.get(match.group(), "crab"), match) for match in _LISTED.finditer(text)]
    found = []
    groups = []
    for match in _SUBSTANCE.finditer(text):
        end = match.end()
        refused = _REFUSED.match(text, end) or _BANNED.match(text, end) or _ALLERGY_BEFORE.search(text[: match.start()])
        refused = refused or _USED.match(text, end)
        refused = refused or (_INSIDE.search(text[: match.start()]) and _THERE.match(text, end))
        if not refused or _WANTED.match(text, end) or _ALLOWED.match(text, end):
            continue
        if match[1] in _GROUPS:
            groups += [_found(value, match) for value in _GROUPS[match[1]]]
        else:
            found.append(_found(_OF[match[1]], match))
    found += [_found((match[1] or match[2]).lower(), match) for match in _ENGLISH.finditer(text)]
    found += [_found("crab", match) for match in _CRAB.finditer(text)]
    found += [_found("spicy", match) for match in _SPICY.finditer(text)]
    found += [_found(value, match) for value, pattern in _WAYS_OF_EATING for match in pattern.finditer(text)]
    return sorted(longest(found) + groups, key=lambda item: item.start)


def _found(value: str, match: re.Match[str]) -> Found:
    return Found("diet", value, None, *match.span(), EXTRACTOR)
