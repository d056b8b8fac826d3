"""What is learnt from what somebody did: weights, the kind of eater, habits, and what may be remarked upon."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.notices import Notice, notice_for
from members.patterns import Patterns, patterns_of
from members.personality import personality_of
from members.preferences import category_weights
from members.profile import Profile
from members.stages import stage_of
from tests.members.interactions import NOON, choice, choices, interaction

KINDS = ["한식", "중식", "일식", "분식", "치킨", "피자"]

histories = st.lists(
    st.builds(
        interaction,
        st.sampled_from(["select", "view", "click", "reject", "rate", "report"]),
        days_ago=st.floats(0, 400),
        category=st.sampled_from(KINDS),
        rating=st.none() | st.integers(1, 5),
        price=st.none() | st.integers(1_000, 30_000),
        shop_id=st.integers(1, 5),
        meal_time=st.sampled_from(["lunch", "dinner"]),
        companion=st.none() | st.sampled_from(["friend", "family"]),
        weather=st.none() | st.sampled_from(["rain", "clear"]),
        with_coupon=st.booleans(),
    ),
    max_size=40,
).map(lambda rows: sorted(rows, key=lambda one: one.at, reverse=True))


@pytest.mark.parametrize(
    ("count", "stage"),
    [(0, "onboarding"), (2, "onboarding"), (3, "enrichment"), (10, "enrichment"), (11, "advanced")],
)
def test_after_so_many_choices_the_stage_is(count: int, stage: str) -> None:
    assert stage_of(count) == stage


def test_words_say_more_than_a_choice_and_a_choice_more_than_a_look() -> None:
    said = category_weights([], {"한식": 1.0})["한식"]
    chosen = category_weights([choice()], {})["한식"]
    looked_at = category_weights([interaction("view")], {})["한식"]
    assert (said, chosen, looked_at) == (0.75, 0.7222, 0.6154)


def test_what_is_a_month_older_counts_half() -> None:
    weights = category_weights([choice("한식"), choice("중식", days_ago=30)], {})
    assert (weights["한식"], weights["중식"]) == (0.7222, 0.6429)


def test_a_bad_rating_and_a_refusal_speak_against_a_category() -> None:
    for against in (interaction("rate", rating=1), interaction("reject")):
        assert category_weights([against], {})["한식"] < 0.5
    assert category_weights([interaction("rate", rating=3), interaction("report")], {}) == {}


def test_what_somebody_said_they_dislike_starts_low_and_can_be_outgrown() -> None:
    assert category_weights([], {"중식": 0.0})["중식"] == 0.25
    assert category_weights(choices(["중식"] * 4), {"중식": 0.0})["중식"] > 0.5


@given(history=histories, stated=st.dictionaries(st.sampled_from(KINDS), st.floats(0, 1)))
def test_weights_stay_within_bounds(history: list[Any], stated: dict[str, float]) -> None:
    assert all(0 <= weight <= 1 for weight in category_weights(history, stated).values())


@pytest.mark.parametrize(
    ("history", "personality"),
    [
        ([], "EXPLORER"),
        (choices(["한식", "한식"], shop_id=1), "EXPLORER"),
        (choices(["한식", "중식", "일식"]), "EXPLORER"),
        (choices(["한식", "한식", "일식"]), "BALANCED"),
        (choices(["한식", "중식", "일식", "분식", "치킨"]), "EXPLORER"),
        (choices(["한식"] * 4 + ["중식"] * 4 + ["일식", "분식"]), "EXPLORER"),
        (choices(["한식"] * 5 + ["중식"] * 3 + ["일식", "분식"]), "BALANCED"),
        (choices(["한식"] * 3 + ["중식"] * 3, shop_id=1), "LOYALIST"),
        (choices(["한식"] * 6, with_coupon=True), "DEAL_SEEKER"),
        (choices(["한식"] * 6), "BALANCED"),
    ],
)
def test_the_kind_of_eater_is(history: list[Any], personality: str) -> None:
    assert personality_of(history) == personality


def test_only_the_last_twenty_choices_tell_the_kind_of_eater() -> None:
    assert personality_of(choices(["한식"] * 20 + KINDS * 5)) == "BALANCED"


def test_a_habit_of_lunch_shifts_lunch_and_not_dinner() -> None:
    history = choices(["분식"] * 6, meal_time="lunch") + choices(["한식"] * 6, meal_time="dinner")
    found = patterns_of(sorted(history, key=lambda one: one.at, reverse=True))
    liked = {"분식": 0.6, "한식": 0.6}
    lunch = found.shifted(liked, meal_time="lunch", weather=None)
    dinner = found.shifted(liked, meal_time="dinner", weather=None)
    assert lunch["분식"] > 0.6 > lunch["한식"]
    assert dinner["한식"] > 0.6 > dinner["분식"]
    assert found.shifted(liked, meal_time="breakfast", weather=None) == liked


def test_rain_shifts_too_where_weather_is_known() -> None:
    history = choices(["한식"] * 5, weather="rain") + choices(["분식"] * 5, weather="clear")
    found = patterns_of(sorted(history, key=lambda one: one.at, reverse=True))
    assert found.shifted({}, meal_time=None, weather="rain")["한식"] > 0.5
    assert found.shifted({}, meal_time=None, weather="clear")["한식"] < 0.5


@given(history=histories, liked=st.dictionaries(st.sampled_from(KINDS), st.floats(0, 1)))
def test_shifted_preferences_stay_within_bounds_and_lose_no_category(
    history: list[Any], liked: dict[str, float]
) -> None:
    shifted = patterns_of(history).shifted(liked, meal_time="lunch", weather="rain")
    assert liked.keys() <= shifted.keys()
    assert all(0 <= weight <= 1 for weight in shifted.values())


@given(history=histories)
def test_habits_survive_the_database(history: list[Any]) -> None:
    found = patterns_of(history)
    assert Patterns.from_json(found.as_json()) == found


def test_habits_of_another_version_are_none() -> None:
    assert Patterns.from_json({**patterns_of([choice()]).as_json(), "version": 0}) == Patterns()
    assert Patterns.from_json({}) == Patterns()


def test_what_is_usually_spent_depends_on_the_company() -> None:
    with_friends = choices(["한식"] * 3, companion="friend", price=9_000)
    alone = choices(["한식"] * 9, price=6_000)
    found = patterns_of([*with_friends, *alone])
    assert (found.won_in("friend"), found.won_in("family"), found.won_in(None)) == (9_000, 6_000, 6_000)


def test_a_category_never_chosen_is_unusual_only_for_somebody_we_know() -> None:
    assert not patterns_of(choices(["한식"] * 9)).is_unusual("일식")
    known = patterns_of(choices(["한식"] * 10))
    assert known.is_unusual("일식")
    assert not known.is_unusual("한식")


def test_habits_are_used_in_the_advanced_stage_alone() -> None:
    found = patterns_of(
        choices(["분식"] * 6, meal_time="lunch", price=4_000) + choices(["한식"] * 6, meal_time="dinner")
    )
    liked = {"분식": 0.6, "한식": 0.6}
    early = Profile(preferred_categories=liked, average_budget=7_000, interaction_count=10, patterns=found)
    late = Profile(preferred_categories=liked, average_budget=7_000, interaction_count=11, patterns=found)
    assert early.preferences(meal_time="lunch") == liked
    assert late.preferences(meal_time="lunch") != liked
    assert (early.usual_won(), late.usual_won()) == (7_000, 4_000)


def advanced(patterns: Patterns, **changes: Any) -> Profile:
    return Profile(interaction_count=12, patterns=patterns, **changes)


def priced(recent: int, earlier: int) -> Patterns:
    return patterns_of([choice(price=recent)] * 5 + [choice(price=earlier)] * 7)


@pytest.mark.parametrize(
    ("profile", "notice"),
    [
        (advanced(priced(8_000, 6_000)), Notice("dearer", won=2_000)),
        (advanced(priced(7_000, 6_000)), None),
        (advanced(priced(6_000, 8_000)), None),
        (advanced(priced(8_000, 6_000), budget_max=7_000), Notice("above_budget", won=1_000, budget=7_000)),
        (advanced(priced(7_600, 6_000), budget_max=7_000), None),
        (advanced(priced(9_000, 6_000), average_budget=7_500, budget_max=10_000), None),
        (advanced(priced(9_000, 6_000), average_budget=5_000), None),
        (Profile(interaction_count=10, patterns=priced(8_000, 6_000)), None),
        (advanced(Patterns()), None),
    ],
)
def test_dearer_meals_are_remarked_upon_only_when_they_are(profile: Profile, notice: Notice | None) -> None:
    assert notice_for(profile) == notice


@pytest.mark.parametrize(
    ("nutrition", "subject"),
    [
        ({"sodium_mg": 1_400.0, "protein_g": 25.0}, "salty"),
        ({"sodium_mg": 1_300.0, "protein_g": 25.0}, None),
        ({"sugar_g": 40.0}, "sweet"),
        ({"protein_g": 9.0}, "little_protein"),
        ({"kcal": 900.0}, None),
        ({}, None),
    ],
)
def test_eating_is_remarked_upon_from_facts_alone(nutrition: dict[str, float], subject: str | None) -> None:
    found = notice_for(advanced(patterns_of([choice(nutrition=nutrition)] * 3)))
    assert (found and found.subject) == subject


def test_two_meals_are_no_diet_and_old_ones_are_forgotten() -> None:
    salty = {"sodium_mg": 3_000.0}
    assert notice_for(advanced(patterns_of([choice(nutrition=salty)] * 2))) is None
    old = [choice(nutrition=salty, days_ago=20)] * 5
    assert notice_for(advanced(patterns_of([choice(), *old]))) is None


def test_the_last_choice_is_known_by_its_day_in_seoul() -> None:
    found = patterns_of([choice("분식"), choice("한식", days_ago=1)])
    assert (found.last_category, found.last_on) == ("분식", NOON.date())
    assert found.last_on == dt.date(2026, 11, 24)
