"""Messages taken for what they are not, told by words that can only mean one thing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions.turn import Entity, Turn

__all__ = ["is_lost_card", "really_meant", "says_no_card"]

_ILL: Final = re.compile(r"알레르기|알러지|못\s?먹|안\s?먹|먹으면\s?안")
_MAY_I_EAT: Final = re.compile(
    r"먹어도\s?(?:돼|되|괜찮|됨|될)|먹을\s?수\s?있(?:어|나|을까|는)|괜찮(?:아|을까|나|은가|겠)|안전|(?:들어가|들었|들어\s?있)"
)
_NUMBER: Final = re.compile(
    r"(?<![\d.,])(\d{1,2})\s?번(?:째)?\s?(?:집|거|것|가게|메뉴)?(?:은|는|을|를|도)?\s?(?=먹|괜찮|안전|들어)"
)
_NAMES_NO_SHOP: Final = re.compile(r"뭐|뭘|무엇|추천|찾아|다른\s?(?:데|곳|집)|있는\s(?:데|곳)")
_NOT_ASKING: Final = frozenset({"emergency_food", "feedback", "report_problem"})

_NEAR_ME: Final = re.compile(
    r"(?<![가-힣])(?:(?:내|나|제|저)\s?(?:있는\s?(?:곳|데)\s?|위치\s?(?:에서|의)?\s?)?|지금\s?(?:있는\s?(?:곳|데)|위치)\s?|현\s?위치\s?|현재\s?위치\s?)"
    r"(?:근처|주변|주위|가까운|인근|옆)"
)
_OF_DATA: Final = re.compile(
    r"정보|기록|데이터|저장|지워|지우|삭제|수집|개인|동의|알아|알고|왜|어떻게|추적|보관|탈퇴|남기|기억|보여\s?주지"
)
_NOT_NEAR_ME: Final = frozenset(
    {"data_request", "location_inquiry", "nlu_fallback", "out_of_scope", "chitchat", "help"}
)

_NO_CARD: Final = re.compile(
    r"(?<!교통)(?<!신용)(?<!체크)(?<!포인트)(?<!회원)카드(?:가|는|도|를)?\s?(?:아직\s?|원래\s?)?(?:없(?:는데(?!\s?\S*(?:로|서))|[어음다네지으]|어도|습니다|$|[.?!~]|는\s?(?:사람|애|아이))"
    r"|안\s?(?:갖고\s?있|가지고\s?있|나왔)|못\s?받았)"
)
_LOST: Final = re.compile(r"없다고|없냐|없대|없어졌|없어진|없앴|잃어|분실|카드\s?없이")
_LOST_CARD: Final = re.compile(r"카드\s?(?:가|를|도)?\s?(?:\S{1,4}\s)?(?:없어졌|없어진|잃어|분실|도난|도둑|훔쳐)")
_PLACE_ALONE: Final = re.compile(r"(?:그럼|그러면|아니면|혹시)?\s*\S{2,12}(?:은|는|은요|는요|쪽은|근처는)\s*\?*")
_WISHES: Final = re.compile(
    r"추천|찾아|골라|뭐\s?먹|알려\s?줘|근처|주변|먹고\s?싶|먹을\s?(?:데|곳|거)|굶|배고|잔액|충전|쿠폰"
)
_OF_A_SHOP: Final = ("ordinal", "shop_name", "shop_id")
_SAID_OTHERWISE: Final = frozenset({"emergency_food", "feedback", "report_problem", "data_request", "coupon_inquiry"})


def really_meant(turn: Turn) -> Turn | None:
    """The turn with the intent that its words can only stand for; None: as it was understood."""
    if not turn.text:
        return None
    numbered = _with_number(turn)
    if turn.intent not in _NOT_ASKING and _asks_whether_to_eat(numbered):
        return replace(numbered, intent="menu_inquiry")
    if turn.intent in _NOT_NEAR_ME and _NEAR_ME.search(turn.text) and not _OF_DATA.search(turn.text):
        return replace(turn, intent="food_request")
    if turn.intent == "nlu_fallback" and is_lost_card(turn.text):
        return replace(turn, intent="balance_charge")
    if turn.intent == "nlu_fallback" and _names_another_place(turn):
        return replace(turn, intent="inform")
    return None


def is_lost_card(text: str) -> bool:
    """Whether the card itself is gone: 카드가 없어졌어요."""
    return bool(_LOST_CARD.search(text))


def _names_another_place(turn: Turn) -> bool:
    """Whether nothing but a place is named after a wish: 강남역은?"""
    is_place = {one.name for one in turn.entities} == {"location"}
    return is_place and turn.slots.get("request") is not None and _PLACE_ALONE.fullmatch(turn.text.strip()) is not None


def says_no_card(turn: Turn) -> bool:
    """Whether the person has no meal card, and asks for nothing beside: 나 카드 없는데, 급식카드 없으면 못 먹어?"""
    if turn.intent in _SAID_OTHERWISE or any(turn.values(name) for name in (*_OF_A_SHOP, "diet")):
        return False
    return bool(_NO_CARD.search(turn.text)) and not _LOST.search(turn.text) and not _WISHES.search(turn.text)


def _with_number(turn: Turn) -> Turn:
    """With the shop's number before what is asked, which elsewhere is how often something was eaten (1번 먹었어)."""
    number = _NUMBER.search(turn.text)
    if number is None or turn.values("ordinal"):
        return turn
    found = Entity("ordinal", int(number[1]), None, turn.text[number.end() :])
    return replace(turn, entities=(*turn.entities, found))


def _asks_whether_to_eat(turn: Turn) -> bool:
    """계란 알레르기 있는데 1번 먹어도 돼? of a shop that was shown or talked about."""
    ill = _ILL.search(turn.text)
    if ill is None or not _MAY_I_EAT.search(turn.text, ill.end()) or _NAMES_NO_SHOP.search(turn.text):
        return False
    if not turn.values("diet") and "?" not in turn.text:
        return False
    names_a_shop = any(turn.values(name) for name in _OF_A_SHOP) and turn.slate is not None
    one_was_shown = turn.slate is not None and len(turn.slate["items"]) == 1
    return names_a_shop or one_was_shown or isinstance(turn.slots.get("focus_shop_id"), int)
