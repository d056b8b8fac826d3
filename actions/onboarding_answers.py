"""Reads the answers to the three questions of the first talk, and tells them from requests and from refusals."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, Literal

from actions.about_me import restrictions_listed, stated_budget, stated_in, theirs_in
from actions.turn import Turn
from members.stated import Budget, Stated

__all__ = ["command", "is_request", "is_wish", "value", "value_of_button", "wants_no_more_questions"]

_SKIP: Final = re.compile(
    r"건너|스킵|skip|패스|넘어\s?가|넘길|다음\s?(?:거|질문|으로)?$|안\s?알려|비밀|말\s?안\s?해|대답\s?안", re.I
)
_STOP: Final = re.compile(
    r"그만|안\s?할(?:래|게|거|꺼)|귀찮|나중에|하기\s?싫|물어보지|묻지\s?마|됐어|됐고|관둬|취소|필요\s?없|stop", re.I
)
_NO_MORE_QUESTIONS: Final = re.compile(
    r"(?:그만|고만)\s?(?:좀\s?)?(?:물|묻|질문|하자|해(?:라|요|줘)?(?![가-힣]))|(?:질문|물어\s?보|묻)\S{0,2}\s?(?:좀\s?)?(?:그만|고만|하지\s?마|지\s?마|지\s?말|안\s?(?:해|하|받))"
    r"|(?:물어보|묻|질문하)지\s?(?:좀\s?)?(?:마|말)|안\s?(?:물어|묻)|^(?:이제\s?)?(?:그만|고만)(?:요|할래요?|할게요?|해)?\s?[.!~]*$"
)
_NONE: Final = re.compile(
    r"없(?:어|음|는데|습니다|다|네|지|슴|오|$)|딱히|특별히|아무거나|암거나|상관\s?없|다\s?(?:좋|잘|괜찮|먹)|모르겠|몰라|글쎄|물어\s?[볼보봐]|그때\s?그때|가리는\s?거|잘\s?먹|ㄴㄴ"
)
_ALL_BUT: Final = re.compile(
    r"(?P<list>.+?)(?:만)?\s?(?:(?:말고|말구|빼고|빼구|빼면|제외하고|제외하면|외에|아니면|빼곤)(?:는|은|ㄴ|도)?|(?<!원)밖에\s?없"
    r"|(?:[\s,.!]+)(?:그\s?(?:외|밖)|다른|나머지|더는|더\s?이상))"
)
"""What is named before all the rest is said to be fine: 키위 말고는 없어요, 키위요 다른 건 없어요."""
_WANTS: Final = re.compile(
    r"추천|찾아|먹고\s?싶|먹구\s?싶|먹을\s?(?:만|데|곳|거|수)|뭐\s?먹|뭐먹|머\s?먹|어디|근처|주변|배고|골라|알려|가까운|땡[겨기긴]|먹을래|먹자|있어\?|있나|갈\s?만|시켜|파는"
)
_ASKS: Final = re.compile(r"\?|얼마(?!\s?안)|몇|언제|어디|어떻게|영업|되나|돼요\?|되는")
_FOOD_REQUESTS: Final = frozenset({"food_request", "budget_inquiry", "emergency_food"})
_OTHER_REQUESTS: Final = frozenset(
    {
        "more_options",
        "menu_inquiry",
        "hours_inquiry",
        "location_inquiry",
        "card_acceptance",
        "coupon_inquiry",
        "balance_check",
        "balance_charge",
        "feedback",
        "report_problem",
        "data_request",
        "unsupported_service",
        "select_option",
    }
)
_SMALL_TALK: Final = frozenset({"chitchat", "out_of_scope", "help", "greet", "thank", "nlu_fallback"})
_BODY: Final = re.compile(r"알레르기|알러지|못\s?(?:먹|드|묵|마)|안\s?(?:먹|돼|되)")
_AMOUNT: Final = re.compile(r"\D{0,6}(\d{1,3}(?:,\d{3})+|\d{4,5})\D{0,6}")
_LONGEST_BARE: Final = 14


def is_request(turn: Turn) -> bool:
    """Whether the message wants something, so that it is answered before any question of ours."""
    if turn.intent in _FOOD_REQUESTS:
        return True
    return turn.intent in _OTHER_REQUESTS


def command(turn: Turn, step: str) -> Literal["skip", "stop"] | None:
    """Whether the message passes over this question, or wants no questions at all."""
    if wants_no_more_questions(turn):
        return "stop"
    if _SKIP.search(turn.text):
        return "skip"
    if _STOP.search(turn.text):
        return "stop"
    if turn.intent == "deny":
        return "stop" if step == "liked" else "skip"
    return None


def value(turn: Turn, step: str) -> Stated | None:
    """What the message answers to the question of ``step``; None when it is no answer to it."""
    is_amount = step == "spend" and turn.intent == "inform" and stated_budget(turn) is not None  # 한 7천원?
    if (is_wish(turn) and not is_amount) or _SKIP.search(turn.text) or wants_no_more_questions(turn):
        return None
    if step == "liked":
        return _liked(turn)
    return _spend(turn) if step == "spend" else _avoid(turn)


def value_of_button(turn: Turn, step: str) -> Stated:
    """What a button of the question says."""
    stated = stated_in(turn)
    if step == "spend":
        return Stated(budget=stated.budget)
    if step == "avoid":
        return Stated(diet=stated.diet)
    return Stated(categories=stated.categories)


def wants_no_more_questions(turn: Turn) -> bool:
    """Whether the person has had enough of being asked: 그만 물어봐, 질문 그만."""
    return bool(_NO_MORE_QUESTIONS.search(turn.text))


def is_wish(turn: Turn) -> bool:
    """A request in so many words. What was merely taken for one (치킨 떡볶이) is an answer when it is short."""
    if turn.intent in _FOOD_REQUESTS:
        return bool(_WANTS.search(turn.text))
    if turn.intent in _OTHER_REQUESTS:
        return len(turn.text) > _LONGEST_BARE or bool(_ASKS.search(turn.text) or _WANTS.search(turn.text))
    return bool(re.search(r"\?\s*$", turn.text))


def _liked(turn: Turn) -> Stated | None:
    stated = stated_in(turn)
    if stated.categories or stated.tastes or stated.disliked or stated.diet:
        return Stated(diet=stated.diet, disliked=stated.disliked, categories=stated.categories, tastes=stated.tastes)
    return Stated() if _NONE.search(turn.text) else None


def _spend(turn: Turn) -> Stated | None:
    budget = stated_budget(turn)
    if budget is None and (bare := _AMOUNT.fullmatch(turn.text)) is not None:
        budget = Budget(None, int(bare[1].replace(",", "")))
    if budget is not None:
        return Stated(budget=budget)
    return Stated() if _NONE.search(turn.text) else None


def _avoid(turn: Turn) -> Stated | None:
    stated = stated_in(turn)
    body = Stated(diet=stated.diet, unfiltered=stated.unfiltered, disliked=stated.disliked)
    is_about_food = turn.intent not in _SMALL_TALK or _BODY.search(turn.text) or not body.is_empty
    if _NONE.search(turn.text) or (turn.intent == "deny" and not _BODY.search(turn.text)):
        excepted = _ALL_BUT.match(turn.text)
        return body if excepted is None else body.joined(restrictions_listed(replace(turn, text=excepted["list"])))
    if is_about_food:
        body = body.joined(_of_writer(turn, restrictions_listed(turn)))
    return None if body.is_empty else body


def _of_writer(turn: Turn, listed: Stated) -> Stated:
    """The list without what somebody else does not eat: 동생은 새우 못 먹어요."""
    theirs = theirs_in(turn)
    if theirs is None:
        return listed
    return replace(
        listed,
        diet=listed.diet - theirs.diet,
        unfiltered=tuple(word for word in listed.unfiltered if word not in theirs.unfiltered),
        disliked=tuple(food for food in listed.disliked if food not in theirs.disliked),
    )
