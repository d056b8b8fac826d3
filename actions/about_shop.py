"""What is asked of a shop beside the one thing an intent stands for: its phone, its rating, two things at once, or two
shops side by side. Whatever the message was taken for, these are answered here first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from actions.answer import Answer, payload
from actions.named_shop import with_named_shop
from actions.person import read_person
from actions.turn import Entity, Turn
from actions.voice import voice_for
from actions.when import days_asked
from actions.which_shop import asks_of_another, is_pointed_out, item_numbered, known_place, meant
from actions.wish import Wish
from actions.wording.buttons import more, pick, until_when, where
from actions.wording.compare import Compared, compare_answer
from actions.wording.figures import short, won
from actions.wording.menu import diet_told, some_text
from actions.wording.shop import (
    acceptance_text,
    days_text,
    fact_told,
    facts_line,
    here,
    hours_text,
    location_text,
    phone_text,
    rating_text,
    reported_text,
    unknown_text,
)
from members import reports
from recommender import lookup
from recommender import menus as shop_menus
from recommender.diet import avoided
from recommender.lookup import Shop
from recommender.mentions import rating_of
from recommender.opening import hours_of, opening_at
from storage.postgres import Pool

__all__ = ["answer_about", "asks_a_fact", "best_decided", "cheapest_shown", "intent_asked", "of_the_list"]

_NOT_A_SHOPS: Final = re.compile(
    r"(?:네|너|니|내|제|엄마|아빠|친구|센터|구청|시청|학교|선생님?|고객\s?센터|카드사|은행|상담|\d{3,})\s?(?:의\s)?전화"
)
_OF_THE_BOT: Final = re.compile(
    r"^\s*(?:너|네|니|챗봇|봇|나비얌)(?:의|는|도|한테)?\s?(?:전화|연락처|폰|핸드폰)\s?(?:번호|있|뭐|몇|는|가|좀|알려|$|\?)"
)
_FACTS: Final = (
    (
        "phone",
        re.compile(
            r"전화\s?번호|전번|연락처|전화(?:는|가|도)?\s?(?:뭐|몇|어떻게|알려|있|주)|(?:^|\s)번호\s?(?:좀\s)?알려"
        ),
    ),
    ("rating", re.compile(r"평점|별점|(?<![0-9])몇\s?점\s?(?:이|인|짜|줬|$|\?)|후기|리뷰|평이?\s?(?:좋|어때)")),
)
_UNKNOWN: Final = re.compile(
    r"주차장?|아기\s?의자|아이\s?의자|유아\s?의자|화장실|와이파이|콘센트|놀이방|단체석|룸|휠체어|엘리베이터|에어컨|반려견|강아지|혼밥석"
)
_UNKNOWN_ASKED: Final = re.compile(r"[돼되있없가]|\?|알려|할\s?수|하나요|해요")
_TOPICS: Final = (
    ("card", re.compile(r"카드")),
    ("hours", re.compile(r"몇\s?시|영업|언제까지|열었|열려|문\s?(?:열|닫)|쉬는\s?날|휴무")),
    ("menu", re.compile(r"메뉴|뭐\s?(?:를\s)?팔|얼마(?!나)|가격")),
    ("location", re.compile(r"어디(?:야|에|예|있|인|지|냐|$|\?)|어딨|주소|위치|얼마나\s?걸|몇\s?분")),
    *_FACTS,
)
_INTENTS: Final = {
    "card": "card_acceptance",
    "hours": "hours_inquiry",
    "menu": "menu_inquiry",
    "location": "location_inquiry",
}
_JOINED: Final = re.compile(r"(?:[가-힣]고|이?랑|하고|[과와도지]|그리고|또)(?=\s|$)|[?!.,·&/]|^\s+$")
_BLANK: Final = re.compile(r"\s+")
_WHICH: Final = re.compile(
    r"뭐가|어디가|어느|어떤\s?게|누가|낫|나아|나은|비교|차이|더\s?(?:좋|싸|싼|저렴|가까|멀|빠|맛있|높)|중에?서?\s?(?:뭐|어디)"
)

_DECIDES: Final = re.compile(r"(?:[갈할]|먹을)(?:래|게)요?\s*[.!~]*$|정했|[로걸]\s?(?:해\s?줘|정해|골라)")
_COMPARES: Final = re.compile(r"비교|차이")
_MOST: Final = r"(?:제일|가장|젤|최고로)\s?"
_BEST: Final = (
    (
        "rating",
        re.compile(
            rf"(?:별점|평점|평가|후기|리뷰|점수)\s?(?:이|가|은|는)?\s?{_MOST}(?:높|좋)|{_MOST}(?:별점|평점|평가|후기|리뷰|점수)\S*\s?(?:높|좋)"
        ),
    ),
    ("price", re.compile(rf"{_MOST}(?:싼|싸|저렴)|최저가")),
    ("walk", re.compile(rf"{_MOST}(?:가까|안\s?먼)")),
)
"""Which of the list is the best of all in something, and what in."""
_MEASURES: Final[dict[str, Callable[[Mapping[str, Any]], int]]] = {
    "price": lambda item: int(item["menu"]["final_price"]),
    "walk": lambda item: int(item["distance_m"]),
}
_AMONG: Final = re.compile(r"(?:[이그저여거]\s?(?:기\s?)?|얘네\s?|방금\s?(?:본\s?)?(?:거|것|곳|데|집)?\s?)중")
_PLACE_ASKED: Final = re.compile(
    r"(?:데|곳|집|가게|식당)(?:가|이|은|는)?\s?(?:어디|뭐|몇\s?번|어느)|어디(?:가|야|예요|에요|지|임)|몇\s?번(?:이|째)|어느\s?(?:집|곳|데|가게)"
)
_LOOKS_FURTHER: Final = re.compile(r"추천|찾아|다른|말고|빼고|근처|주변|동네")
_NEW_WISH: Final = ("dish", "food_category", "place", "budget", "ordinal", "shop_id", "shop_name")


def asks_a_fact(text: str) -> bool:
    """Whether a text asks for what no intent stands for: a phone number, a rating, a car park."""
    return _fact(text) is not None or _unknown(text) is not None or _OF_THE_BOT.search(text) is not None


def intent_asked(turn: Turn) -> str | None:
    """The intent of a message that names or numbers a shop and asks one plain thing of it; None: it does not."""
    if not any(turn.values(name) for name in ("shop_id", "shop_name", "ordinal")):
        return None
    topics = [name for name, pattern in _TOPICS if pattern.search(turn.text)]
    return _INTENTS.get(topics[0]) if len(topics) == 1 else None


async def answer_about(pool: Pool, turn: Turn) -> tuple[Turn, Answer | None]:
    """The turn with the shop its words name, and the answer where it asks one of these; None: the intent's answer."""
    turn = await with_named_shop(pool, turn, known_place(turn))
    if not turn.text:
        return turn, None
    if (listed := await of_the_list(pool, turn)) is not None:
        return turn, listed
    if _OF_THE_BOT.search(turn.text):
        return turn, Answer(voice_for(turn).say("phone_of_bot"))
    topics = _topics(turn.text) if is_pointed_out(turn) else ()
    if len(topics) > 1:
        return turn, await _several(pool, turn, topics)
    if (fact := _fact(turn.text)) is not None:
        return turn, await _stated(pool, turn, fact)
    if (asked := _unknown(turn.text)) is not None:
        return turn, await _not_known(pool, turn, asked)
    if asks_of_another(turn):  # 1번 새우 들어가? – 2번은?
        again = tuple(Entity("diet", value) for value in diet_told(turn.said_lately))
        turn = replace(turn, entities=(*turn.entities, *again))
    return turn, None


async def of_the_list(pool: Pool, turn: Turn) -> Answer | None:
    """What is asked of the shops shown last, and chooses none: two side by side, the best, another's phone (3번은?)."""
    if not turn.text or not turn.slate:
        return None
    if (pair := _two_of_the_list(turn)) is not None:
        return await _compared(pool, turn, pair)
    if (best_in := _best_asked(turn)) is not None:
        return await _best(pool, turn, best_in)
    if not asks_of_another(turn) or (told := fact_told(voice_for(turn))) is None:
        return None
    return await (_stated if told in dict(_FACTS) else _not_known)(pool, turn, told)


def _fact(text: str) -> str | None:
    if _NOT_A_SHOPS.search(text):
        return None
    return next((name for name, pattern in _FACTS if pattern.search(text)), None)


def _unknown(text: str) -> str | None:
    match = _UNKNOWN.search(text)
    return match[0] if match is not None and _UNKNOWN_ASKED.search(text, match.end()) else None


def _topics(text: str) -> tuple[str, ...]:
    """What a message asks one after the other, joined by words that join: 카드 되고 몇 시까지 해."""
    found = sorted((match.start(), match.end(), name) for name, one in _TOPICS if (match := one.search(text)))
    if len(found) < 2:
        return ()
    for (_, end, name), (start, _, after) in pairwise(found):
        between = text[end:start]
        # 카드 몇 시까지 돼 is one question, and one about the card.
        is_one = {name, after} == {"card", "hours"} and _BLANK.fullmatch(between)
        if is_one or not _JOINED.search(between):
            return ()
    return tuple(name for _, _, name in found)


def _two_of_the_list(turn: Turn) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The two shops of the list, numbered or named, that are weighed against each other."""
    text = turn.text
    if not _WHICH.search(text) or "말고" in text or (_DECIDES.search(text) and not _COMPARES.search(text)):
        return None
    items = list(turn.slate["items"]) if turn.slate else []
    numbered = [item_numbered(items, value) for value in turn.values("ordinal") if isinstance(value, int)]
    if None in numbered:
        return None
    meant_ones = [item for item in items if item in numbered or item in _named_in(text, items)]
    return (meant_ones[0], meant_ones[1]) if len(meant_ones) == 2 else None


def _named_in(text: str, items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The shops of the list whose names stand in a text, blanks aside; a name within another's is not said."""
    left, found = "".join(text.split()), []
    for item in sorted(items, key=lambda one: -len(str(one["name"]))):
        name = "".join(str(item["name"]).split())
        if name and name in left:
            left = left.replace(name, " ")
            found.append(item)
    return found


def _best_asked(turn: Turn) -> str | None:
    """What the best of the list is asked for: 이 중에서 제일 싼 집, 별점 제일 높은 데 어디야?; None: nothing is."""
    text = turn.text
    if _LOOKS_FURTHER.search(text) or _DECIDES.search(text) or any(turn.values(name) for name in _NEW_WISH):
        return None
    if not _AMONG.search(text) and not _PLACE_ASKED.search(text):
        return None
    return next((name for name, pattern in _BEST if pattern.search(text)), None)


def best_decided(turn: Turn) -> int | None:
    """The place in the list of the shop that is picked for being the cheapest or nearest of it: 제일 싼 데로 할게."""
    if not turn.slate or not _DECIDES.search(turn.text) or _LOOKS_FURTHER.search(turn.text):
        return None
    best_in = next((name for name, pattern in _BEST if name in _MEASURES and pattern.search(turn.text)), None)
    if best_in is None or any(turn.values(name) for name in ("ordinal", "shop_name", "shop_id")):
        return None
    items = list(turn.slate["items"])
    return items.index(min(items, key=_MEASURES[best_in])) + 1


async def _best(pool: Pool, turn: Turn, best_in: str) -> Answer:
    """Which of the list is the cheapest, the nearest or the best rated; it is then the one talked about."""
    assert turn.slate is not None  # noqa: S101  # asked of a list
    items, voice = list(turn.slate["items"]), voice_for(turn)
    if best_in == "price":
        return cheapest_shown(turn)
    if best_in == "walk":
        item = min(items, key=_MEASURES["walk"])
        text = voice.say("more_nearest", shop=short(str(item["name"]), 16), minutes=item["walk_min"])
        return _one_of_the_list(turn, item, text)
    ratings = [await rating_of(pool, int(item["shop_id"])) for item in items]
    if all(rating is None for rating in ratings):
        return Answer(voice.say("best_rating_unknown"), (more(),))
    rating, item = max(zip(ratings, items, strict=True), key=lambda one: -1.0 if one[0] is None else one[0])
    return _one_of_the_list(
        turn, item, voice.say("best_rated", shop=short(str(item["name"]), 16), rating=f"{rating:g}")
    )


def cheapest_shown(turn: Turn) -> Answer:
    """The cheapest of the shops shown last."""
    item = min(turn.slate["items"] if turn.slate else (), key=_MEASURES["price"])
    price = won(int(item["menu"]["final_price"]))
    text = voice_for(turn).say("more_cheapest", shop=short(str(item["name"]), 16), price=price)
    return _one_of_the_list(turn, item, text)


def _one_of_the_list(turn: Turn, item: Mapping[str, Any], text: str) -> Answer:
    assert turn.slate is not None  # noqa: S101  # the item is of it
    shop_id, rank = int(item["shop_id"]), list(turn.slate["items"]).index(item) + 1
    choose = pick(rank, str(item["name"]), payload("select_option", shop_id=shop_id, slate_id=turn.slate["slate_id"]))
    return Answer(text, (choose, where(shop_id=shop_id), more()), slots={"focus_shop_id": shop_id})


async def _compared(pool: Pool, turn: Turn, pair: tuple[Mapping[str, Any], Mapping[str, Any]]) -> Answer:
    items = list(turn.slate["items"]) if turn.slate else []
    compared = []
    for item in sorted(pair, key=items.index):
        shop = await lookup.read(pool, int(item["shop_id"]))
        opening = opening_at(None if shop is None else shop.business_hours, turn.now)
        compared.append(Compared(items.index(item) + 1, item, opening))
    slate_id = None if turn.slate is None else str(turn.slate["slate_id"])
    return compare_answer(compared[0], compared[1], slate_id, turn.now, voice_for(turn))


async def _stated(pool: Pool, turn: Turn, fact: str) -> Answer:
    """One fact of the shop that is meant; of a list just shown, with none singled out, of each of its shops."""
    voice = voice_for(turn)
    if not is_pointed_out(turn) and turn.slate and len(turn.slate["items"]) > 1:
        lines = []
        for rank, item in enumerate(turn.slate["items"], start=1):
            shop = await lookup.read(pool, int(item["shop_id"]))
            if shop is not None:
                rating = await rating_of(pool, shop.shop_id) if fact == "rating" else None
                lines.append(facts_line(rank, shop, fact, rating, voice))
        return Answer("\n".join(lines))
    found = await meant(pool, turn, asks="location_inquiry")
    if isinstance(found, Answer):
        return found
    buttons = (until_when(shop_id=found.shop_id), where(shop_id=found.shop_id))
    return Answer(await _said(pool, turn, found, fact), buttons, slots={"focus_shop_id": found.shop_id})


async def _not_known(pool: Pool, turn: Turn, asked: str) -> Answer:
    """No row says it, whichever shop is meant."""
    voice = voice_for(turn)
    if not is_pointed_out(turn):
        return Answer(unknown_text(None, asked, voice))
    found = await meant(pool, turn, asks="location_inquiry")
    if isinstance(found, Answer):
        return found
    return Answer(unknown_text(found, asked, voice), slots={"focus_shop_id": found.shop_id})


async def _several(pool: Pool, turn: Turn, topics: tuple[str, ...]) -> Answer:
    """Each thing asked in a sentence or two; the shop's name once."""
    found = await meant(pool, turn, asks="hours_inquiry")
    if isinstance(found, Answer):
        return found
    said = [await _said(pool, turn, found if not number else here(found), topic) for number, topic in enumerate(topics)]
    return Answer(" ".join(said), (where(shop_id=found.shop_id), more()), slots={"focus_shop_id": found.shop_id})


async def _said(pool: Pool, turn: Turn, shop: Shop, topic: str) -> str:
    voice = voice_for(turn)
    if topic == "phone":
        return phone_text(shop, voice)
    if topic == "rating":
        return rating_text(shop, await rating_of(pool, shop.shop_id), voice)
    if topic == "card":
        known = await reports.reported(pool, shop.shop_id, turn.now)
        return acceptance_text(shop, voice) + reported_text(known, "card", voice)
    if topic == "location":
        return location_text(shop, voice).partition("\n")[0]
    if topic == "menu":
        _, profile = await read_person(pool, turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now)
        menus = await shop_menus.of_shop(pool, shop.shop_id)
        return some_text(shop, menus, avoided(profile.diet | wish.diet), turn.first("dish"), voice)
    hours, days = hours_of(shop.business_hours), days_asked(turn.values("day"), turn.now)
    if days and not shop.is_closed_down:
        return days_text(shop, hours, days, voice)
    text = hours_text(shop, opening_at(shop.business_hours, turn.now), hours, turn.now, voice)
    return text + reported_text(await reports.reported(pool, shop.shop_id, turn.now), "closed", voice)
