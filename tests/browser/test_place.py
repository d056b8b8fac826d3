"""Where to look: the phone's own place, or a neighbourhood of the list; refusing is fine."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.browser.chat import Chat

SILLIM = {"latitude": 37.48423456, "longitude": 126.92971234}
Contexts = Callable[..., BrowserContext]


def test_a_granted_place_is_sent(new_context: Contexts) -> None:
    page = new_context(geolocation=SILLIM, permissions=["geolocation"]).new_page()
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    chat = Chat(page).open()
    before = chat.bot.count()
    chat.place_sheet().get_by_role("button", name="지금 내 위치 보내기").click()
    expect(chat.mine.last).to_contain_text("내 위치를 보냈어요")
    expect(chat.bot).to_have_count(before + 1)
    (place,) = [frame for frame in sent if '"place"' in frame]
    assert "37.4842" in place
    assert "37.48423456" not in place, "more exact than walking needs"


def test_a_refused_place_is_answered_kindly_and_the_list_serves(chat: Chat, screenshots: str) -> None:
    sheet = chat.place_sheet()
    sheet.get_by_role("button", name="지금 내 위치 보내기").click()
    expect(sheet.get_by_role("status")).to_contain_text("위치를 보내지 않아도 괜찮아요")
    chat.screenshot(f"{screenshots}/phone-place-refused.png")
    sheet.get_by_role("button", name=NEIGHBOURHOODS[0].label).click()
    expect(chat.mine.last).to_contain_text(NEIGHBOURHOODS[0].label)


def test_a_vague_place_is_not_sent_without_asking(new_context: Contexts) -> None:
    context = new_context(geolocation={**SILLIM, "accuracy": 3_000}, permissions=["geolocation"])
    chat = Chat(context.new_page()).open()
    sheet = chat.place_sheet()
    sheet.get_by_role("button", name="지금 내 위치 보내기").click()
    expect(sheet.get_by_role("status")).to_contain_text("3km")
    expect(chat.mine).to_have_count(0)
    sheet.get_by_role("button", name="그래도 이 위치로 찾기").click()
    expect(chat.mine).to_have_count(1)


def test_the_list_offers_every_neighbourhood_of_the_sample(chat: Chat) -> None:
    offered = chat.place_sheet().get_by_role("list", name="동네 고르기").get_by_role("button").all_inner_texts()
    assert offered == [place.label for place in NEIGHBOURHOODS]
