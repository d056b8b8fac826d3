"""A real browser on the real running system."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ops.stack import packages
from settings import ROOT
from tests.browser.chat import Chat
from tests.system import System

_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="package")  # a session's would leave its event loop in the way of asynchronous tests elsewhere
def browser() -> Iterator[Browser]:
    """Debian's Chromium and a Korean font, installed when missing."""
    packages.ensure(packages.BROWSER)
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert found is not None, "no Chromium: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser, system: System) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser profiles, a phone's unless told otherwise; whatever goes wrong in their pages fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_context(**options: object) -> BrowserContext:
        phone = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
        context = browser.new_context(base_url=system.base_url, locale="ko-KR", **{**phone, **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: _note(faults, message.text, message.type))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert not faults


def _note(faults: list[str], text: str, kind: str) -> None:
    # A server that is away is what some tests are about; everything else in the console is a fault of the page.
    if kind in {"error", "warning"} and "net::ERR_" not in text and "WebSocket connection to" not in text:
        faults.append(text)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A phone's page, not yet at the chat."""
    return new_context().new_page()


@pytest.fixture
def chat(page: Page) -> Chat:
    """The chat on a phone, connected."""
    return Chat(page).open()


@pytest.fixture(scope="session")
def screenshots() -> str:
    """Where screenshots are kept, as artefacts of the run."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
