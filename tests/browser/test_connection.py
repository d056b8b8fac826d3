"""The line breaks, the server dies: nothing is lost and nothing happens twice."""

from __future__ import annotations

import json
import re
import time
import uuid

import psutil
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.chat import Chat
from tests.system import System

RESTART_S = 120


def test_a_message_written_while_the_server_is_dead_arrives_once(chat: Chat, system: System, screenshots: str) -> None:
    chat.say("안녕")
    kill_rasa(system)
    expect(chat.page.locator("html")).to_have_attribute("data-connection", re.compile("waiting|connecting"))
    said = f"고마워 {uuid.uuid4().hex[:8]}"
    before = chat.bot.count()
    chat.type(said)
    expect(chat.mine.last).to_contain_text("연결되면 바로 보낼게요")
    expect(chat.page.locator("#connection")).to_be_visible()
    chat.screenshot(f"{screenshots}/phone-reconnecting.png")
    chat.wait_until_connected(within_s=RESTART_S)
    expect(chat.bot).to_have_count(before + 1, timeout=20_000)
    expect(chat.page.locator(".fate")).to_have_count(0)
    assert turns_of(system, said) == 1

    chat.page.reload()
    chat.wait_until_connected()
    expect(chat.mine.filter(has_text=said)).to_have_count(1)


def test_a_message_whose_answer_was_lost_is_answered_and_done_once(page: Page, system: System) -> None:
    cut = lose_first_reply(page)
    chat = Chat(page).open()
    said = f"안녕 {uuid.uuid4().hex[:8]}"
    before = chat.bot.count()
    chat.type(said)
    expect(chat.bot).to_have_count(before + 1)
    assert cut == ["reply"]
    expect(chat.mine).to_have_count(1)
    expect(page.locator(".fate")).to_have_count(0)
    assert turns_of(system, said) == 1


def test_an_unsent_message_survives_a_reload(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    chat.page.route_web_socket("**/ws", lambda socket: socket.close())
    chat.page.context.set_offline(False)
    chat.page.reload()
    chat.type("나중에 갈 말")
    expect(chat.mine).to_contain_text("연결되면 바로 보낼게요")
    again = chat.page.context.new_page()
    chat.page.close()
    later = Chat(again).open()
    expect(later.mine).to_have_count(1)
    expect(later.mine).to_contain_text("나중에 갈 말")
    expect(later.bot).to_have_count(1)
    expect(again.locator(".fate")).to_have_count(0)


def test_a_message_without_an_answer_can_be_sent_again(page: Page) -> None:
    swallowed = swallow_messages(page, count=2)  # the page tries a new line once by itself
    page.clock.install()
    chat = Chat(page).open()
    before = chat.bot.count()
    chat.type("안녕")
    page.clock.run_for(11_000)
    chat.wait_until_connected()
    page.clock.run_for(11_000)
    assert len(swallowed) == 2
    resend = page.get_by_role("button", name="다시 보내기: 안녕")
    expect(resend).to_be_visible()
    resend.click()
    expect(chat.bot).to_have_count(before + 1)
    expect(chat.mine).to_have_count(1)
    expect(page.locator(".fate")).to_have_count(0)


def kill_rasa(system: System) -> None:
    """End the Rasa server, all its workers, as a crash would; the supervisor starts it again."""
    shown = json.loads(system.command("status", "--json").stdout)
    (rasa,) = [row for row in shown if row["name"] == "rasa"]
    parent = psutil.Process(rasa["pid"])
    for process in (*parent.children(recursive=True), parent):
        process.kill()


def turns_of(system: System, text: str) -> int:
    """How often a message was processed, by the worker's record; waits for it, then a moment for a second."""
    query = "SELECT count(*) AS n FROM conversations WHERE input_text = %s"
    deadline = time.monotonic() + 15
    while system.rows(query, (text,))[0]["n"] == 0 and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(1)
    return int(system.rows(query, (text,))[0]["n"])


def lose_first_reply(page: Page) -> list[str]:
    """Cut the line where the first reply would have come through it; returns what was lost, as it is lost."""
    lost: list[str] = []

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_server(frame: str | bytes) -> None:
            if '"reply"' in str(frame) and not lost:
                lost.append("reply")
                server.close()
                socket.close()
                return
            socket.send(frame)

        server.on_message(from_server)

    page.route_web_socket("**/ws", connect)
    return lost


def test_a_line_that_died_unnoticed_is_replaced(page: Page) -> None:
    swallow_messages(page, count=1)
    page.clock.install()
    chat = Chat(page).open()
    before = chat.bot.count()
    chat.type("안녕")
    page.clock.run_for(11_000)
    expect(chat.bot).to_have_count(before + 1)
    expect(chat.mine).to_have_count(1)
    expect(page.locator(".fate")).to_have_count(0)


def swallow_messages(page: Page, *, count: int) -> list[str]:
    """A line that looks alive and lets the first messages vanish; returns them, as they vanish."""
    swallowed: list[str] = []

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(frame: str | bytes) -> None:
            if '"message"' in str(frame) and len(swallowed) < count:
                swallowed.append(str(frame))
                return
            server.send(frame)

        socket.on_message(from_page)

    page.route_web_socket("**/ws", connect)
    return swallowed
