"""Others, cheaper ones, nearer ones, not that food."""

from __future__ import annotations

import re

import pytest

from tests.actions.conversation import Conversation, Reply, entity


def shops(reply: Reply) -> set[int]:
    return {item["shop_id"] for item in reply.items}


async def test_other_places_are_other_places_each_time(child: Conversation) -> None:
    first = await child.say("food_request", "배고파")
    second = await child.say("more_options", "다른 데")
    third = await child.press("/more_options")
    assert not shops(first) & shops(second)
    assert not (shops(first) | shops(second)) & shops(third)


async def test_cheaper_is_cheaper_than_the_cheapest_shown(child: Conversation) -> None:
    first = await child.say("food_request", "배고파")
    cheapest = min(item["menu"]["price"] for item in first.items)
    second = await child.say("more_options", "더 싼 데 없어?")
    assert max(item["menu"]["price"] for item in second.items) < cheapest


async def until_best(child: Conversation, before: Reply, text: str, says: str) -> tuple[Reply, Reply]:
    """Asks for better ones until the best is named; the list before that, and the reply that names it."""
    for _ in range(12):
        reply = await child.say("more_options", text)
        if says in reply.text or not reply.items:
            return before, reply
        before = reply
    raise AssertionError("there is always something better")


async def test_nearer_is_nearer_until_the_nearest_is_named(child: Conversation) -> None:
    first = await child.say("food_request", "국밥", entity("dish", "국밥"))
    second = await child.say("more_options", "더 가까운 데로")
    assert second.items
    if "제일 가까워요" not in second.text:
        assert max(item["distance_m"] for item in second.items) < min(item["distance_m"] for item in first.items)
        first, second = await until_best(child, second, "더 가까운 데로", "제일 가까워요")
    nearest = min(first.items, key=lambda item: item["distance_m"])
    assert f"방금 본 곳 중에는 {nearest['name'][:10]}" in second.text
    assert f"걸어서 {nearest['walk_min']}분이 제일 가까워요" in second.text


async def test_when_nothing_is_cheaper_the_cheapest_is_named_and_what_comes_after_it(child: Conversation) -> None:
    first = await child.say("food_request", "배고파")
    before, reply = await until_best(child, first, "더 싼 데", "제일 싸요")
    cheapest = min(item["menu"]["final_price"] for item in before.items)
    assert f"{cheapest:,}원이 제일 싸요. 그다음으로 싼 곳이에요." in reply.text
    assert min(item["menu"]["final_price"] for item in reply.items) >= cheapest


async def test_when_all_were_shown_no_next_one_is_announced(child: Conversation) -> None:
    reply = before = await child.say("food_request", "", entity("dish", "짜장면"), entity("distance", 400))
    for _ in range(12):
        reply = await child.say("more_options", "더 싼 데")
        if not reply.items:
            break
        before = reply
    cheapest = min(item["menu"]["final_price"] for item in before.items)
    assert f"{cheapest:,}원이 제일 싸요." in reply.text
    assert "그다음" not in reply.text
    assert "더 찾지 못했어요" in reply.text


async def test_not_that_category_and_not_what_was_shown(child: Conversation) -> None:
    first = await child.say("food_request", "배고파")
    second = await child.say("more_options", "한식 빼고", entity("food_category", "한식", surface="한식"))
    assert "한식" not in {item["category"] for item in second.items}
    assert "한식은 빼고" in second.text
    assert not shops(first) & shops(second)


async def test_a_refused_food_comes_back_when_it_is_asked_for(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    await child.say("more_options", "분식 말고", entity("food_category", "분식", surface="분식"))
    reply = await child.say("food_request", "떡볶이", entity("dish", "떡볶이"))
    assert "분식" in {item["category"] for item in reply.items}


async def test_more_without_anything_shown_is_a_request(child: Conversation) -> None:
    assert (await child.say("more_options", "다른 데")).items


async def test_when_all_were_shown_the_shown_ones_are_offered_again(child: Conversation) -> None:
    reply = await child.say("food_request", "", entity("dish", "짜장면"), entity("distance", 400))
    for _ in range(12):
        if not reply.items:
            break
        reply = await child.say("more_options", "다른 데")
    assert not reply.items
    assert "아까 본 곳 다시 볼게요" in reply.buttons
    again = await child.press(reply.buttons["아까 본 곳 다시 볼게요"])
    assert again.slate["relaxed"] == ["shown"]


def counts(text: str) -> list[int]:
    """The numbers of shops that a reply promises for its buttons."""
    return [int(count) for count in re.findall(r"면 (\d+)곳", text)]


async def total_behind(child: Conversation, payload: str) -> int:
    """How many different shops a button brings, when one goes on asking for others."""
    found: set[int] = set()
    reply = await child.press(payload)
    for _ in range(60):
        if not reply.items or found & shops(reply):
            break
        found |= shops(reply)
        reply = await child.say("more_options", "다른 데")
    return len(found)


async def test_what_a_button_promises_is_what_it_brings_though_others_were_shown_before(child: Conversation) -> None:
    await child.say("food_request", "분식", entity("food_category", "분식"))
    reply = await child.say("food_request", "없는 음식", entity("dish", "없는음식"), entity("food_category", "분식"))
    assert not reply.items
    promised = counts(reply.text)
    wider = next(said for said in reply.buttons.values() if "dishes" in said)
    assert await total_behind(child, wider) == promised[0]


async def test_a_short_slate_does_not_promise_again_what_it_shows(child: Conversation) -> None:
    reply = await child.say("food_request", "", entity("food_category", "중식"), entity("distance", 200))
    assert 0 < len(reply.items) < 3
    promised = counts(reply.text)
    wider = next(said for said in reply.buttons.values() if "radius" in said)
    assert await total_behind(child, wider) == promised[0]


async def test_after_many_the_first_ones_shown_come_again_and_never_the_last(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    child.slots["shown_shop_ids"] = [*range(900_000, 900_060)]
    last = shops(await child.say("more_options", "다른 데"))
    assert not last & shops(await child.say("more_options", "다른 데"))
    assert last <= set(child.slots["shown_shop_ids"])
    assert 900_000 not in child.slots["shown_shop_ids"]


@pytest.mark.parametrize(("asked", "said"), [("싼 거", "싼 곳 위주로"), ("가까운 데", "가까운 곳 위주로")])
async def test_a_slate_that_weighs_more_than_one_thing_is_not_called_a_ranking(
    child: Conversation, asked: str, said: str
) -> None:
    text = (await child.say("food_request", asked)).text
    assert said in text
    assert "부터 골라" not in text


async def test_cheap_korean_food_is_a_meal_and_not_a_bowl_of_rice(child: Conversation) -> None:
    await child.say("food_request", "싼 거")
    reply = await child.say("more_options", "거기 말고 한식", entity("food_category", "한식"))
    assert reply.slate["request"]["order"] == "cheap"
    assert "공기밥" not in {item["menu"]["name"] for item in reply.items}


async def test_few_nearer_ones_lead_on_to_the_others(child: Conversation) -> None:
    reply = await child.say("food_request", "배고파")
    for _ in range(6):
        reply = await child.say("more_options", "더 가까운 데")
        if len(reply.items) < 3:
            break
    assert 0 < len(reply.items) < 3
    assert not counts(reply.text)
    assert "다른 데 볼래요" in reply.buttons


async def test_more_money_is_more_money_and_not_less(child: Conversation) -> None:
    await child.say(
        "budget_inquiry", "5천원으로 점심", entity("budget", 5000, role="max"), entity("meal_time", "lunch")
    )
    reply = await child.say("more_options", "더 비싼 것도 괜찮아")
    assert reply.slate["request"]["budget"] is None
    assert reply.slate["request"]["order"] == "best"
    assert max(item["menu"]["price"] for item in reply.items) > 5000


async def test_a_longer_way_is_longer_and_not_nearer(child: Conversation) -> None:
    await child.say("food_request", "500미터 안에 한식", entity("distance", 500), entity("food_category", "한식"))
    reply = await child.say("more_options", "더 멀어도 돼")
    assert reply.slate["request"]["radius_m"] == 1000
    wider = await child.say("more_options", "더 멀어도 괜찮아")
    assert wider.slate["request"]["radius_m"] > 1000


async def test_a_category_turned_down_takes_foods_of_its_name_along(child: Conversation) -> None:
    await child.say("food_request", "치킨", entity("food_category", "치킨"))
    reply = await child.say("more_options", "치킨 말고", entity("food_category", "치킨", surface="치킨"))
    assert reply.items
    assert not any("치킨" in item["menu"]["name"] for item in reply.items)
