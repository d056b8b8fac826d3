"""Where somebody is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.actions.conversation import Conversation, entity

Talk = Callable[..., Conversation]


async def test_an_unknown_place_is_asked_for_and_the_wish_survives(talk: Talk) -> None:
    child = talk(place=None)
    asked = await child.say("food_request", "떡볶이", entity("dish", "떡볶이"))
    assert asked.custom == {"ask": "place"}
    assert len(asked.buttons) == len(NEIGHBOURHOODS)
    reply = await child.press(asked.buttons[NEIGHBOURHOODS[2].label])
    assert reply.slate["request"]["dishes"] == ["떡볶이"]
    assert reply.slate["request"]["lat"] == NEIGHBOURHOODS[2].lat


@pytest.mark.parametrize(("name", "index"), [("신림역", 0), ("이곡동", 1), ("춘천", 2), ("서면", 3), ("신림", 0)])
async def test_a_place_may_be_named_by_its_parts(talk: Talk, name: str, index: int) -> None:
    reply = await talk(place=None).say("inform", name, entity("location", name))
    assert reply.slate["request"]["lat"] == NEIGHBOURHOODS[index].lat


async def test_a_name_nobody_knows_is_asked_about(talk: Talk) -> None:
    reply = await talk(place=None).say("inform", "안드로메다역", entity("location", "안드로메다역"))
    assert "안드로메다역이 어디인지 아직 몰라요" in reply.text
    assert reply.custom == {"ask": "place"}


async def test_a_name_nobody_knows_is_passed_over_aloud_where_the_place_is_known(child: Conversation) -> None:
    reply = await child.say("food_request", "학교 앞 떡볶이", entity("location", "학교"), entity("dish", "떡볶이"))
    assert "학교가 어디인지는 몰라서" in reply.text
    assert reply.items


async def test_a_named_place_stays_until_the_devices_is_asked_for(child: Conversation) -> None:
    await child.say("food_request", "춘천", entity("location", "춘천"))
    stayed = await child.say("more_options", "다른 데")
    assert stayed.slate["request"]["lat"] == NEIGHBOURHOODS[2].lat
    back = await child.say("food_request", "내 근처", entity("location", "nearby"))
    assert back.slate["request"]["lat"] == NEIGHBOURHOODS[0].lat


async def test_a_place_shared_anew_moves_along(child: Conversation) -> None:
    await child.say("food_request", "배고파")
    child.place = (NEIGHBOURHOODS[1].lat, NEIGHBOURHOODS[1].lng)
    assert (await child.say("food_request", "배고파")).slate["request"]["lat"] == NEIGHBOURHOODS[1].lat


@pytest.mark.parametrize("place", [(48.2, 16.4), (0.0, 0.0)])
async def test_a_place_abroad_is_asked_about(talk: Talk, place: tuple[float, float]) -> None:
    reply = await talk(place=place).say("food_request", "배고파")
    assert "우리나라 밖" in reply.text


@pytest.mark.parametrize("place", [(float("nan"), 1.0), (999.0, 1.0), ("a", None)])
async def test_a_place_that_is_none_is_asked_for(talk: Talk, place: tuple[object, object]) -> None:
    assert (await talk(place=place).say("food_request", "배고파")).custom == {"ask": "place"}


def here(index: int = 0) -> str:
    """The payload of a place the device shared on its own, without a name."""
    one = NEIGHBOURHOODS[index]
    return f'/inform{{"place": {{"lat": {one.lat}, "lng": {one.lng}}}}}'


async def test_a_place_shared_at_lunch_does_not_serve_dinner(talk: Talk) -> None:
    child = talk(place=None)
    await child.say("food_request", "배고파")
    assert (await child.press(here())).items
    child.now += dt.timedelta(minutes=100)
    assert (await child.say("food_request", "배고파")).items, "still about there"
    child.now += dt.timedelta(minutes=100)
    asked = await child.say("food_request", "저녁 뭐 먹지")
    assert asked.custom == {"ask": "place"}
    assert "아직 그곳에 있는지" in asked.text
    assert (await child.press(here(1))).slate["request"]["lat"] == NEIGHBOURHOODS[1].lat


async def test_no_walking_minutes_are_told_from_a_place_of_long_ago(talk: Talk) -> None:
    child = talk(place=None)
    await child.press(here())
    await child.say("food_request", "배고파")
    child.now += dt.timedelta(hours=5)
    reply = await child.say("location_inquiry", "1번 어디야", entity("ordinal", 1))
    assert "걸어서 얼마나" in reply.text
    assert "분쯤" not in reply.text


async def test_near_me_after_another_town_asks_where_that_is(talk: Talk) -> None:
    child = talk(place=None)
    await child.say("food_request", "춘천 맛집", entity("location", "춘천"))
    stayed = await child.say("food_request", "근처 맛집", entity("location", "nearby"))
    assert stayed.slate["request"]["lat"] == NEIGHBOURHOODS[2].lat, "근처 alone is around the place talked about"
    asked = await child.say("food_request", "내 근처 맛집", entity("location", "nearby"))
    assert asked.custom == {"ask": "place"}
    assert "지금 있는 곳은" in asked.text


async def test_a_place_picked_as_ones_own_is_near_me(talk: Talk) -> None:
    child = talk(place=None)
    asked = await child.say("food_request", "배고파")
    await child.press(asked.buttons[NEIGHBOURHOODS[1].label])
    reply = await child.say("food_request", "내 근처 맛집", entity("location", "nearby"))
    assert reply.slate["request"]["lat"] == NEIGHBOURHOODS[1].lat


async def test_a_place_named_yesterday_gives_way_to_the_one_shared_today(child: Conversation) -> None:
    await child.say("food_request", "춘천", entity("location", "춘천"))
    child.now += dt.timedelta(days=1)
    assert (await child.say("food_request", "배고파")).slate["request"]["lat"] == NEIGHBOURHOODS[0].lat


async def test_a_place_where_something_only_happened_is_no_wish(child: Conversation) -> None:
    reply = await child.say("food_request", "오늘 학교에서 체육해서 배고파 밥 추천해줘", entity("location", "학교"))
    assert "몰라서" not in reply.text
    assert reply.items


async def test_a_name_nobody_knows_is_told_where_nothing_was_found_as_well(talk: Talk) -> None:
    child = talk(place=(37.5552, 126.9368))  # a part of Seoul without any sample shop
    reply = await child.say("food_request", "전남대 근처", entity("location", "전남대"))
    assert "전남대가 어디인지는 몰라서" in reply.text
    assert not reply.items
