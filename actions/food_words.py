"""Which words of a message can be foods: of what no table lists (키위) nothing is known but what it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from actions.turn import Turn
from catalog.categories import CATEGORIES
from catalog.restrictions import diet_values

__all__ = ["ILL", "SEPARATORS", "bare", "is_food_word", "is_telling", "words_of_others"]

ILL: Final = re.compile(r"알레르기|알러지|먹으면")
_NO_WORD: Final = re.compile(
    r"나|난|저|전|제|제가|내|내가|저[는도]|나[는도]|우리|동생|엄마|아빠|누나|형|언니|오빠|친구|딸|아들|아이|손[자녀]"
    r"|아|어|음+|그|[그이저]거|거|것|걸|건|좀|잘|더|다|또|뭐|뭘|못|안|네|넵|응|글쎄|몰라|모름|비밀|아니|아뇨|사실|참|근데|그리고"
    r"|있어|있어요|없어|진짜|절대|아예|전혀|하나도|특히|주로|모든|그런|이런|거는|무슨|어떤|많이|그냥|아무거나|심한|약간|조금|아직"
    r"|(?:먹|있|없|싫|좋|같|그래|두드러기|간지|올라|배아|힘들|나[요서와]|해[요서]|조심|심해|때문|못|했|말[래라랬]|마래|마(?:시(?!멜)|셔|셨|신|실)|드[시셔셨]).*"
    r"|아까|방금|이미|말한|말했던|얘기한|아무것|급식|.서|.+이라|애|애들|아기|그것|이것|저것|주세|다른|나머지|(?:알레르기|알러지).*|.+(?:한테|에게|니까|[볼할올갈줄]게)"
    r"|.*(?:의사|선생님?|쌤|원장님?|간호사|할머니|할아버지|이모|고모|삼촌|부모님|어머니|아버지)|병원|.+에|많|돼요?|되|된대|늦게|[짜맵달]게|빨리|혼자|같이|몰래|너무|약"
    r"|피|자제|제한|맞[다아네어]|그렇[다지네]|됐[다어]|잠깐|잠시|미안|죄송|깜빡|음식|식품|밥|오늘|지금|아침|점심|저녁|하나|그거만|이거만"
)
"""No substances, whatever stands behind them."""
_AMOUNT_OR_NUMBER: Final = re.compile(
    r"[일이삼사오육칠팔구십백천만몇]*[십백천만]\s?(?:원|권|냥)?(?:짜리|어치|정도|쯤|이하|이상|대)?"
    r"|.*\d.*|.{1,5}원(?:짜리|어치|정도|쯤|이하|이상)?|(?:[한두세네몇]|다섯|여섯|여러|혼자|둘|셋|넷)\s?(?:명|사람|분|이서?|이)?"
    r"|.{0,3}[여러몇]\s?명.*|[일이삼사]인분?|명|인분"
)
_KITCHENS: Final = frozenset(CATEGORIES) - {"치킨", "피자", "도시락/죽"} | {
    "카페",
    "디저트",
    "양식집",
    "중국집",
    "일식집",
}
"""Where one eats, or how it is cooked: nobody is allergic to 중식."""
_NAMES_NO_FOOD: Final = frozenset(
    {"budget", "party_size", "companion", "day", "meal_time", "distance", "ordinal", "rating"}
)
_TELLS: Final = re.compile(
    r"(?:[어아여해]요|습니다|(?:할|갈|볼|올|줄|먹을)[래게까]\S*|[나하되가보있없받놀먹]고|[해와아어라나돼]서|[하되으]면"
    r"|는데|니까|지만|거든|더라|[했갔왔됐]어)$"
)
"""How a word ends that says something and lists nothing."""
SEPARATORS: Final = re.compile(
    r"[,·/+&.!~ㅠㅜㅋㅎ]+|\s그리고\s|(?<=[가-힣]{2})이랑(?=\s|$|[가-힣])|(?<=[가-힣])(?:랑|하고)(?=\s|$|[가-힣]{2})"
    r"|(?<=[가-힣]{2})(?:(?<![사모약유])과|와|이나)(?=\s|$|[가-힣]{2})|\s+"
)
_TAILS: Final = re.compile(
    r"(?:알레르기|알러지|못먹.*|안먹.*|있어요?|있습니다|있음|이요|이에요|예요|이야|입니다|이랑|랑|류|요|정도|뿐)+$"
)
_PARTICLE: Final = re.compile(r"(?<=..)(?:은|는|이|가|을|를|도|만)$")
"""At most one, and never down to a single syllable: 오이 and 포도 end like this by themselves."""
_AFTER_A_FOOD: Final = frozenset("은는이가을를도만회장살")
_NOT_A_FOOD: Final = re.compile(r"[다요까니지네음데면서고]$")
_LONGEST_WORD: Final = 8


def bare(word: str, dishes: Iterable[str]) -> str:
    """The word without what hangs on it, unless it is known as it stands."""
    for known in (word, _TAILS.sub("", word)):
        if diet_values(known) or known in dishes:
            return known
    cut = _TAILS.sub("", word)
    if cut[-1:] in _AFTER_A_FOOD and diet_values(cut[:-1]):
        return cut[:-1]
    return _PARTICLE.sub("", cut)


def words_of_others(turn: Turn) -> frozenset[str]:
    """The last word of each entity that is no food: an amount, a person, a day; a place, where nobody is ill of it."""
    no_food = _NAMES_NO_FOOD if ILL.search(turn.text) else _NAMES_NO_FOOD | {"location", "shop_name"}
    ends = [len(turn.text) - len(one.after) for one in turn.entities if one.name in no_food]
    words = (turn.text[:end].split() for end in ends)
    return frozenset(_PARTICLE.sub("", one[-1]) for one in words if one and len(one[-1]) > 1)


def is_telling(word: str) -> bool:
    """Whether a word ends as one that says something and lists nothing does."""
    return len(word) > 1 and _TELLS.search(word) is not None and not _NO_WORD.fullmatch(word)


def is_food_word(word: str, taken: Iterable[str]) -> bool:
    """Whether a word can be a food nobody listed: a noun, by what it is not; ``taken`` are words that mean another."""
    if any(word.startswith(other) for other in taken):
        return False
    if not word or len(word) > _LONGEST_WORD or _NO_WORD.fullmatch(word):
        return False
    if word in _KITCHENS or _AMOUNT_OR_NUMBER.fullmatch(word):
        return False
    return bool(re.fullmatch(r"[가-힣]+|[A-Z]{2,5}", word)) and (len(word) <= 2 or not _NOT_A_FOOD.search(word))
