"""Waiting for the model server: beside other conversations, no longer than allowed, and never in place of an answer."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from prometheus_client import REGISTRY

from rasa_bot.understanding import Unanswered, Understanding
from settings import Settings
from tests.rasa_bot.conftest import Bot

ANSWER = {
    "intent": {"name": "greet", "confidence": 0.9},
    "ranking": [{"name": "greet", "confidence": 0.9}],
    "entities": [{"entity": "place", "value": None, "role": None, "start": 0, "end": 1, "confidence": 0.5}],
    "model_version": "v1",
    "arm": "stable",
}
PATIENCE_S = 20.0

Behaviour = Callable[[dict[str, Any]], Awaitable[web.Response]]


async def answers(_: dict[str, Any]) -> web.Response:
    return web.json_response({"results": [ANSWER]})


@dataclasses.dataclass
class ModelServer:
    """A real server over a real socket; ``behaves`` decides how a request ends, ``asked`` remembers them."""

    url: str
    behaves: Behaviour = answers
    asked: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    is_asked: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self.is_asked.set()
        return await self.behaves(body)


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    server = ModelServer("")
    app = web.Application()
    app.router.add_post("/v1/nlu", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


def asking(settings: Settings, url: str, **serving: Any) -> Settings:
    return settings.copy(update={"serving": settings.serving.copy(update={"url": url, **serving})})


@pytest.fixture
def make_line(settings: Settings, model_server: ModelServer) -> Callable[..., Understanding]:
    def make(**serving: Any) -> Understanding:
        return Understanding(asking(settings, model_server.url, **serving))

    return make


def count(outcome: str) -> float:
    return REGISTRY.get_sample_value("naviyam_ax_answers_total", {"outcome": outcome}) or 0.0


async def reason(line: Understanding, text: str = "안녕", seconds: float = PATIENCE_S) -> str:
    """Why there is no answer; ``ok`` when there is one."""
    try:
        await line.ask(text, {}, "user", seconds)
    except Unanswered as unanswered:
        return unanswered.reason
    return "ok"


async def metadata_of(bot: Bot, conversation: str) -> list[dict[str, Any]]:
    """What is stored with each message."""
    return [event["metadata"] for event in await bot.events(conversation) if event["event"] == "user"]


async def test_a_model_server_of_two_seconds_does_not_delay_other_conversations_of_the_worker(
    make_bot: Callable[[Settings], Bot], settings: Settings, model_server: ModelServer
) -> None:
    async def is_slow_for_one(body: dict[str, Any]) -> web.Response:
        if body["rows"][0]["text"] == "안녕 느린 사람":
            await asyncio.sleep(2)
        return await answers(body)

    model_server.behaves = is_slow_for_one
    bot = make_bot(asking(settings, model_server.url, timeout_ms=3_000))
    await bot.agent.tracker_store.pool()
    slow = asyncio.create_task(bot.say("안녕 느린 사람", conversation=uuid.uuid4().hex))
    await asyncio.wait_for(model_server.is_asked.wait(), PATIENCE_S)
    others = [bot.say("안녕", conversation=uuid.uuid4().hex) for _ in range(5)]
    replies = await asyncio.wait_for(asyncio.gather(*others), PATIENCE_S)
    assert not slow.done()
    assert [reply[0]["text"] for reply in replies] == ["안녕하세요"] * 5
    assert (await slow)[0]["text"] == "안녕하세요"


async def test_whoever_takes_too_long_is_answered_by_the_local_classifier_and_the_event_says_so(
    make_bot: Callable[[Settings], Bot], settings: Settings, model_server: ModelServer, conversation: str
) -> None:
    async def takes_two_seconds(body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(2)
        return await answers(body)

    model_server.behaves = takes_two_seconds
    bot = make_bot(asking(settings, model_server.url, timeout_ms=100))
    before = count("too_slow")
    assert (await bot.say("안녕", conversation=conversation))[0]["text"] == "안녕하세요"
    assert [metadata["ax"] for metadata in await metadata_of(bot, conversation)] == [{"fallback": "too_slow"}]
    assert count("too_slow") == before + 1
    assert len(model_server.asked) == 1  # neither hedged nor tried again


async def test_the_answer_reaches_the_components_and_the_event_keeps_version_and_arm(
    make_bot: Callable[[Settings], Bot], settings: Settings, model_server: ModelServer, conversation: str
) -> None:
    bot = make_bot(asking(settings, model_server.url))
    seen: list[dict[str, Any]] = []
    parse = bot.agent.processor._parse_message_with_graph

    def looks_at_metadata(message: Any, *rest: Any) -> dict[str, Any]:
        seen.append(message.metadata)
        return dict(parse(message, *rest))

    bot.agent.processor._parse_message_with_graph = looks_at_metadata
    await bot.say("안녕", conversation=conversation)
    await bot.say("안녕", conversation=conversation)
    assert [metadata["ax"] for metadata in seen] == [ANSWER, ANSWER]
    stored = await metadata_of(bot, conversation)
    assert [metadata["ax"] for metadata in stored] == [{"model_version": "v1", "arm": "stable"}] * 2
    first, second = (body["rows"][0] for body in model_server.asked)
    assert first == {"text": "안녕", "context": "", "sender": "demo-12000"}
    assert second["context"] == "greet utter_greet"


async def test_a_button_asks_nobody(
    make_bot: Callable[[Settings], Bot], settings: Settings, model_server: ModelServer, conversation: str
) -> None:
    from rasa_bot.turns import Speaker

    bot = make_bot(asking(settings, model_server.url))
    speaker = Speaker("demo-12000", conversation, "web")
    await bot.turns.answer(speaker, bot.desk.chosen("/greet"), "m-1")
    assert model_server.asked == []


async def test_not_configured_nobody_is_asked_and_the_event_says_nothing(bot: Bot, conversation: str) -> None:
    before = {metric.name: [sample.value for sample in metric.samples] for metric in REGISTRY.collect()}
    await bot.say("안녕", conversation=conversation)
    after = {metric.name: [sample.value for sample in metric.samples] for metric in REGISTRY.collect()}
    assert "ax" not in (await metadata_of(bot, conversation))[0]
    assert before["naviyam_ax_answers"] == after["naviyam_ax_answers"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff{",
        b"[]",
        b'{"results": []}',
        b'{"results": [{}]}',
        b'{"results": [{"ranking": [], "entities": [], "model_version": "v", "arm": "stable"}]}',
        b'{"results": [{"ranking": [{"name": "a", "confidence": 7}], "entities": [],'
        b' "model_version": "v", "arm": "stable"}]}',
        b'{"results": [{"ranking": [{"name": "a", "confidence": 1}], "entities": [{"entity": "dish", "value": null,'
        b' "role": null, "start": 0, "end": 99, "confidence": 1}], "model_version": "v", "arm": "stable"}]}',
        b'{"results": [{"ranking": [{"name": "a", "confidence": 1}], "entities": []}]}',
    ],
)
async def test_a_wrong_answer_is_none(
    make_line: Callable[..., Understanding], model_server: ModelServer, body: bytes
) -> None:
    async def talks_nonsense(_: dict[str, Any]) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    model_server.behaves = talks_nonsense
    line = make_line()
    assert await reason(line) == "wrong_answer"
    await line.close()


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (503, "overloaded", "overloaded"),
        (503, "not_ready", "not_ready"),
        (503, "out_of_memory", "out_of_memory"),
        (504, "deadline_passed", "deadline_passed"),
        (500, "internal", "failed"),
        (413, "text_too_long", "refused"),
    ],
)
async def test_the_servers_reason_is_passed_on_where_it_is_one_of_ours(
    make_line: Callable[..., Understanding], model_server: ModelServer, status: int, code: str, expected: str
) -> None:
    async def refuses(_: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": code, "reason": "…"}}, status=status)

    model_server.behaves = refuses
    line = make_line()
    assert await reason(line) == expected
    await line.close()


async def test_the_server_learns_how_long_its_answer_is_of_use(
    make_line: Callable[..., Understanding], model_server: ModelServer
) -> None:
    line = make_line()
    await line.ask("안녕", {}, "user", 1.2)
    assert model_server.asked[0]["deadline_ms"] == pytest.approx(1_170)
    assert model_server.asked[0]["priority"] == "interactive"
    await line.close()


async def test_after_failures_in_a_row_nobody_is_asked_until_one_message_finds_it_well_again(
    make_line: Callable[..., Understanding], model_server: ModelServer
) -> None:
    held = asyncio.Event()

    async def fails(_: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": "internal"}}, status=500)

    async def answers_when_told(body: dict[str, Any]) -> web.Response:
        await held.wait()
        return await answers(body)

    model_server.behaves = fails
    line = make_line(breaker_failures=3, breaker_seconds=1)
    assert [await reason(line) for _ in range(5)] == ["failed"] * 3 + ["breaker_open"] * 2
    assert len(model_server.asked) == 3
    model_server.behaves = answers_when_told
    model_server.is_asked.clear()
    tries: list[asyncio.Task[str]] = []
    while not model_server.is_asked.is_set():  # until the breaker's second is over
        tries.append(asyncio.create_task(reason(line)))
        await asyncio.sleep(0.05)
    assert [await reason(line) for _ in range(3)] == ["breaker_open"] * 3  # one at a time
    held.set()
    ended = await asyncio.wait_for(asyncio.gather(*tries), PATIENCE_S)
    assert sorted(ended) == ["breaker_open"] * (len(tries) - 1) + ["ok"]
    assert [await reason(line) for _ in range(3)] == ["ok"] * 3
    await line.close()


async def test_a_text_that_the_server_refuses_does_not_keep_others_from_asking(
    make_line: Callable[..., Understanding], model_server: ModelServer
) -> None:
    async def refuses(_: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": "text_too_long"}}, status=413)

    model_server.behaves = refuses
    line = make_line(breaker_failures=2)
    assert [await reason(line) for _ in range(4)] == ["refused"] * 4
    await line.close()


async def test_a_server_that_is_not_there_is_unreachable(settings: Settings) -> None:
    line = Understanding(asking(settings, "http://127.0.0.1:9"))
    assert await reason(line) == "unreachable"
    await line.close()
