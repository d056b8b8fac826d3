"""What can be typed, and what must not happen with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import Chat
from tests.system import System


@pytest.mark.parametrize(
    "markup",
    [
        '<img src=x onerror="window.harmed = true">',
        "<script>window.harmed = true</script>",
        '"><svg onload=window.harmed=true>',
        "[x](javascript:window.harmed=true) <b>굵게</b>",
    ],
)
def test_markup_is_shown_as_it_was_typed(chat: Chat, markup: str) -> None:
    chat.say(markup)
    assert chat.mine.last.locator(".bubble__text").inner_text() == markup
    assert chat.mine.last.locator("img, script, svg, b, a").count() == 0
    assert chat.page.evaluate("window.harmed") is None


def test_the_browser_itself_refuses_markup_from_a_script(browser: Browser, system: System) -> None:
    context = browser.new_context(base_url=system.base_url)
    page = Chat(context.new_page()).open().page
    refused = "() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } }"
    assert page.evaluate(refused) is True
    context.close()


def test_501_characters_stay_in_the_box_until_they_are_500(chat: Chat) -> None:
    chat.type("가" * 501)
    expect(chat.mine).to_have_count(0)
    expect(chat.page.locator("#counter")).to_have_text("501 / 500자 · 1자만 줄여 주세요")
    expect(chat.text).to_have_value("가" * 501)
    expect(chat.text).to_have_attribute("aria-invalid", "true")
    before = chat.bot.count()
    chat.text.press("Backspace")
    chat.text.press("Enter")
    expect(chat.mine).to_have_count(1)
    expect(chat.bot).to_have_count(before + 1)


def test_an_emoji_counts_as_one_character(chat: Chat) -> None:
    chat.text.fill("🦋" * 450)
    expect(chat.page.locator("#counter")).to_have_text("450 / 500자")


def test_enter_inside_a_hangul_composition_does_not_send(chat: Chat) -> None:
    chat.text.focus()
    devtools = chat.page.context.new_cdp_session(chat.page)
    devtools.send("Input.imeSetComposition", {"text": "떡볶ㅇ", "selectionStart": 3, "selectionEnd": 3})
    chat.page.keyboard.press("Enter")
    expect(chat.mine).to_have_count(0)
    devtools.send("Input.insertText", {"text": "떡볶이"})
    chat.page.keyboard.press("Enter")
    expect(chat.mine).to_have_count(1)
    expect(chat.mine).to_contain_text("떡볶이")


def test_shift_and_enter_break_the_line(chat: Chat) -> None:
    chat.text.fill("첫 줄")
    chat.text.press("Shift+Enter")
    chat.page.keyboard.type("둘째 줄")
    chat.text.press("Enter")
    assert chat.mine.last.locator(".bubble__text").inner_text() == "첫 줄\n둘째 줄"


def test_blanks_alone_are_not_sent(chat: Chat) -> None:
    chat.type("   ")
    expect(chat.mine).to_have_count(0)


@pytest.mark.parametrize("odd", ["🍕", "/restart", "'; DROP TABLE shops; --", "\u0007\u200b?", "ㅋㅋㅋㅋㅋㅋ"])
def test_odd_input_is_answered_and_the_next_message_works(chat: Chat, odd: str) -> None:
    assert chat.say(odd)
    assert "나비얌" in chat.say("안녕")
