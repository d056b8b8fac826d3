"""The chat page as a person uses it: what can be said, pressed and read."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

__all__ = ["Chat"]


class Chat:
    """The page in one browser tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.text = page.get_by_role("textbox")
        self.bot = page.locator(".run--bot:not([aria-hidden])")
        self.mine = page.locator(".run--me")
        self.cards = page.locator(".slate:not(.slate--old) .shop")

    def open(self) -> Chat:
        """Go to the page and wait until it is connected and has something to show."""
        self.page.goto("/chat")
        self.wait_until_connected()
        expect(self.page.locator(".run").first).to_be_visible()
        return self

    def wait_until_connected(self, within_s: float = 10) -> None:
        """Wait for the server's `ready`."""
        expect(self.page.locator("html")).to_have_attribute("data-connection", "ready", timeout=within_s * 1000)

    def become(self, name: str) -> None:
        """Choose a demo person by the name shown."""
        self.page.get_by_role("button", name="다른 사람으로 바꾸기").click()
        self.page.get_by_role("dialog").get_by_role("button", name=name).click()
        self.wait_until_connected()
        expect(self.page.get_by_role("button", name=f"{name} – 다른 사람으로 바꾸기")).to_be_visible()
        expect(self.bot.first).to_be_visible()

    def place_sheet(self) -> Locator:
        """Open the sheet that asks for the place."""
        self.page.locator("#place").click()
        sheet = self.page.get_by_role("dialog", name="어디에서 찾을까요?")
        expect(sheet).to_be_visible()
        return sheet

    def stand_in(self, neighbourhood: str) -> None:
        """Choose a neighbourhood from the list and wait for the answer."""
        before = self.bot.count()
        self.place_sheet().get_by_role("button", name=neighbourhood).click()
        expect(self.bot).to_have_count(before + 1)

    def type(self, text: str) -> None:
        """Write a message and press Enter."""
        self.text.fill(text)
        self.text.press("Enter")

    def say(self, text: str) -> str:
        """Send a message and wait for the answer; returns its text."""
        before = self.bot.count()
        self.type(text)
        expect(self.bot).to_have_count(before + 1)
        return self.last_answer()

    def wait_until_still(self) -> None:
        """Wait for the animations that end by themselves."""
        ending = "document.getAnimations().filter(one => one.effect.getTiming().iterations !== Infinity)"
        self.page.evaluate(f"Promise.all({ending}.map(one => one.finished)).then(() => null)")

    def screenshot(self, path: str) -> None:
        """Keep a picture of the page at rest."""
        self.wait_until_still()
        self.page.screenshot(path=path)

    def last_answer(self) -> str:
        """The text bubbles of the bot's latest run."""
        return "\n".join(self.bot.last.locator(".bubble__text").all_inner_texts())

    def prices(self) -> list[int]:
        """What the shown menus cost, in won."""
        return [int(re.sub(r"\D", "", text)) for text in self.cards.locator(".shop__price strong").all_inner_texts()]
