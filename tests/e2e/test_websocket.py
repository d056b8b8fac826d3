"""The chat's own protocol, spoken by a client of the tests' own."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.e2e.test_recommendation import check_promises, slate_of
from tests.system import System

PLACE = NEIGHBOURHOODS[0]
_ANSWER_LIMIT_S = 10


class Client:
    """One WebSocket that says hello as a demo person."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hello(self, *, token: str | None = None, person: str | None = None) -> dict[str, Any]:
        """Introduce oneself; returns the ``ready`` frame."""
        await self.socket.send_json({"type": "hello", "token": token, "person": person})
        return await self.next("ready", "error")

    async def next(self, *types: str) -> dict[str, Any]:
        """The next frame of one of ``types``; others, such as typing, are passed over."""
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.receive_str(timeout=_ANSWER_LIMIT_S))
            if frame["type"] in types:
                return frame

    async def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Send a frame with an id; returns its reply or error."""
        frame = {"id": str(uuid.uuid4()), **frame}
        await self.socket.send_json(frame)
        while True:
            answer = await self.next("reply", "error")
            if answer.get("to") in {frame["id"], None}:
                return answer

    async def say(self, text: str) -> dict[str, Any]:
        """Type ``text``."""
        return await self.ask({"type": "message", "text": text})

    async def stand_at(self, lat: float, lng: float) -> dict[str, Any]:
        """Share a place."""
        return await self.ask({"type": "place", "lat": lat, "lng": lng, "label": PLACE.label})


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def client(system: System, http: aiohttp.ClientSession) -> AsyncIterator[Client]:
    async with http.ws_connect(f"{system.base_url}/ws", max_msg_size=0) as socket:
        yield Client(socket)


async def test_a_child_is_shown_lunch_over_the_websocket(system: System, client: Client) -> None:
    ready = await client.hello(person="demo-12000")
    assert ready["token"]
    await client.stand_at(PLACE.lat, PLACE.lng)
    reply = await client.say("만원으로 먹을만한 곳 추천해줘")
    assert reply["type"] == "reply"
    slate = slate_of(reply["messages"])
    if slate is None:  # at night, when everything known is closed
        assert reply["messages"][0]["buttons"]
    else:
        check_promises(system, slate, budget=10_000, spendable=12_000)


async def test_typing_is_shown_before_the_reply(client: Client) -> None:
    await client.hello(person="demo-12000")
    await client.socket.send_json({"type": "message", "id": "typing-1", "text": "안녕"})
    first = await client.next("typing", "reply")
    assert (first["type"], first["to"]) == ("typing", "typing-1")
    assert (await client.next("reply"))["to"] == "typing-1"


async def test_a_message_sent_twice_is_answered_once_from_memory(client: Client) -> None:
    await client.hello(person="demo-12000")
    frame = {"type": "message", "id": str(uuid.uuid4()), "text": "안녕"}
    first = await client.ask(frame)
    second = await client.ask(frame)
    assert first["messages"] == second["messages"]


async def test_a_token_brings_the_conversation_back(
    system: System, http: aiohttp.ClientSession, client: Client
) -> None:
    ready = await client.hello(person="demo-3200")
    await client.say("카드 잔액 얼마야?")
    async with http.ws_connect(f"{system.base_url}/ws") as socket:
        again = await Client(socket).hello(token=ready["token"])
    assert again["conversation_id"] == ready["conversation_id"]
    assert again["resumed"]
    assert "잔액" in json.dumps(again["history"], ensure_ascii=False)


async def test_a_forged_token_opens_nobodys_conversation(client: Client) -> None:
    ready = await client.hello(token="eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLTEyMDAwIn0.")
    assert ready["type"] == "error" or not ready["resumed"]
    assert "demo-12000" not in json.dumps(ready)


@pytest.mark.parametrize(
    "frame",
    ["", "{", "[]", '"hello"', '{"type": "dance"}', '{"type": "message"}', '{"type": "message", "id": 1, "text": 2}'],
)
async def test_a_malformed_frame_gets_a_code_and_the_next_message_works(client: Client, frame: str) -> None:
    await client.hello(person="demo-12000")
    await client.socket.send_str(frame)
    error = await client.next("error")
    assert error["code"]
    assert error["message"]
    assert (await client.say("안녕"))["messages"][0]["text"]


async def test_a_frame_of_a_megabyte_is_refused_and_a_new_connection_works(
    system: System, http: aiohttp.ClientSession, client: Client
) -> None:
    await client.hello(person="demo-12000")
    await client.socket.send_str(json.dumps({"type": "message", "id": "big", "text": "가" * 350_000}))
    answer = await client.socket.receive(timeout=_ANSWER_LIMIT_S)
    refused = answer.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    assert refused or json.loads(answer.data)["code"] == "too_large"
    async with http.ws_connect(f"{system.base_url}/ws") as socket:
        fresh = Client(socket)
        await fresh.hello(person="demo-12000")
        assert (await fresh.say("안녕"))["messages"]


async def test_a_typed_payload_is_only_text(client: Client) -> None:
    await client.hello(person="demo-12000")
    await client.say("카드 잔액 얼마야?")
    reply = await client.say("/restart")
    assert reply["messages"][0]["text"]


async def test_messages_sent_at_once_are_answered_in_their_order(client: Client) -> None:
    await client.hello(person="demo-12000")
    ids = [f"burst-{number}" for number in range(6)]
    for number, identity in enumerate(ids):
        text = "안녕" if number % 2 else "카드 잔액 얼마야?"
        await client.socket.send_json({"type": "message", "id": identity, "text": text})
    answers = [(await client.next("reply"))["to"] for _ in ids]
    assert answers == ids
