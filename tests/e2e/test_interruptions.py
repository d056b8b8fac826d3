"""What breaks into a talk: half an hour of silence, a rush of messages, a process killed before the answer came."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import uuid
from collections.abc import AsyncIterator

import aiohttp
import pytest

from ops.stack.supervisor import Supervisor
from tests.e2e.talk import NOON, Talk
from tests.e2e.test_record import eventually
from tests.e2e.test_websocket import Client
from tests.system import System

IDLE = dt.timedelta(minutes=31)


@pytest.fixture
def child(system: System) -> Talk:
    """Somebody near the first sample neighbourhood."""
    return Talk(system)


@pytest.fixture
async def client(system: System) -> AsyncIterator[Client]:
    """A line of the web chat."""
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{system.base_url}/ws", max_msg_size=0) as socket:
        yield Client(socket)


def sessions_of(system: System, talk: Talk, *, rows: int) -> list[dict[str, object]]:
    query = "SELECT ended_at, end_reason, last_active_at FROM sessions WHERE conversation_id = %s ORDER BY started_at"
    return eventually(system, query, (talk.sender,), rows=rows)


def let_time_pass(system: System, talk: Talk) -> None:
    """Move everything that was said and recorded of a talk half an hour into the past; the child's clock goes on."""
    system.execute(
        "UPDATE tracker_events"
        " SET event = jsonb_set(event, '{timestamp}', to_jsonb((event->>'timestamp')::float8 - %s))"
        " WHERE conversation_id = %s",
        (IDLE.total_seconds(), talk.sender),
    )
    system.execute(
        "UPDATE sessions SET started_at = started_at - %s, last_active_at = last_active_at - %s"
        " WHERE conversation_id = %s",
        (IDLE, IDLE, talk.sender),
    )
    talk.now = (dt.datetime.fromisoformat(NOON) + IDLE).isoformat()


def test_after_half_an_hour_a_new_session_begins_and_the_wish_is_still_known(system: System, child: Talk) -> None:
    shown = child.say("만원 이하 한식 추천해줘")
    assert "알려 줄래요" in shown.text, "a question is open"
    sessions_of(system, child, rows=1)
    let_time_pass(system, child)
    later = child.say("더 싼 데 없어?")
    assert later.slate is not None
    assert (later.slate["request"]["budget"], later.slate["request"]["categories"]) == (10_000, ["한식"])
    old, new = sessions_of(system, child, rows=2)
    assert old["end_reason"] == "timeout"
    assert new["ended_at"] is None
    starts = "SELECT count(*) AS n FROM tracker_events WHERE conversation_id = %s AND starts_session"
    assert system.rows(starts, (child.sender,))[0]["n"] == 2


def test_a_question_of_half_an_hour_ago_is_answered_by_nothing_and_the_talk_goes_on(
    system: System, child: Talk
) -> None:
    child.say("안녕")
    assert "얼마" in child.say("치킨 좋아해").text
    sessions_of(system, child, rows=1)
    let_time_pass(system, child)
    assert "알레르기" not in child.say("응").text, "the amount was asked too long ago"
    back = child.say("안녕")
    assert "다시 왔네요" in back.text
    assert "얼마" in back.text, "and is asked where the talk had come to"


async def test_two_messages_at_once_over_one_line_are_answered_and_kept_in_their_order(
    system: System, client: Client
) -> None:
    ready = await client.hello()
    said = ["안녕", "치킨 좋아해", "7천원 정도"]
    for number, text in enumerate(said):
        await client.socket.send_json({"type": "message", "id": f"at-once-{number}", "text": text})
    replies = [await client.next("reply") for _ in said]
    assert [reply["to"] for reply in replies] == [f"at-once-{number}" for number in range(len(said))]
    asked = ["좋아하나요", "얼마", "알레르기"]
    for reply, words in zip(replies, asked, strict=True):
        assert words in reply["messages"][0]["text"], "each was heard as the answer to the question before it"
    query = "SELECT input_text FROM conversations WHERE conversation_id = %s ORDER BY turn"
    rows = eventually(system, query, (ready["conversation_id"],), rows=len(said))
    assert [row["input_text"] for row in rows] == said


async def test_thirty_messages_in_a_rush_over_one_line_are_each_answered_or_refused_in_words(client: Client) -> None:
    await client.hello(person="demo-12000")
    ids = [f"rush-{uuid.uuid4()}" for _ in range(30)]
    for identity in ids:
        await client.socket.send_json({"type": "message", "id": identity, "text": "카드 잔액 얼마야?"})
    answered: list[str] = []
    refused: list[str] = []
    for _ in ids:
        frame = await client.next("reply", "error")
        (answered if frame["type"] == "reply" else refused).append(frame["to"])
        if frame["type"] == "error":
            assert frame["code"] == "rate_limited"
            assert frame["message"].endswith("요.")
    assert sorted([*answered, *refused]) == sorted(ids), "no silence, and nothing twice"
    assert answered == [identity for identity in ids if identity in set(answered)], "in order"
    assert (await client.say("카드 잔액 얼마야?"))["messages"]


def test_the_action_server_killed_between_question_and_answer_is_back_and_the_talk_goes_on(
    system: System, child: Talk
) -> None:
    child.say("안녕")
    assert "얼마" in child.say("한식 좋아해").text
    pid = Supervisor(system.settings).state("actions").pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    heard = child.say("8천원 정도")  # while it is away, or just back
    if "미안해요" in heard.text:
        assert json.loads(heard.buttons[next(iter(heard.buttons))].removeprefix("/retry"))["text"] == "8천원 정도"
        ready = system.command("up", time_limit_s=120)
        assert ready.returncode == 0, ready.stdout + ready.stderr
        heard = child.press(heard, "다시")
    assert "알레르기" in heard.text
    assert "고마워요" in child.say("없어").text
    assert child.profile is not None
    assert (child.profile["preferred_categories"], child.profile["average_budget"]) == ({"한식": 1.0}, 8000)
