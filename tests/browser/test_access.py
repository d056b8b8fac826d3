"""Legible and usable for everyone: contrast, labels, sizes, keyboard, small screens, still screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat

MEASURES = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
LEAST_TARGET_PX = 44
SCREENS = {"phone": (360, 740), "small-phone": (320, 568), "desktop": (1280, 800)}
Contexts = Callable[..., BrowserContext]


@pytest.fixture(params=["light", "dark"])
def full_page(new_context: Contexts, request: pytest.FixtureRequest, screenshots: str) -> Page:
    """A page with everything on it: slate, quick replies, a bad text in the box; in both colour schemes."""
    page = new_context(color_scheme=request.param).new_page()
    chat = Chat(page).open()
    show_slate(chat)
    chat.screenshot(f"{screenshots}/phone-{request.param}.png")
    chat.text.fill("가" * 501)
    chat.wait_until_still()
    return page


def show_slate(chat: Chat) -> None:
    chat.become("나무")
    chat.stand_in("서울 관악구 신림동")
    chat.say("5천원으로 점심 먹을만한 곳 추천해줘")


def measure(page: Page, what: str) -> Any:
    return page.evaluate(f"() => {{ {MEASURES}; return {what} }}")


def test_all_text_stands_out_from_its_ground(full_page: Page) -> None:
    assert measure(full_page, "weakContrasts()") == []


def test_text_in_the_sheets_stands_out(full_page: Page) -> None:
    chat = Chat(full_page)
    sheet = chat.place_sheet()
    sheet.get_by_role("button", name="지금 내 위치 보내기").click()
    expect(sheet.get_by_role("status")).not_to_be_empty()
    chat.wait_until_still()
    assert measure(full_page, "weakContrasts()") == []


def test_everything_to_press_is_big_enough_for_a_finger(full_page: Page) -> None:
    assert measure(full_page, f"smallTargets({LEAST_TARGET_PX})") == []


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_reaches_beyond_the_screen(new_context: Contexts, screen: str, screenshots: str) -> None:
    width, height = SCREENS[screen]
    is_phone = screen != "desktop"
    viewport = {"width": width, "height": height}
    page = new_context(viewport=viewport, is_mobile=is_phone, has_touch=is_phone).new_page()
    chat = Chat(page).open()
    show_slate(chat)
    chat.screenshot(f"{screenshots}/{screen}.png")
    chat.say("가" * 500)
    assert measure(page, "overflowing()") == []


def test_every_control_has_a_korean_name(full_page: Page) -> None:
    tree = full_page.context.new_cdp_session(full_page).send("Accessibility.getFullAXTree")
    controls = [
        node
        for node in tree["nodes"]
        if not node["ignored"] and node["role"]["value"] in {"button", "textbox", "log", "dialog", "region"}
    ]
    assert len(controls) > 5
    for node in controls:
        assert re.search("[가-힣]", node.get("name", {}).get("value", "")), node


def test_the_page_says_its_language_and_is_zoomable(page: Page) -> None:
    Chat(page).open()
    assert page.locator("html").get_attribute("lang") == "ko"
    assert re.search("나비얌", page.title())
    zoom = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert not re.search("user-scalable|maximum-scale", zoom)
    expect(page.get_by_role("heading", level=1)).to_have_text("나비얌")
    for landmark in ("banner", "main", "log"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


def test_the_keyboard_reaches_everything_in_reading_order(new_context: Contexts) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False).new_page()
    chat = Chat(page).open()
    chat.say("안녕")
    page.reload()  # nothing has the focus
    chat.wait_until_connected()
    expect(chat.bot).to_have_count(1)
    reached = []
    page.locator("body").press("Tab")
    for _ in range(30):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        if reached[-1] == "send":
            break
        page.keyboard.press("Tab")
    assert reached[:2] == ["person", "log"]
    assert reached[-3:] == ["place", "text", "send"]
    assert any("reply" in name for name in reached[2:-3])


def test_a_sheet_takes_the_focus_and_gives_it_back(new_context: Contexts) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False).new_page()
    chat = Chat(page).open()
    chat.page.locator("#place").press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("sheet => sheet.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("#place")).to_be_focused()


def test_a_pressed_reply_keeps_the_focus(chat: Chat) -> None:
    chat.say("안녕")
    reply = chat.bot.nth(chat.bot.count() - 1).locator(".reply").first
    reply.press("Enter")
    expect(reply).to_be_focused()
    expect(reply).to_have_attribute("aria-disabled", "true")


def test_nothing_moves_for_whoever_asked_for_stillness(new_context: Contexts) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    chat = Chat(page).open()
    chat.type("안녕")
    assert page.evaluate("document.getAnimations().length") == 0
    chat.place_sheet()
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_page_asks_nobody_but_its_own_server(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    chat = Chat(page).open()
    chat.say("안녕")
    own = page.evaluate("location.origin")
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []
