"""What a message says of the person who wrote it: likes, dislikes, restrictions, the usual amount.

Safety first: a restriction that no filter knows ("키위") is kept by its word, so that the reply can say that it cannot
be filtered; it never falls under the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from actions.entities import is_permitted
from actions.food_words import ILL, SEPARATORS, bare, is_food_word, is_telling, words_of_others
from actions.turn import Entity, Turn
from actions.whose import FORBIDDEN, Theirs, other_than_writer
from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from catalog.restrictions import diet_values
from members.stated import Budget, Stated

__all__ = [
    "added_to_kept",
    "asks_for_food_without",
    "eaten_in",
    "is_forbidden",
    "is_lasting",
    "lasting_in",
    "negated_restrictions",
    "restrictions_listed",
    "speaks_of_need",
    "stated_budget",
    "stated_in",
    "theirs_in",
]

_LIKES: Final = re.compile(r"좋|최애|사랑|선호|위주|자주|즐겨|맛있|매니아|마니아|환장|중독|러버")
_DISLIKES: Final = re.compile(
    r"싫|시러|안\s?좋아|별로|질색|극혐|못\s?(?:먹|드|묵|마)|안\s?(?:먹|드|묵|땡|맞)|입에\s?안|알레르기|알러지|그만|빼"
    r"|(?:먹|드시|마시)지\s?(?:말|마)"
)
_REACH: Final = 24
"""So far behind a food its like or dislike may stand: 치킨이랑 피자를 제일 좋아해."""

_LASTING: Final = re.compile(r"알레르기|알러지|못\s?(?:먹|드|묵|마[시셔])(?!었|겠|음\s?\?)|" + FORBIDDEN.pattern)
_ASKS: Final = re.compile(r"\?|뭐\s?먹|추천|찾아|있나|들어[가있]")
_UNKNOWN: Final = re.compile(
    r"(?<![가-힣A-Za-z])(?P<list>(?:[가-힣A-Z]{1,8}(?:(?<=[랑고과와])\s|,\s?)){0,7})(?P<word>[가-힣A-Z]{1,12}?)"
    r"(?:이랑|랑|은|는|이|가|을|를|도|만)?\s?"
    r"(?:(?:절대|아예|전혀|진짜|하나도|잘)\s?)?(?:알레르기|알러지|[못안]\s?(?:먹|드|묵|마[시셔])(?!었|겠|을래|래)|먹으면\s?(?:안|두드러기)|싫"
    rf"|{FORBIDDEN.pattern})"
)
_NOT_EATEN: Final = re.compile(r"[못안]\s?(?:먹|드|묵)")
_NEED: Final = re.compile(
    r"(?<![가-힣])(?:용)?돈(?:이|도|은|만)?(?:\s|$|없|모자|부족)|굶|(?:하루|이틀|사흘|며칠|몇일|일주일)\s?(?:째|동안|종일|내내)|배고|배가\s?고|힘들|모자라|비싸|못\s?먹(?:어서|고\s?있|은)"
)
"""Why something is not eaten that says nothing of likes: there is no money, or nothing to eat."""
_ALSO: Final = re.compile(r"\s?도\s?(?:[가-힣]{1,3}\s)?[못안]\s?(?:먹|드|묵)")
_USUALLY: Final = re.compile(r"보통|평소|대개|주로|평균|자주")
_LIMITS: Final = re.compile(r"이하|까지|미만|이내|한도|최대|밑|아래|안쪽|안에|안으로|넘|초과|이상|부터|에서|~")
"""With one of these an amount is a limit, however usual: 보통 만원 이하."""
_AVOIDS: Final = re.compile(
    r"알레르기|알러지|못|안\s?[먹돼되맞]|먹으면|피하|피해|조심|가려|두드러기|간지|싫|말고|빼고|밖에"
)
_SENTENCE_END: Final = re.compile(r"[.!?\n]+")
_NO_ALLERGY: Final = re.compile(
    r"(?P<word>[가-힣]{1,8}?)(?:은|는|이|가|도)?\s?(?:알레르기|알러지)(?:은|는|이|가|도|였는데)?\s?(?:이제\s?)?"
    r"(?:없(?!으면|을|었|는\s?(?:거|것|걸|건|게|메뉴|음식|반찬|집|곳|식당|가게|줄)|는\s데|는데[로를만서])|아니|아냐|사라|나았|다\s?나|안\s?해)"
    r"(?!\S{0,3}지\S?\s?(?:않|못)|\S{0,3}\s?[게건]\s?아[니냐])"
)
_STATES: Final = re.compile(
    r"(?:알레르기|알러지)(?:가|이|도|는|은)?\s?(?:(?:진짜|좀|너무|아주|많이|되게|심하게)\s?)?"
    r"(?:있(?:는데|어서|어요?(?!\s*\?)|고|으니|거든|음|다|습니다|지만)|심[하한해]|때문|라서|이라|(?:예요|이에요|이야|야(?![가-힣])|임)(?!\s*\?))"
    r"|못\s?(?:먹|드시|묵)(?:는데|으니|어요?(?![서가-힣]|\s*\?)|고(?!\s?있)|거든|지만|습니다|음(?!\s*\?))"
    r"|못\s?마(?:셔요?(?![서가-힣]|\s*\?)|시(?:는데|니까|거든|고(?!\s?있)|지만)|십니다|심(?!\s*\?))"
    rf"|{FORBIDDEN.pattern}"
)
_MAY_NAME_A_FOOD: Final = frozenset(
    {"food_request", "budget_inquiry", "emergency_food", "inform", "more_options", "menu_inquiry", "affirm", "deny"}
)
"""Beside a word on a shop or a card (브레이크타임이라 못 먹음), what is not eaten need not be a food."""
_FREE_OF: Final = re.compile(
    r"(?:알레르기|알러지)(?:가|이|도)?\s?(?:없는\s?(?:거|것|걸|건|메뉴|음식|반찬|집|곳|식당|가게)(?!\s?아[니냐])|없는\s데|없는데[로를만서]|없이)"
)
"""Asks for food without something: no word on whether the allergy is there."""
_FINE_AGAIN: Final = re.compile(
    r"(?:(?:이제|다시|지금은)\s?(?:는\s?)?(?:(?:진짜|좀|다|잘|완전)\s?)?괜찮(?:아요?|음|습니다)(?![가-힣])"
    r"|(?:이제\s?)?(?:다\s?)?괜찮아[졌짐])"
)
"""It has become all right: 새우 이제 괜찮아, 계란 괜찮아졌어."""
_NOW_EATEN: Final = re.compile(
    r"(?P<word>[가-힣]{1,8}?)(?:\s?(?:알레르기|알러지))?(?:은|는|도|를|을|이|가)?\s?"
    rf"(?:(?:이제\s?|다시\s?)?먹(?:을\s?수\s?있|어도\s?(?:돼|되|괜찮)|게\s?됐)|{_FINE_AGAIN.pattern})"
)
_EATEN: Final = re.compile(
    r"(?P<list>(?:[가-힣]{1,8}(?:(?<=[랑고과와])\s|,\s?)){0,7})(?P<word>[가-힣]{1,8}?)"
    r"(?:(?:은|는|도|를|을)?\s?(?:이제\s?|다시\s?)?먹(?:을\s?수\s?있|어도\s?(?:돼|되|괜찮)|게\s?됐)"
    rf"|(?:은|는|도|이|가)?\s?{_FINE_AGAIN.pattern}"
    r"|도\s?괜찮(?:아요?|음)(?=$|[\s,.!])"
    r"|(?:은|는)\s?(?:(?:잘|다)\s?)?(?:먹(?:어요?|는다|음|지(?!\s?[말마않못]))|괜찮(?:아요?|음|은데)|돼요?|되는데)(?=$|[\s,.!]))"
)
"""What somebody eats after all, whether it was ever kept from them or not: 아니 달걀은 먹을 수 있어, 달걀 먹어도 돼."""
_HAS: Final = re.compile(r"(?P<word>[가-힣]{1,8}?)(?:은|는|이|가|도)?\s?(?:알레르기|알러지)(?:은|는|이|가|도)?\s?있")
_CHANGED: Final = re.compile(r"이제|다시|나았|지금은|괜찮아[졌짐]")
_NO_MORE: Final = re.compile(r"이제|나았|없어졌|괜찮아[졌짐]")
_FROM_NOW_ON: Final = re.compile(r"앞으로|항상|계속|언제나|이제부터")
_REQUESTS: Final = re.compile(r"추천|찾아|알려|골라|뭐\s?먹|먹고\s?싶")
_SPICY: Final = re.compile(r"(?:매운|매콤한)\s?(거|것|건|음식|맛)")
_ALSO_THIS: Final = re.compile(
    r"(?:(?:아+|어|앗|참|맞다|그리고|또|근데|나|난|나는|저|저는|혹시)[\s,.!]+)*"
    r"(?P<list>(?:[가-힣]{1,8}(?:(?<=[랑고과와])\s|,\s?)){0,4}[가-힣]{1,8}?)도"
    r"(?:\s?(?:요|여|용|야|예요|에요|이에요|있어요?|마찬가지\S*|똑같아요?|그래요?|추가\S{0,4}))?[\s.!~ㅠㅜ]*"
)
"""A few words that add to what was said just before: 계란도, 아 새우도요."""
_MOST_IN_LIST: Final = 8


def is_lasting(turn: Turn) -> bool:
    """Whether a message states something of the body that must not be lost, whatever else it was taken for."""
    if not _LASTING.search(turn.text) or _ASKS.search(turn.text) or asks_for_food_without(turn.text):
        return False
    return not speaks_of_need(turn.text) or not stated_in(turn).is_empty


def speaks_of_need(text: str) -> bool:
    """Whether something is not eaten for want of money or food: 돈이 모자라서 라면도 못 먹어."""
    return any(_is_need(sentence) for sentence in _SENTENCE_END.split(text))


def lasting_in(turn: Turn) -> Stated:
    """What the writer's body cannot have, said beside something else: 나 땅콩 알레르기 있는데 점심 추천해줘.

    Only what is stated of the writer; of somebody who eats along, the wish knows for as long as it lasts.
    """
    if not _STATES.search(turn.text):
        return Stated()
    stated = stated_in(turn)
    names_a_food = turn.intent in _MAY_NAME_A_FOOD or ILL.search(turn.text)
    return Stated(diet=stated.diet, unfiltered=stated.unfiltered if names_a_food else ())


def is_forbidden(turn: Turn) -> bool:
    """Whether all that is said is what somebody told the writer not to eat: 엄마가 새우 먹지 말래."""
    if not FORBIDDEN.search(turn.text) or _ASKS.search(turn.text) or _REQUESTS.search(turn.text):
        return False
    stated = stated_in(turn)
    return bool(stated.diet or stated.unfiltered or stated.disliked)


def added_to_kept(turn: Turn, who: str | None = None, *, only_substances: bool) -> Turn | None:
    """The turn in full words where it adds a food to the restriction that was kept just before: 계란도; else None.

    ``who``: whose restriction it was; None: the writer's.
    """
    also = _ALSO_THIS.fullmatch(_spicy_joined(turn.text))
    if also is None:
        return None
    behind = len(also.string) - also.end("list")
    foods = tuple(
        replace(one, after=f"{one.after[: len(one.after) - behind]}도 못 먹어")
        for one in turn.entities
        if one.name in ("dish", "food_category") and len(one.after) >= behind
    )
    names = [bare(word, ()) for word in SEPARATORS.split(also["list"]) if word]
    if only_substances and (foods or not all(map(diet_values, names))):
        return None
    text = f"{also['list']}도 못 먹어" if who is None else f"{who}은 {also['list']}도 못 먹어"
    whole = replace(turn, intent="set_preference", text=text, entities=foods)
    others = {one.name for one in turn.entities} - {"dish", "food_category", "taste", "diet"}
    is_nothing = stated_in(whole).is_empty if who is None else theirs_in(whole) is None
    return None if others or is_nothing else whole


def asks_for_food_without(text: str) -> bool:
    """Whether it is food without something that is asked for: 땅콩 알레르기 없는 메뉴."""
    return bool(_FREE_OF.search(text)) and not _FROM_NOW_ON.search(text)


def stated_in(turn: Turn) -> Stated:
    """What the turn states of the writer; a food named without a word of liking is liked."""
    return _stated(turn, of_others=False)[0]


def theirs_in(turn: Turn) -> Theirs | None:
    """What somebody else than the writer does not eat: 동생은 새우 알레르기 있어요; None: nothing is said of any."""
    said, who = _stated(turn, of_others=True)
    if not (said.diet or said.unfiltered or said.disliked):
        return None
    return Theirs(who[0], said.diet, said.unfiltered, said.disliked)


def _stated(turn: Turn, *, of_others: bool) -> tuple[Stated, list[str]]:
    """What is stated of the writer, or of others, and who these are."""
    named: list[str] = []

    def is_meant(end: int) -> bool:
        who = other_than_writer(turn.text, end)
        if who is not None:
            named.append(who)
        return (who is not None) is of_others

    negated = (*negated_restrictions(turn.text), *_called_eaten(turn.text))
    is_need = speaks_of_need(turn.text)
    diet = {
        str(entity.value)
        for entity in turn.entities
        if entity.name == "diet" and not (is_need and _ALSO.match(entity.after)) and is_meant(_end(turn, entity))
    } - set(negated)
    categories: dict[str, float] = {}
    tastes: dict[str, float] = {}
    disliked: list[str] = []
    for entity in turn.entities:
        if not isinstance(entity.value, str):
            continue
        if entity.name in ("food_category", "dish") and _is_in_need(turn.text, len(turn.text) - len(entity.after)):
            continue
        is_liked = _is_liked(entity)
        if (is_liked and of_others) or (not is_liked and not is_meant(_end(turn, entity))):
            continue  # what others like is as good a hint as the writer's own liking; what they refuse is not
        if entity.name == "taste":
            if turn.slots.get("request") is not None and is_permitted(entity):
                continue  # 매운 것도 괜찮아 beside a wish
            if is_liked:
                tastes[entity.value] = 1.0
            elif entity.value == "spicy":
                diet.add("spicy")
            else:
                tastes[entity.value] = 0.0
        elif entity.name in ("food_category", "dish"):
            _sort_food(entity.value, is_liked=is_liked, diet=diet, categories=categories, disliked=disliked)
    unfiltered = _unknown_substances(turn, diet, disliked, negated, is_meant)  # may add to the diet
    stated = Stated(
        diet=frozenset(diet),
        unfiltered=unfiltered,
        disliked=tuple(dict.fromkeys(disliked)),
        categories=categories,
        tastes=tastes,
        budget=None if of_others else stated_budget(turn),
    )
    return stated, named


def stated_budget(turn: Turn) -> Budget | None:
    """The amount for a meal: a limit or a range as it was said, a rough or usual figure as a quarter to both sides."""
    is_usual = _USUALLY.search(turn.text) and not _LIMITS.search(turn.text)
    least: int | None = None
    most: int | None = None
    for entity in turn.entities:
        if entity.name != "budget" or not isinstance(entity.value, int) or entity.value <= 0:
            continue
        if entity.role == "min":
            least = entity.value
        elif entity.role == "around" or is_usual:
            least, most = entity.value * 3 // 4, entity.value * 5 // 4
        else:
            most = entity.value
    if least is not None and most is not None and least > most:
        least, most = most, least
    return None if least is None and most is None else Budget(least, most)


def restrictions_listed(turn: Turn) -> Stated:
    """A message read as a list of what somebody must not eat: each word is known, or named as unknown."""
    text = turn.text
    negated = {*negated_restrictions(text), *_called_eaten(text)}
    diet = {str(value) for value in turn.values("diet")} - negated
    is_ill = ILL.search(text) is not None
    unknown: list[str] = []
    dishes = {str(value) for value in turn.values("dish")}
    words = [word for word in SEPARATORS.split(text) if word]
    taken = words_of_others(turn)
    for word in words[:_MOST_IN_LIST]:
        food = bare(word, dishes)
        if values := diet_values(food):
            diet.update(set(values) - negated)
        elif is_food_word(food, taken) and (is_ill or food not in dishes):
            unknown.append(food)
    if not diet and not dishes and not _AVOIDS.search(text) and any(is_telling(word) for word in words):
        unknown = []  # a sentence on something else (학교 끝나고 갈래요), and no list
    dishes_known = tuple(dish for dish in dishes if not diet_values(dish) and get_dishes().exact(dish) is not None)
    if turn.values("taste") and "spicy" in turn.values("taste"):
        diet.add("spicy")
    disliked = tuple(dict.fromkeys(dishes_known))
    return Stated(diet=frozenset(diet), unfiltered=tuple(dict.fromkeys(unknown)), disliked=disliked)


def negated_restrictions(text: str) -> tuple[str, ...]:
    """Diet values said to be none (any more): 새우 알레르기는 없어, 이제 우유 먹을 수 있어."""
    if "?" in text or (_REQUESTS.search(text) and not _NO_MORE.search(text)):
        return ()
    text = _spicy_joined(text)
    matches = [*_NO_ALLERGY.finditer(text), *(_NOW_EATEN.finditer(text) if _CHANGED.search(text) else ())]
    found = [value for match in matches for value in diet_values(match["word"])]
    return tuple(dict.fromkeys(found))


def eaten_in(text: str) -> tuple[str, ...]:
    """Diet values said to be eaten, marked as a change or not: 아니 달걀은 먹을 수 있어; a question says none."""
    return () if "?" in text or _REQUESTS.search(text) else _called_eaten(text)


def _called_eaten(text: str) -> tuple[str, ...]:
    """Diet values after which "is eaten" is said or asked, and of which no allergy is stated beside it."""
    text = _spicy_joined(text)
    words = [word for match in _EATEN.finditer(text) for word in SEPARATORS.split(f"{match['list']} {match['word']}")]
    ill = {value for match in _HAS.finditer(text) for value in diet_values(match["word"])}
    found = (value for word in filter(None, words) for value in diet_values(bare(word, ())))
    return tuple(dict.fromkeys(value for value in found if value not in ill))


def _spicy_joined(text: str) -> str:
    """What is hot, in one word as the table has it: 매운 거는 for 매운 건."""
    return _SPICY.sub(lambda match: f"매운{'거는' if match[1] == '건' else match[1]}", text)


def _is_need(sentence: str) -> bool:
    return bool(_NEED.search(sentence) and _NOT_EATEN.search(sentence)) and not ILL.search(sentence)


def _is_in_need(text: str, at: int) -> bool:
    """Whether what stands there is not eaten for want of money or food."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    begin = max((end for end in ends if end < at), default=0)
    return _is_need(text[begin : min((end for end in ends if end >= at), default=len(text))])


def _is_liked(entity: Entity) -> bool:
    """By the first word of liking or disliking behind the food."""
    after = entity.after[:_REACH]
    liked, disliked = _LIKES.search(after), _DISLIKES.search(after)
    if disliked is None:
        return True
    return liked is not None and liked.start() < disliked.start()


def _sort_food(food: str, *, is_liked: bool, diet: set[str], categories: dict[str, float], disliked: list[str]) -> None:
    dish = get_dishes().exact(food)
    category = food if food in CATEGORIES else None if dish is None else dish.category
    if is_liked:
        if category is not None:
            categories[category] = 1.0
        return
    if set(diet_values(food)) & diet:
        return  # a substance that is a dish as well: the restriction says it
    disliked.append(food)
    if food in CATEGORIES:
        categories[food] = 0.0


def _end(turn: Turn, entity: Entity) -> int:
    return len(turn.text) - len(entity.after)


def _unknown_substances(
    turn: Turn, diet: set[str], disliked: Iterable[str], negated: Iterable[str], is_meant: Callable[[int], bool]
) -> tuple[str, ...]:
    known = {str(entity.value) for entity in turn.entities if entity.name in ("dish", "food_category")}
    taken = words_of_others(turn)
    found = []
    for match in _UNKNOWN.finditer(turn.text):
        if _is_in_need(turn.text, match.start("word")) or not is_meant(match.end("word")):
            continue
        for word in filter(None, SEPARATORS.split(f"{match['list']} {match['word']}")):
            named = bare(word, known)
            values = diet_values(named)
            if values:
                if not set(values) & (diet | set(negated)):
                    diet.update(values)
            elif is_food_word(named, taken) and (
                ILL.search(match[0]) or not any(food.startswith(named) for food in (*known, *disliked))
            ):
                found.append(named)  # who is ill of a dish (바나나) is ill of it in other dishes too
    return tuple(dict.fromkeys(found))
