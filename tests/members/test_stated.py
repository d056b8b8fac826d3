"""What a person says of themselves is written once, joined with what was known, and taken back exactly."""

from __future__ import annotations

import asyncio

import pytest

from members import profile, stated
from members.stated import Budget, Stated
from storage.errors import StorageRejected
from storage.postgres import Pool

_EVERYTHING = Stated(
    diet=frozenset({"peanut"}),
    unfiltered=("키위",),
    disliked=("떡볶이",),
    categories={"치킨": 1.0},
    tastes={"spicy": 1.0},
    budget=Budget(5000, 8000),
)


async def test_the_first_words_make_a_profile_of_an_explorer(pool: Pool, person: str) -> None:
    await stated.note(pool, person, _EVERYTHING)
    known = await profile.read(pool, person)
    assert known.diet == {"peanut"}
    assert known.unfiltered_restrictions == ("키위",)
    assert known.disliked_foods == ("떡볶이",)
    assert known.preferred_categories == {"치킨": 1.0}
    assert known.average_budget == 6500
    assert known.personality_type == "EXPLORER"


async def test_taking_back_leaves_what_was_known_before(pool: Pool, person: str) -> None:
    await stated.note(pool, person, Stated(diet=frozenset({"milk", "peanut"}), categories={"치킨": 0.0, "한식": 1.0}))
    before = await profile.read(pool, person)
    undo = await stated.note(pool, person, _EVERYTHING)
    await stated.take_back(pool, person, undo)
    assert await profile.read(pool, person) == before


async def test_a_food_liked_later_is_no_longer_left_out_and_is_again_once_taken_back(pool: Pool, person: str) -> None:
    await stated.note(pool, person, Stated(disliked=("치킨",), categories={"치킨": 0.0}))
    undo = await stated.note(pool, person, Stated(categories={"치킨": 1.0}))
    assert (await profile.read(pool, person)).disliked_foods == ()
    await stated.take_back(pool, person, undo)
    assert (await profile.read(pool, person)).disliked_foods == ("치킨",)


async def test_two_statements_at_once_are_both_kept(pool: Pool, person: str) -> None:
    await asyncio.gather(
        *(stated.note(pool, person, Stated(diet=frozenset({value}))) for value in ("egg", "milk", "soy", "crab"))
    )
    assert (await profile.read(pool, person)).diet == {"egg", "milk", "soy", "crab"}


async def test_somebody_is_a_newcomer_until_asked_to_the_end_or_three_choices(pool: Pool, person: str) -> None:
    assert await stated.is_newcomer(pool, person)
    await stated.note_onboarded(pool, person, "declined")
    assert not await stated.is_newcomer(pool, person)
    assert not await stated.is_newcomer(pool, "nobody")


async def test_nothing_is_kept_of_somebody_who_is_not_there(pool: Pool) -> None:
    with pytest.raises(StorageRejected):
        await stated.note(pool, "nobody", _EVERYTHING)


def test_a_guests_words_survive_the_slot() -> None:
    assert Stated.from_json(_EVERYTHING.as_json()) == _EVERYTHING
    assert Stated.from_json("garbage") == Stated()
