"""What every message goes through in the action server: is it the answer to what was asked last?

In this order: hunger, a pressed answer, the open question of the first talk, a choice named in words (응, 두 번째,
신림동), a restriction that must not be lost, and only then the action the rules chose. Afterwards the new open question
is noted, and a newcomer may be offered the first talk.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from actions.about_me import (
    added_to_kept,
    asks_for_food_without,
    is_forbidden,
    is_lasting,
    lasting_in,
    speaks_of_need,
    stated_in,
    theirs_in,
)
from actions.answer import Answer, Button
from actions.dropping import Left, gone_text, has_kept, kept_for, others_gone, taken_back, with_theirs
from actions.entities import is_permitted, refers_to_cheaper, refers_to_nearer, said_in, wanted_kind
from actions.memory import keep
from actions.no_card import without_a_card
from actions.onboarding import Onboarding
from actions.questions import OpenQuestion, digest
from actions.recent import remembered
from actions.resources import Resources
from actions.routing import pressed, pressed_values
from actions.taken_for import really_meant, says_no_card
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import item_numbered
from actions.wording.asking import otherwise
from actions.wording.buttons import find, find_again
from actions.wording.figures import short
from actions.wording.names import avoided, listed
from actions.wording.preference import stated_text, theirs_text
from actions.wording.slate import MOST_CHARACTERS
from actions.wording.texts import Voice
from members.stated import Stated

__all__ = ["hear"]

_VAGUE: Final = frozenset({"inform", "nlu_fallback", "out_of_scope", "chitchat", "deny", "affirm", "menu_inquiry"})
"""Intents under which a statement about the body may hide."""
_FIRST: Final = "action_emergency"
"""Who is hungry is no answer to any question, whatever intent was understood beside the hunger."""
_MAY_NAME_A_CHOICE: Final = frozenset({"inform", "nlu_fallback", "select_option", "out_of_scope", "food_request"})
_WISHES: Final = frozenset({"food_request", "budget_inquiry", "inform", "more_options"})
_LISTS: Final = ('"ordinal"', '"place"', '"shop_id"')
"""What the payloads of a numbered list hold: only there does "두 번째" pick a button and no shop."""
_NOT_READ: Final = re.compile(r"[\s.,!?~]|(?:이요|요|으로|로|할게|볼게)+$")
_ASKS_OF_A_SHOP: Final = re.compile(r"몇|언제|열|닫|쉬|하[나냐]|해\?|해요|되|돼|얼마|어디|메뉴")
_ASKS_FOR_FOOD: Final = re.compile(r"추천|찾아|골라|뭐\s?먹|먹고\s?싶")
_POINTS: Final = re.compile(r"그|거기|저기|여기|아까|방금|번")
_LONGEST_NAME: Final = 20
_SHORTEST_NAME: Final = 2
_LONGEST_REMARK: Final = 8

Own = Callable[[Turn], Awaitable[Answer]]


async def hear(resources: Resources, turn: Turn, own: Own, action: str) -> Answer:
    """The answer to this turn, by whoever it is for; ``own`` is the action that was chosen, ``action`` its name."""
    question = OpenQuestion.from_slot(turn.slots.get("question"), turn.now)
    is_hungry = turn.intent == "emergency_food" or action == _FIRST
    if not is_hungry and (meant := really_meant(turn)) is not None:
        turn, own = meant, resources.router.answer
    if (added := _added(turn, question)) is not None:
        turn, own = added, resources.router.answer
    talk = Onboarding(resources, turn)
    own = _keeping(resources, turn, own)
    if is_hungry:
        answer = await talk.interrupted(question, own)
    elif _is_need(turn, question):
        router = _keeping(resources, turn, resources.router.answer)
        answer = await talk.interrupted(question, lambda one: router(replace(one, intent="emergency_food")))
    elif says_no_card(turn):
        no_card = _keeping(resources, turn, lambda one: without_a_card(resources.pool, one))
        answer = await talk.interrupted(question, no_card)
    else:
        answer = await _answered(resources, turn, own, question, talk)
    answer = _not_twice(answer, question, turn)
    answer = await talk.offered_after(answer)
    asked = _question_of(answer, question)
    slots = dict(answer.slots)
    if asked is not None or turn.slots.get("question") is not None:
        slots["question"] = None if asked is None else asked.as_slot(turn.now)
    slots["recent"] = with_theirs(remembered(turn, slots), turn)
    return replace(answer, slots=slots)


async def _answered(
    resources: Resources, turn: Turn, own: Own, question: OpenQuestion | None, talk: Onboarding
) -> Answer:
    if turn.first("question") is not None:
        return await talk.pressed(question)
    if turn.text and (left := await others_gone(resources.pool, turn)) is not None:
        return await talk.interrupted(question, lambda one: _without_them(resources, one, own, left))
    gone = await taken_back(resources.pool, turn) if turn.text else frozenset()
    if question is not None and question.step is not None:
        if gone and question.step != "avoid":
            return await talk.interrupted(question, lambda one: _preference(resources, one))
        return await talk.heard(question, own)
    if talk.is_refused():
        return await talk.declined()
    if (corrected := await talk.heard_after()) is not None:
        return corrected
    if question is not None and turn.text:
        payload = _agreed(question, gone) if gone else _picked(question, turn)
        if payload is not None:
            chosen = pressed(turn, payload)
            if chosen.first("question") is not None:
                return await Onboarding(resources, chosen).pressed(question)
            return await _keeping(resources, turn, resources.router.answer)(chosen)
    if turn.intent != "set_preference" and is_forbidden(turn):  # 병원에서 계란 먹지 말래요
        return await _preference(resources, turn)
    if turn.intent in _VAGUE and is_lasting(turn) and not (stated_in(turn).is_empty and theirs_in(turn) is None):
        return await _preference(resources, turn)
    if turn.intent == "set_preference" and asks_for_food_without(turn.text):
        return await resources.router.answer(replace(turn, intent="food_request"))
    if turn.intent != "set_preference" and gone:  # it is asked back, whatever it was taken for
        return await _preference(resources, turn)
    if (meant := _meant(turn)) is not None:
        return await _keeping(resources, turn, resources.router.answer)(replace(turn, intent=meant))
    return await own(turn)


def _added(turn: Turn, question: OpenQuestion | None) -> Turn | None:
    """The turn in full words where it adds to what was just kept as not eaten: 우유 알레르기 있어, 계란도."""
    if not turn.text:
        return None
    is_kept = has_kept(voice_for(turn))
    who = None if is_kept else kept_for(turn)
    if not is_kept and who is None:
        return None
    return added_to_kept(turn, who, only_substances=question is not None and question.step is not None)


async def _without_them(resources: Resources, turn: Turn, own: Own, left: Left) -> Answer:
    """That what somebody else cannot eat is in the request no more, and the answer to what is asked beside it."""
    text = gone_text(left.theirs, voice_for(turn))
    if _ASKS_FOR_FOOD.search(turn.text):
        if turn.intent not in _WISHES:
            own, turn = resources.router.answer, replace(turn, intent="food_request")
        answer = await _warned(own, text)(replace(turn, slots={**turn.slots, **left.slots}))
        return replace(answer, slots={**left.slots, **answer.slots})
    again = find_again() if turn.slate is not None else find()
    return Answer(text, (again,), slots=left.slots, question=OpenQuestion(choices=(again,), yes=again.payload))


def _preference(resources: Resources, turn: Turn) -> Awaitable[Answer]:
    return resources.router.answer(replace(turn, intent="set_preference"))


def _agreed(question: OpenQuestion, gone: frozenset[str]) -> str | None:
    """The yes to whether just these restrictions hold no more, in so many words: 응 달걀 먹어도 돼."""
    asked = pressed_values(question.yes, "diet") if question.yes and '"remove"' in question.yes else frozenset()
    return question.yes if gone <= asked else None


def _is_need(turn: Turn, question: OpenQuestion | None) -> bool:
    """Whether a child in need was taken for somebody with a taste: 돈이 모자라서 라면도 못 먹어."""
    in_the_talk = question is not None and question.step is not None and turn.intent in _VAGUE
    if not (turn.intent == "set_preference" or in_the_talk) or not speaks_of_need(turn.text):
        return False
    return stated_in(turn).is_empty and theirs_in(turn) is None


def _keeping(resources: Resources, turn: Turn, answer_to: Own) -> Own:
    """``answer_to``, after what ``turn`` says of the body beside its wish was kept for good, and said to be."""
    said = Stated() if turn.intent == "set_preference" else lasting_in(turn)  # set_preference keeps it itself
    warning = _warning_of_others(turn)
    if said.is_empty:
        return answer_to if warning is None else _warned(answer_to, warning)

    async def kept_and_answered(one: Turn) -> Answer:
        kept = await keep(resources.pool, turn, said)
        answer = await answer_to(replace(one, slots={**one.slots, **kept.slots}))
        # A slate names by itself what cannot be filtered.
        told = replace(said, unfiltered=tuple(word for word in said.unfiltered if word not in answer.text))
        return replace(answer, text=_beside(told, answer.text, voice_for(turn)), slots={**kept.slots, **answer.slots})

    return kept_and_answered


def _warning_of_others(turn: Turn) -> str | None:
    """That what somebody else cannot eat is known to no filter: 친구가 키위 못 먹는데 점심 추천해줘."""
    theirs = theirs_in(turn) if turn.intent in _WISHES else None
    if theirs is None or not theirs.unfiltered:
        return None
    return " ".join(theirs_text(replace(theirs, diet=frozenset(), disliked=()), voice_for(turn)))


def _warned(answer_to: Own, warning: str) -> Own:
    async def warned_and_answered(one: Turn) -> Answer:
        answer = await answer_to(one)
        text = short(answer.text, MOST_CHARACTERS - len(warning) - 1)
        return replace(answer, text=f"{warning}\n{text}")

    return warned_and_answered


def _beside(told: Stated, text: str, voice: Voice) -> str:
    """What was kept, in a few words where there is no room for more, and the answer: nothing is kept without a word."""
    names = [*([avoided(told.diet)] if told.diet else []), *told.unfiltered]
    briefly = [voice.say("told_briefly", what=listed(names))] if names else []
    for said in (stated_text(told, voice), briefly):
        whole = "\n".join(filter(None, (" ".join(said), text)))
        if len(whole) <= MOST_CHARACTERS:
            return whole
    return f"{briefly[0]}\n{short(text, MOST_CHARACTERS - len(briefly[0]) - 1)}" if briefly else text


def _meant(turn: Turn) -> str | None:
    """The intent of a few words that were taken for another, by what they can only mean here; None: as understood."""
    text = turn.text
    if not text or len(text) > _LONGEST_NAME:
        return None
    is_remark = turn.slate is not None and not turn.entities and len(text) <= _LONGEST_REMARK
    if turn.intent in _MAY_NAME_A_CHOICE and is_remark and (refers_to_cheaper(text) or refers_to_nearer(text)):
        return "more_options"  # 비싸, 너무 멀다
    if turn.slots.get("request") is not None and "?" not in text and any(map(is_permitted, turn.entities)):
        return "food_request"  # 매운 것도 괜찮아
    if turn.intent in ("nlu_fallback", "deny", "affirm") and _completes_the_wish(turn):
        return "inform"  # 내일 점심엔?, 아니다 5천원
    if turn.intent == "nlu_fallback" and wanted_kind(turn) is not None:
        return "food_request"  # 전골 먹을래
    said = said_in(turn)
    if turn.intent == "menu_inquiry" and (said.not_dishes or said.not_categories) and "?" not in text:
        return "more_options"  # 국밥 말고 덮밥
    names_food_alone = {entity.name for entity in turn.entities} == {"food_category"}
    if turn.intent == "select_option" and names_food_alone and not _POINTS.search(text):
        return "food_request"  # 편의점 갈래
    return None


def _completes_the_wish(turn: Turn) -> bool:
    """Whether a few words that no intent fits name what a wish is made of: 내일 점심엔?, 그럼 만원."""
    is_carried = turn.slots.get("request") is not None
    is_short = len(turn.text) <= _LONGEST_NAME and not _ASKS_OF_A_SHOP.search(turn.text)
    said = said_in(turn)
    if turn.intent in ("deny", "affirm"):
        said = replace(said, day=None, meal_time=None)  # 아니 오늘은 됐어 wishes for nothing
    return is_carried and is_short and not said.is_empty


def _picked(question: OpenQuestion, turn: Turn) -> str | None:
    """The payload the words stand for, or None."""
    if turn.intent == "affirm":
        return question.yes or (question.choices[0].payload if len(question.choices) == 1 else None)
    if turn.intent == "deny" and not turn.entities:
        return question.no
    ordinal = turn.ordinal
    if isinstance(ordinal, int) and turn.intent in ("inform", "select_option"):
        if not any(mark in button.payload for mark in _LISTS for button in question.choices):
            return None
        one = item_numbered([button.as_json() for button in question.choices], ordinal)
        return None if one is None else str(one["payload"])
    return _named(question.choices, turn)


def _named(choices: tuple[Button, ...], turn: Turn) -> str | None:
    """The only button whose title was typed, or a part of it where that was all that was typed."""
    said = _NOT_READ.sub("", turn.text)
    if not _SHORTEST_NAME <= len(said) <= _LONGEST_NAME:
        return None
    titles = {button.payload: _NOT_READ.sub("", button.title) for button in choices}
    exact = [payload for payload, title in titles.items() if title == said]
    if exact:
        return exact[0]
    if turn.intent not in _MAY_NAME_A_CHOICE:
        return None
    found = [payload for payload, title in titles.items() if said in title]
    return found[0] if len(found) == 1 else None


def _not_twice(answer: Answer, question: OpenQuestion | None, turn: Turn) -> Answer:
    """The same question is never put twice in a row in the same words; a button pressed twice says the same twice."""
    if (
        question is None
        or not turn.text
        or not answer.asks
        or "?" not in answer.text
        or digest(answer.mark) != question.text
    ):
        return answer
    other = answer.again or otherwise(answer, voice_for(turn))
    return replace(other, slots={**answer.slots, **other.slots}, custom=other.custom or answer.custom)


def _question_of(answer: Answer, before: OpenQuestion | None) -> OpenQuestion | None:
    if not answer.asks:
        return None
    asked = answer.question or OpenQuestion(choices=answer.buttons)
    if not asked.choices:
        asked = replace(asked, choices=answer.buttons)
    mark = digest(answer.mark)
    again = before.times + 1 if before is not None and before.text == mark else 1
    return replace(asked, text=mark, times=again)
