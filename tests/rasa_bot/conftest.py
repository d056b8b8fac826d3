"""A tiny trained bot, an agent on it inside the test, and an action server that fails in every way there is."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web

from rasa_bot import training
from rasa_bot.action_endpoint import ActionEndpoint
from rasa_bot.agent import NaviyamAgent
from rasa_bot.event_broker import RabbitBroker
from rasa_bot.incoming import Desk
from rasa_bot.lock_store import RedisLockStore
from rasa_bot.tracker_store import PostgresTrackerStore
from rasa_bot.turns import Speaker, Turns
from settings import Settings
from storage.bus import Bus

Behaviour = Callable[[dict[str, Any]], Awaitable[web.Response]]


def pytest_configure(config: pytest.Config) -> None:
    """Let Rasa's YAML checker (pykwalify) load its extensions the way it always did."""
    config.addinivalue_line("filterwarnings", r"ignore:the load_module\(\) method is deprecated:DeprecationWarning")


@pytest.fixture(autouse=True)
def _brief_logs() -> None:
    """structlog's own default draws every traceback with all local values, which takes seconds."""
    structlog.configure(processors=[structlog.processors.JSONRenderer(default=repr)])


@pytest.fixture(scope="session")
def tiny_model(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of ``bot/``, trained once and kept under ``var/`` for as long as its files stay the same."""
    folder = tmp_path_factory.mktemp("tiny") / "bot"
    shutil.copytree(Path(__file__).parent / "bot", folder)
    kept = settings.copy(update={"models_dir": settings.var_dir / "tiny-models"})
    return training.train(kept, root=folder)


@dataclasses.dataclass
class ActionServer:
    """A stand-in for the action server: ``behaves`` decides how a call ends; ``calls`` remembers them."""

    behaves: Behaviour
    calls: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        return await self.behaves(call)


async def says_found(_: dict[str, Any]) -> web.Response:
    """The usual answer: one message."""
    return web.json_response({"events": [], "responses": [{"text": "찾았어요"}]})


async def is_alive(_: web.Request) -> web.Response:
    """``GET /health``."""
    return web.json_response({"status": "alive"})


@pytest.fixture
async def action_server(settings: Settings) -> AsyncIterator[ActionServer]:
    """Listens where ``settings.actions`` says."""
    server = ActionServer(says_found)
    app = web.Application()
    app.router.add_post("/webhook", server.answer)
    app.router.add_get("/health", is_alive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, settings.actions.host, settings.actions.port).start()
    yield server
    await runner.cleanup()


@dataclasses.dataclass
class Bot:
    """One worker's insides, as the server makes them, without the server."""

    agent: NaviyamAgent
    turns: Turns
    desk: Desk

    async def say(self, text: str, *, conversation: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """Type a text; returns the bot's messages."""
        speaker = Speaker("demo-12000", conversation, "web")
        return await self.turns.answer(speaker, self.desk.typed(text), message_id or uuid.uuid4().hex)

    async def events(self, conversation: str) -> list[dict[str, Any]]:
        """What the tracker store holds of the conversation."""
        tracker = await self.agent.tracker_store.retrieve_full_tracker(conversation)
        return [event.as_dict() for event in tracker.events] if tracker else []


@pytest.fixture
async def make_bot(tiny_model: Path) -> AsyncIterator[Callable[[Settings], Bot]]:
    """Makes bots, each with stores of its own, as several worker processes have them."""
    bots: list[Bot] = []

    def make(settings: Settings) -> Bot:
        store = PostgresTrackerStore(None, RabbitBroker(Bus(settings, name="tests")), settings=settings)
        locks = RedisLockStore(settings=settings)
        agent = NaviyamAgent(tracker_store=store, lock_store=locks, action_endpoint=ActionEndpoint(settings))
        agent.load_model(tiny_model)
        desk = Desk(agent.domain, max_chars=settings.rasa.max_message_chars)
        bots.append(Bot(agent, Turns(agent, settings), desk))
        return bots[-1]

    yield make
    for bot in bots:
        agent, store = bot.agent, bot.agent.tracker_store
        closing = (store.event_broker.close(), agent.lock_store.close(), agent.action_endpoint.close(), store.close())
        await asyncio.gather(*closing, bot.turns.close())


@pytest.fixture
async def bot(make_bot: Callable[[Settings], Bot], settings: Settings) -> Bot:
    """One bot on this session's servers."""
    return make_bot(settings)


@pytest.fixture
def conversation() -> str:
    """A conversation nobody has had."""
    return f"test-{uuid.uuid4().hex}"
