"""The first talk: asked of newcomers, skipped, interrupted, corrected, misunderstood, and kept over a restart."""

from __future__ import annotations

import pytest

from tests.e2e.talk import Talk
from tests.system import System


@pytest.fixture
def newcomer(system: System) -> Talk:
    """Somebody nobody knows."""
    return Talk(system)


def test_three_answers_in_free_words_make_a_profile(newcomer: Talk) -> None:
    assert "좋아하나요" in newcomer.say("안녕").text
    assert "얼마" in newcomer.say("치킨이랑 떡볶이 좋아해").text
    assert "알레르기" in newcomer.say("7천원 정도").text
    done = newcomer.say("땅콩이랑 새우요")
    assert "땅콩" in done.text
    assert "새우" in done.text
    profile = newcomer.profile
    assert profile is not None
    assert profile["preferred_categories"] == {"치킨": 1.0, "분식": 1.0}
    assert profile["average_budget"] == 7000
    assert (profile["budget_min"], profile["budget_max"]) == (5250, 8750)
    assert profile["dietary_restrictions"] == ["peanut", "shrimp"]
    assert profile["personality_type"] == "EXPLORER"
    assert profile["onboarding_outcome"] == "finished"
    shown = newcomer.say("근처 맛집 추천해줘")
    assert shown.slate is not None
    assert shown.slate["request"]["diet"] == ["peanut", "shrimp"]
    assert "좋아하나요" not in newcomer.say("안녕").text, "asked twice"


def test_three_buttons_make_a_profile(newcomer: Talk) -> None:
    first = newcomer.say("안녕하세요")
    second = newcomer.press(first, "한식")
    third = newcomer.press(second, "5천원~8천원")
    newcomer.press(third, "우유")
    profile = newcomer.profile
    assert profile is not None
    assert profile["preferred_categories"] == {"한식": 1.0}
    assert (profile["budget_min"], profile["budget_max"], profile["average_budget"]) == (5000, 8000, 6500)
    assert profile["dietary_restrictions"] == ["milk"]


def test_each_question_can_be_skipped_by_button_or_word(newcomer: Talk) -> None:
    first = newcomer.say("안녕")
    assert "얼마" in newcomer.press(first, "건너뛰기").text
    assert "알레르기" in newcomer.say("건너뛰기").text
    assert "뭐 먹" in newcomer.say("패스").text
    profile = newcomer.profile
    assert profile is not None
    assert profile["onboarding_outcome"] == "declined"
    assert "좋아하나요" not in newcomer.say("안녕").text


def test_who_would_rather_not_is_not_asked(newcomer: Talk) -> None:
    newcomer.say("안녕")
    assert "알겠어요" in newcomer.say("귀찮아 그만").text
    assert "좋아하나요" not in newcomer.say("안녕").text


def test_a_request_is_answered_first_and_then_the_talk_offers_to_go_on(newcomer: Talk) -> None:
    newcomer.say("안녕")
    newcomer.say("한식 좋아해")
    fed = newcomer.say("5천원으로 점심 먹을만한 곳 추천해줘")
    assert fed.items
    assert "이어서" in fed.text
    assert "얼마" in newcomer.say("응").text
    assert "알레르기" in newcomer.say("만원 이하").text
    assert "고마워요" in newcomer.say("없어요").text


def test_whoever_is_hungry_eats_first_and_the_offer_comes_after(newcomer: Talk) -> None:
    fed = newcomer.say("배고파 근처 맛집 추천해줘")
    assert fed.items
    assert "알려 줄래요" in fed.text
    assert "좋아하나요" in newcomer.press(fed, "내 입맛 알려주기").text


def test_the_offer_is_made_once(newcomer: Talk) -> None:
    newcomer.say("근처 맛집 추천해줘")
    assert "알려 줄래요" not in newcomer.say("다른 데 없어?").text


def test_an_answer_is_corrected_in_the_middle_and_after(newcomer: Talk) -> None:
    first = newcomer.say("안녕")
    second = newcomer.press(first, "분식")
    still = newcomer.say("아 나 새우 못 먹어")
    assert "새우" in still.text
    assert "얼마" in still.text, "the open question is put again"
    newcomer.say("5천원")
    newcomer.say("땅콩 알레르기")
    after = newcomer.say("아 게도 못 먹어")
    assert "게" in after.text
    assert newcomer.profile is not None
    assert set(newcomer.profile["dietary_restrictions"]) == {"shrimp", "peanut", "crab"}
    corrected = newcomer.press(second, "만원 이상")  # the old button of a question long answered
    assert corrected.text
    assert newcomer.profile["budget_min"] == 10_000


def test_what_was_not_understood_is_reworded_then_explained_then_passed_over(newcomer: Talk) -> None:
    first = newcomer.say("안녕").text
    reworded = newcomer.say("ㅁㄴㅇㄹ").text
    explained = newcomer.say("asdf").text
    passed_over = newcomer.say("ㅋㅁㄴ").text
    assert len({first, reworded, explained, passed_over}) == 4
    assert "치킨이랑 떡볶이" in explained
    assert "넘어갈게요" in passed_over
    assert "얼마" in passed_over


@pytest.mark.parametrize("text", ["키위 알레르기 있어", "키위랑 새우요", "키위 못 먹어요"])
def test_a_substance_no_filter_knows_is_never_dropped_silently(newcomer: Talk, text: str) -> None:
    first = newcomer.say("안녕")
    second = newcomer.press(first, "건너뛰기")
    newcomer.press(second, "건너뛰기")
    told = newcomer.say(text)
    assert "키위" in told.text
    assert "걸러 드릴 수 없어요" in told.text
    assert newcomer.profile is not None
    assert newcomer.profile["unfiltered_restrictions"] == ["키위"]
    shown = newcomer.say("근처 맛집 추천해줘")
    assert "키위" in shown.text


def test_a_restart_in_the_middle_continues_where_it_was(system: System, newcomer: Talk) -> None:
    newcomer.say("안녕")
    assert "얼마" in newcomer.say("치킨").text
    for process in ("actions", "rasa"):
        system.restart(process)
    assert "알레르기" in newcomer.say("8천원 정도").text
    assert "고마워요" in newcomer.say("없어").text
    profile = newcomer.profile
    assert profile is not None
    assert (profile["preferred_categories"], profile["average_budget"]) == ({"치킨": 1.0}, 8000)


def test_while_the_actions_are_away_an_answer_is_apologised_for_and_heard_when_they_are_back(
    system: System, newcomer: Talk
) -> None:
    newcomer.say("안녕")
    system.stop("actions")
    try:
        sorry = newcomer.say("치킨 좋아해")
        assert "미안해요" in sorry.text
    finally:
        system.start("actions")
    assert "얼마" in newcomer.press(sorry, "다시").text


def test_a_person_deleted_in_the_middle_goes_on_and_is_still_safe(system: System, newcomer: Talk) -> None:
    newcomer.say("안녕")
    newcomer.say("한식")
    system.execute(
        "DELETE FROM users USING user_identities i WHERE users.user_id = i.user_id AND i.external_id = %s",
        (f"rest:{newcomer.sender}",),
    )
    assert "알레르기" in newcomer.say("만원").text
    assert "땅콩" in newcomer.say("땅콩 못 먹어").text
    shown = newcomer.say("근처 맛집 추천해줘")
    assert shown.slate is not None
    assert "peanut" in shown.slate["request"]["diet"]


def test_switching_the_subject_five_times_gets_five_answers_and_no_nagging(newcomer: Talk) -> None:
    newcomer.say("안녕")
    said = ["카드 잔액 얼마야?", "근처 떡볶이집", "급식카드 편의점에서 돼?", "충전 언제 돼?", "고마워"]
    replies = [newcomer.say(text).text for text in said]
    assert len(set(replies)) == len(replies)
    assert sum("이어서" in reply for reply in replies) <= 1
