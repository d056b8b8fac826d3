"""What a message says of its author: every restriction is kept, or named as one that cannot be filtered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from actions import onboarding_answers as answers
from actions.about_me import is_lasting, lasting_in, negated_restrictions, stated_in
from actions.turn import Entity, Turn
from catalog.dishes import get_dishes
from catalog.hours import SEOUL
from components.rules import extract_all
from tests.actions.conversation import Conversation
from tests.actions.spoken import speak

Talk = Callable[..., Conversation]

_FOODS = ("치킨", "떡볶이", "중식", "한식")


def _turn(text: str, intent: str = "set_preference") -> Turn:
    """The turn with what the rules find, and the foods named above."""
    found = [Entity(one.entity, one.value, one.role, text[one.end :]) for one in extract_all(text)]
    for food in _FOODS:
        if food in text:
            kind = "dish" if get_dishes().exact(food) and food == "떡볶이" else "food_category"
            found.append(Entity(kind, food, None, text[text.index(food) + len(food) :]))
    return Turn("talk", None, intent, text, tuple(found), dt.datetime(2026, 11, 24, 12, tzinfo=SEOUL), None)


@pytest.mark.parametrize(
    ("text", "diet", "unknown"),
    [
        ("나 땅콩 알레르기 있어", {"peanut"}, ()),
        ("난 키위 알레르기 있어", set(), ("키위",)),
        ("나 오이랑 당근 못 먹어", set(), ("오이", "당근")),
        ("사과랑 배 알레르기", set(), ("사과", "배")),
        ("새우랑 게랑 키위 못 먹어요", {"shrimp", "crab"}, ("키위",)),
        ("닭고기랑 오리고기 안 먹어", {"chicken"}, ("오리고기",)),
        ("참치회 못 먹어", {"fish"}, ()),
        ("아 맞다 나 우유도 못 먹어", {"milk"}, ()),
        ("MSG 알레르기 있어요", set(), ("MSG",)),
        ("견과류 알레르기 있어", {"peanut", "walnut", "pine_nut"}, ()),
        ("매운 거 싫어해", {"spicy"}, ()),
        ("배고파서 못 먹겠어", set(), ()),
        ("어제 못 먹었어", set(), ()),
    ],
)
def test_no_restriction_falls_under_the_table(text: str, diet: set[str], unknown: tuple[str, ...]) -> None:
    stated = stated_in(_turn(text))
    assert (stated.diet, stated.unfiltered) == (diet, unknown)


@pytest.mark.parametrize(
    ("text", "diet", "unknown"),
    [
        ("땅콩이랑 새우요", {"peanut", "shrimp"}, ()),
        ("게, 새우, 오이", {"crab", "shrimp"}, ("오이",)),
        ("바나나", set(), ("바나나",)),
        ("우유 알러지 있고 오이도 못 먹어요", {"milk"}, ("오이",)),
        ("없어요", set(), ()),
        ("다 잘 먹어요", set(), ()),
        ("땅콩 알레르기는 없어", set(), ()),
        ("키위 말고는 없어요", set(), ("키위",)),
        ("키위 빼고 다 잘 먹어요", set(), ("키위",)),
        ("키위밖에 없어요", set(), ("키위",)),
        ("키위요 다른 건 없어요", set(), ("키위",)),
        ("새우 알레르기는 없고 키위 알레르기 있어요", set(), ("키위",)),
        ("저는 다른 건 없어요", set(), ()),
        ("특별히 가리는 건 없어요", set(), ()),
        ("저 다른 알레르기는 없어요", set(), ()),
        ("엄마한테 물어볼게요", set(), ()),
    ],
)
def test_each_word_of_a_list_counts(text: str, diet: set[str], unknown: tuple[str, ...]) -> None:
    value = answers.value(_turn(text, "inform"), "avoid")
    assert value is not None
    assert (value.diet, value.unfiltered) == (diet, unknown)


def test_likes_and_dislikes_in_one_sentence_are_told_apart() -> None:
    stated = stated_in(_turn("치킨은 좋은데 중식은 싫어"))
    assert stated.liked == ("치킨",)
    assert stated.disliked == ("중식",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("이제 우유 알레르기 없어", ("milk",)),
        ("나 이제 새우 먹을 수 있어", ("shrimp",)),
        ("이제 새우 먹어도 돼?", ()),
        ("나 이제 우유 알레르기 없어 점심 추천해줘", ("milk",)),
        ("우유 알레르기 없는데로 추천해줘", ()),
        ("우유 알레르기 없는 데", ()),
    ],
)
def test_a_restriction_said_to_be_gone_is_recognised(text: str, values: tuple[str, ...]) -> None:
    assert negated_restrictions(text) == values


@pytest.mark.parametrize("text", ["새우 들어가?", "땅콩 알레르기 있는데 뭐 먹지?", "라면 얼마야"])
def test_a_question_is_no_statement(text: str) -> None:
    assert not is_lasting(_turn(text, "menu_inquiry"))


@pytest.mark.parametrize(
    ("text", "step", "intent"),
    [
        ("근처 치킨집 추천해줘", "liked", "food_request"),
        ("5천원으로 점심 추천해줘", "spend", "budget_inquiry"),
        ("ㅁㄴㅇㄹ", "liked", "out_of_scope"),
        ("asdf", "avoid", "out_of_scope"),
        ("음", "spend", "inform"),
    ],
)
def test_what_answers_nothing_is_no_answer(text: str, step: str, intent: str) -> None:
    assert answers.value(_turn(text, intent), step) is None


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("7천원 정도", (5250, 8750)),
        ("5천원에서 8천원", (5000, 8000)),
        ("만원 이하", (None, 10_000)),
        ("7000", (None, 7000)),
    ],
)
def test_an_amount_is_a_range(text: str, bounds: tuple[int | None, int | None]) -> None:
    value = answers.value(_turn(text, "inform"), "spend")
    assert value is not None
    assert value.budget is not None
    assert (value.budget.least, value.budget.most) == bounds


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("땅콩 알레르기 없는 메뉴 추천해줘", ()),
        ("땅콩 알레르기 없는 데 알려줘", ()),
        ("우유 알레르기는 없어지지 않았어", ()),
        ("새우 알레르기는 없는데 땅콩 알레르기 있어", ("shrimp",)),
        ("우유 알레르기 이제 없어", ("milk",)),
    ],
)
def test_wanting_food_without_an_allergen_is_not_being_cured(text: str, values: tuple[str, ...]) -> None:
    assert negated_restrictions(text) == values


@pytest.mark.parametrize(
    ("text", "lasts"),
    [
        ("돈이 모자라서 라면도 못 먹어", False),
        ("아까 급식을 못 먹어서 배고파", False),
        ("나 우유 못 먹어", True),
        ("우유 못 먹어서 힘들어", True),
        ("돈은 있는데 땅콩 알레르기 있어", True),
    ],
)
def test_having_had_nothing_to_eat_is_no_dislike(text: str, lasts: bool) -> None:
    assert is_lasting(_turn(text, "chitchat")) is lasts


def test_a_dish_somebody_is_allergic_to_is_no_mere_dislike() -> None:
    text = "어묵 알레르기 있어"
    turn = Turn(
        "talk", None, "set_preference", text, (Entity("dish", "어묵", None, text[2:]),), dt.datetime.now(SEOUL), None
    )
    assert "어묵" in stated_in(turn).unfiltered


@pytest.mark.parametrize(
    ("intent", "text", "diet", "unknown"),
    [
        ("menu_inquiry", "새우 들어가나요 저 알레르기 있어서요", {"shrimp"}, ()),
        ("food_request", "키위 못 먹는데 점심 추천해줘", set(), ("키위",)),
        ("food_request", "내가 밥을 챙겨야 돼요 동생은 매운 거 못 먹어요", set(), ()),
        ("more_options", "전부 매운거잖아 동생 못먹어 딴거", set(), ()),
        ("more_options", "안 매운 걸로 바꿔줘요 애가 못 먹어요", set(), ()),
        ("report_problem", "정보 틀렸어요 브레이크타임이라 못 먹음", set(), ()),
        ("card_acceptance", "그럼 만원짜리는 못 먹어요 카드로?", set(), ()),
        ("emergency_food", "이틀째 라면도 못먹음 공짜로 밥주는데 있어요?", set(), ()),
        ("inform", "우유 먹으면 배 아픈 거 그것도 알레르기예요?", set(), ()),
        ("menu_inquiry", "이거 땅콩 알레르기 있어?", set(), ()),
    ],
)
def test_beside_something_else_only_what_the_writer_states_is_kept(
    intent: str, text: str, diet: set[str], unknown: tuple[str, ...]
) -> None:
    stated = lasting_in(_turn(text, intent))
    assert (stated.diet, stated.unfiltered) == (diet, unknown)


_ANY_INTENT = ["set_preference", "nlu_fallback", "inform", "chitchat", "food_request"]


@pytest.mark.parametrize("intent", _ANY_INTENT)
@pytest.mark.parametrize(
    ("kept", "text", "diet", "unfiltered"),
    [
        ("우유 알레르기 있어", "계란도", ["egg", "milk"], []),
        ("땅콩 못 먹어요", "아 새우도요", ["peanut", "shrimp"], []),
        ("새우 못 먹어", "나 계란도", ["egg", "shrimp"], []),
        ("새우 못 먹어", "계란이랑 우유도요", ["egg", "milk", "shrimp"], []),
        ("키위 못 먹어", "계란도", ["egg"], ["키위"]),
        ("계란 못 먹어", "매운 것도", ["egg", "spicy"], []),
        ("우유 알레르기 있어", "키위도", ["milk"], ["키위"]),
        ("우유 알레르기 있어", "내일도", ["milk"], []),
        ("우유 알레르기 있어", "나도", ["milk"], []),
    ],
)
async def test_a_food_named_after_a_restriction_is_added_to_it(
    talk: Talk, intent: str, kept: str, text: str, diet: list[str], unfiltered: list[str]
) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", kept)
    before = dict(guest.slots["told"])
    reply = await speak(guest, intent, text)
    told = guest.slots["told"]
    assert (told["diet"], told["unfiltered"]) == (diet, unfiltered)
    if told != before:
        assert "빼고 찾을게요" in reply.text or "걸러 드릴 수 없어요" in reply.text


async def test_a_food_named_after_anything_else_is_no_restriction(talk: Talk) -> None:
    guest = talk(None)
    await speak(guest, "set_preference", "치킨 좋아해")
    await speak(guest, "inform", "계란도")
    assert guest.slots["told"]["diet"] == []


@pytest.mark.parametrize("intent", [*_ANY_INTENT, "location_inquiry", "help", "deny"])
@pytest.mark.parametrize(
    ("text", "diet", "unfiltered"),
    [
        ("엄마가 새우 먹지 말래", ["shrimp"], []),
        ("병원에서 계란 먹지 말래요", ["egg"], []),
        ("의사가 우유 마시지 말래", ["milk"], []),
        ("엄마가 새우는 먹지 말래요", ["shrimp"], []),
        ("의사선생님이 우유 마시지 말라고 했어", ["milk"], []),
        ("엄마가 키위 먹지 말래요", [], ["키위"]),
    ],
)
async def test_what_somebody_told_the_writer_not_to_eat_is_kept(
    talk: Talk, intent: str, text: str, diet: list[str], unfiltered: list[str]
) -> None:
    guest = talk(None)
    await speak(guest, intent, text)
    assert (guest.slots["told"]["diet"], guest.slots["told"]["unfiltered"]) == (diet, unfiltered)


@pytest.mark.parametrize("text", ["의사가 밤에 먹지 말래", "엄마가 많이 먹지 말래", "그거 먹지 말래?"])
async def test_what_is_forbidden_but_no_food_is_not_kept(talk: Talk, text: str) -> None:
    guest = talk(None)
    await speak(guest, "chitchat", text)
    assert guest.slots["told"] is None
