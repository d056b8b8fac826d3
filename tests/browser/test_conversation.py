"""A child on a phone finds a meal."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.system import System

NEIGHBOURHOOD = "서울 관악구 신림동"
WISH = "5천원으로 점심 먹을만한 곳 추천해줘"


def test_a_greeting_is_answered(chat: Chat) -> None:
    assert "나비얌" in chat.say("안녕")


def test_a_child_finds_a_meal_and_chooses_the_second(chat: Chat, system: System, screenshots: str) -> None:
    chat.become("하늘이")
    chat.stand_in(NEIGHBOURHOOD)
    chat.say(WISH)
    assert 3 <= chat.cards.count() <= 5
    assert all(price <= 5_000 for price in chat.prices())
    for name in chat.cards.get_by_role("heading").all_inner_texts():
        assert system.rows("SELECT 1 FROM shops WHERE name = %s", (name,)), f"{name} is in no catalogue"
    chat.screenshot(f"{screenshots}/phone-slate.png")

    second = chat.cards.nth(1)
    name = second.get_by_role("heading").inner_text()
    before = chat.bot.count()
    second.get_by_role("button", name="여기 갈래").click()
    expect(chat.mine.last).to_contain_text(f"2번 {name}")
    expect(chat.bot).to_have_count(before + 1)
    assert name in chat.last_answer()
    expect(second.get_by_role("button")).to_have_text("골랐어요")
    chat.screenshot(f"{screenshots}/phone-chosen.png")


def test_every_card_says_walk_hours_and_card_use_in_words(chat: Chat) -> None:
    chat.become("하늘이")
    chat.stand_in(NEIGHBOURHOOD)
    chat.say(WISH)
    for card in chat.cards.all():
        text = card.inner_text()
        assert re.search(r"걸어서 \d+분", text)
        assert re.search(r"지금 열었어요|곧 닫아요|영업시간 확인 필요|에는 열려 있어요", text)
        assert re.search(r"급식카드 (일부만 )?돼요", text)


def test_the_lines_that_cards_repeat_are_folded_away(chat: Chat) -> None:
    chat.become("하늘이")
    chat.stand_in(NEIGHBOURHOOD)
    chat.say(WISH)
    line = chat.bot.last.get_by_text(re.compile(r"^1\. "))
    expect(line).to_be_hidden()
    chat.bot.last.get_by_text("글로 보기").click()
    expect(line).to_be_visible()


def test_a_newer_slate_marks_the_older_one(chat: Chat) -> None:
    chat.become("하늘이")
    chat.stand_in(NEIGHBOURHOOD)
    chat.say(WISH)
    chat.bot.nth(chat.bot.count() - 1).get_by_role("button", name="다른").click()
    expect(chat.page.locator(".slate")).to_have_count(2)
    expect(chat.page.locator(".slate").first).to_contain_text("지난 추천이에요")
    expect(chat.page.locator(".slate").last).not_to_contain_text("지난 추천이에요")


def test_quick_replies_answer_only_their_own_question(chat: Chat) -> None:
    chat.say("안녕")
    reply = chat.bot.nth(chat.bot.count() - 1).locator(".reply").first
    chat.say("고마워")
    before = chat.mine.count()
    expect(reply).to_have_attribute("aria-disabled", "true")
    reply.click(force=True)
    expect(chat.mine).to_have_count(before)


def test_a_reload_brings_the_conversation_back(chat: Chat) -> None:
    answer = chat.say("안녕")
    chat.page.reload()
    chat.wait_until_connected()
    expect(chat.mine).to_have_count(1)
    expect(chat.mine).to_contain_text("안녕")
    expect(chat.bot).to_have_count(1)
    assert chat.last_answer() == answer


def test_another_person_begins_with_an_empty_talk(chat: Chat) -> None:
    chat.become("하늘이")
    chat.say("안녕")
    chat.become("바다")
    expect(chat.mine).to_have_count(0)


def test_two_messages_in_a_row_are_answered_in_order(chat: Chat) -> None:
    before = chat.bot.count()
    chat.type("안녕")
    chat.type("고마워")
    expect(chat.bot).to_have_count(before + 2)
    assert "나비얌" in chat.bot.nth(before).inner_text()
    expect(chat.page.locator(".fate")).to_have_count(0)


def test_what_comes_while_reading_further_up_is_announced_and_does_not_move_the_page(page: Page) -> None:
    chat = Chat(page).open()
    chat.become("하늘이")
    chat.stand_in(NEIGHBOURHOOD)
    chat.say(WISH)
    chat.text.fill("고마워")
    page.evaluate("document.forms[0].requestSubmit(); document.querySelector('#log').scrollTop = 0")
    expect(page.get_by_role("button", name="새 답이 왔어요")).to_be_visible()
    assert chat.log.evaluate("log => log.scrollTop") == 0
    page.get_by_role("button", name="새 답이 왔어요").click()
    expect(chat.bot.last).to_be_in_viewport()
