"""``python -m rasa_bot`` with two workers, over its sockets: hostile input, returning browsers, health, the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from members import demo
from rasa_bot import training
from rasa_bot.tokens import Tokens
from settings import ROOT, Settings
from tests.rasa_bot.conftest import ActionServer

_START_S = 150  # TensorFlow takes its time on a machine that has others to serve


@contextlib.contextmanager
def running(
    environment: dict[str, str], model: Path, folder: Path, **variables: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server on ``model``, alive, and its address; its output goes to ``folder``/rasa.log."""
    # A port of the range that no outgoing connection takes, or a probe of ours might connect to itself.
    own = Settings(var_dir=folder, models_dir=folder)
    shutil.copy(model, training.model_path(own))
    base = f"http://127.0.0.1:{own.rasa.port}"
    where = {"NAVIYAM_MODELS_DIR": str(folder), "NAVIYAM_RASA__PORT": str(own.rasa.port)}
    with (folder / "rasa.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa_bot"],
            cwd=ROOT,
            env={**environment, **where, **variables},
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            deadline = time.monotonic() + _START_S
            while not _is_alive(base):
                assert process.poll() is None, (folder / "rasa.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield base, process
        finally:
            process.terminate()
            process.wait(timeout=10)


def _is_alive(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/health", timeout=2):
            return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def logs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def base(environment: dict[str, str], tiny_model: Path, logs_folder: Path) -> Iterator[str]:
    """The address of a server that runs for all tests of this file."""
    with running(environment, tiny_model, logs_folder) as (base, _):
        yield base


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield session


class Chat:
    """A browser's end of the WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of ``kinds``."""
        while True:
            frame: dict[str, Any] = json.loads((await self.socket.receive(timeout=6)).data)
            if frame["type"] in kinds:
                return frame

    async def hello(self, token: str | None = None, person: str | None = None) -> dict[str, Any]:
        await self.send(type="hello", token=token, person=person)
        return await self.next("ready")

    async def say(self, text: str, message_id: str | None = None) -> dict[str, Any]:
        message_id = message_id or str(uuid.uuid4())
        await self.send(type="message", id=message_id, text=text)
        frame = await self.next("reply", "error")
        assert frame["to"] == message_id
        return frame


@contextlib.asynccontextmanager
async def chatting(http: aiohttp.ClientSession, base: str) -> AsyncIterator[Chat]:
    async with http.ws_connect(f"{base}/ws", max_msg_size=2**22) as socket:
        yield Chat(socket)


@pytest.fixture
async def chat(http: aiohttp.ClientSession, base: str) -> AsyncIterator[Chat]:
    async with chatting(http, base) as chat:
        yield chat


async def test_a_new_visitor_says_hello_and_is_answered(chat: Chat) -> None:
    ready = await chat.hello()
    assert (ready["resumed"], ready["history"], ready["person"]) == (False, [], None)
    await chat.send(type="message", id="m-1", text="안녕")
    assert await chat.next("typing") == {"type": "typing", "to": "m-1"}
    reply = await chat.next("reply")
    assert reply["to"] == "m-1"
    assert reply["messages"] == [{"text": "안녕하세요", "buttons": [{"title": "먹을 곳", "payload": "/food_request"}]}]


async def test_a_browser_whose_line_was_cut_comes_back_to_its_conversation(
    http: aiohttp.ClientSession, base: str, action_server: ActionServer
) -> None:
    async with chatting(http, base) as chat:
        ready = await chat.hello()
        await chat.say("안녕", "m-1")
        await chat.send(type="choose", id="m-2", payload="/food_request", title="먹을 곳")
        await chat.next("reply")
        await chat.send(type="message", id="m-3", text="배고파")  # and the line is cut
    async with chatting(http, base) as chat:
        again = await chat.hello(ready["token"])
        assert (again["resumed"], again["conversation_id"]) == (True, ready["conversation_id"])
        past = again["history"][:4]
        assert [(one["from"], one.get("id") or one.get("to")) for one in past] == [
            ("user", "m-1"),
            ("bot", "m-1"),
            ("user", "m-2"),
            ("bot", "m-2"),
        ]
        assert past[2]["text"] == "먹을 곳"
        assert past[3]["messages"] == [{"text": "찾았어요"}]
        assert (await chat.say("배고파", "m-3"))["messages"] == [{"text": "찾았어요"}]
    assert len(action_server.calls) == 2


async def test_a_shared_place_reaches_the_action(chat: Chat, action_server: ActionServer) -> None:
    await chat.hello()
    await chat.send(type="place", id="p-1", lat=37.4842, lng=126.9297, label="신림동")
    await chat.next("reply")
    (entity,) = action_server.calls[0]["tracker"]["latest_message"]["entities"]
    assert entity["value"] == {"lat": 37.4842, "lng": 126.9297, "label": "신림동"}


HOSTILE_FRAMES: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("{", "bad_frame"),
    "empty": ("", "bad_frame"),
    "a list": ("[]", "bad_frame"),
    "a number": ("5", "bad_frame"),
    "binary": (b"\x00\xff\xfe", "bad_frame"),
    "deep": ("[" * 50_000, "bad_frame"),
    "a lone surrogate": ('{"type":"message","id":"x","text":"\\ud800"}', "bad_frame"),
    "unknown type": ('{"type":"delete_all","id":"x"}', "bad_frame"),
    "a type that is none": ('{"type":{"a":1}}', "bad_frame"),
    "no id": ('{"type":"message","text":"안녕"}', "bad_id"),
    "an id of a kilobyte": (json.dumps({"type": "message", "id": "x" * 1000, "text": "안녕"}), "bad_id"),
    "a text that is none": ('{"type":"message","id":"x","text":5}', "bad_frame"),
    "501 characters": (json.dumps({"type": "message", "id": "x", "text": "가" * 501}), "too_long"),
    "a megabyte": (json.dumps({"type": "message", "id": "x", "text": "a" * 10**6}), "too_large"),
    "only a zero byte": ('{"type":"message","id":"x","text":"\\u0000"}', "empty"),
    "a command of Rasa's": ('{"type":"choose","id":"x","payload":"/restart"}', "bad_payload"),
    "a place off the earth": ('{"type":"place","id":"x","lat":999,"lng":0}', "bad_place"),
    "a second hello": ('{"type":"hello","token":null,"person":null}', "bad_frame"),
}


@pytest.mark.parametrize(("frame", "code"), HOSTILE_FRAMES.values(), ids=HOSTILE_FRAMES.keys())
async def test_a_hostile_frame_is_refused_in_korean_and_the_next_message_works(
    chat: Chat, frame: str | bytes, code: str
) -> None:
    await chat.hello()
    await (chat.socket.send_bytes(frame) if isinstance(frame, bytes) else chat.socket.send_str(frame))
    error = await chat.next("error")
    assert error["code"] == code
    assert error["message"].endswith("요.")
    assert (await chat.say("안녕"))["type"] == "reply"


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "'; DROP TABLE users; --", "/restart", "안녕\x00", "🍗"]
)
async def test_odd_texts_are_answered(chat: Chat, text: str) -> None:
    await chat.hello()
    assert (await chat.say(text))["messages"][0]["text"]
    assert (await chat.say("안녕"))["messages"][0]["text"] == "안녕하세요"


async def test_nobody_speaks_before_hello(chat: Chat) -> None:
    assert (await chat.say("안녕"))["code"] == "hello_first"
    await chat.hello()
    assert (await chat.say("안녕"))["type"] == "reply"


async def test_a_wrong_token_opens_nobody_elses_conversation(
    http: aiohttp.ClientSession, base: str, chat: Chat, tmp_path: Path
) -> None:
    victim = await chat.hello()
    await chat.say("안녕")
    forged = Tokens.load(Settings(var_dir=tmp_path)).issue("demo-12000", victim["conversation_id"])
    for token in ("x", forged, victim["token"][:-6] + "AAAAAA"):
        async with chatting(http, base) as thief:
            await thief.send(type="hello", token=token, person=None, conversation_id=victim["conversation_id"])
            assert (await thief.next("error"))["code"] == "bad_token"
            ready = await thief.next("ready")
            assert ready["conversation_id"] != victim["conversation_id"]
            assert ready["history"] == []


async def test_a_developer_can_be_a_demo_person_but_nobody_unknown(
    http: aiohttp.ClientSession, base: str, action_server: ActionServer, demo_people: dict[str, demo.Person]
) -> None:
    assert demo_people
    async with chatting(http, base) as chat:
        assert (await chat.hello(person="demo-12000"))["person"] == "demo-12000"
        await chat.say("배고파")
    assert action_server.calls[0]["tracker"]["latest_message"]["metadata"]["user_id"] == "demo-12000"
    async with chatting(http, base) as chat:
        await chat.send(type="hello", token=None, person="nobody")
        assert (await chat.next("error"))["code"] == "unknown_person"
        await chat.hello()


async def _post(http: aiohttp.ClientSession, base: str, body: Any) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with http.post(f"{base}/webhooks/rest/webhook", data=data) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"sender": "a", "message": "\\ud800"}', 400, "not_json"),
        ([], 422, "bad_frame"),
        ({"message": "hi"}, 422, "bad_sender"),
        ({"sender": 1, "message": "hi"}, 422, "bad_sender"),
        ({"sender": "a\x00", "message": "hi"}, 422, "bad_sender"),
        ({"sender": "x" * 101, "message": "hi"}, 422, "bad_sender"),
        ({"sender": "a", "message": 5}, 422, "bad_frame"),
        ({"sender": "a", "message": "hi", "message_id": "a b"}, 422, "bad_id"),
        ({"sender": "a", "message": "hi", "metadata": []}, 200, None),
        ({"sender": "a", "message": "hi", "metadata": "x"}, 422, "bad_metadata"),
        ({"sender": "a", "message": "hi", "metadata": {"admin": True}}, 422, "bad_metadata"),
        ({"sender": "a", "message": "hi", "metadata": {"user": "nobody"}}, 422, "unknown_person"),
        ({"sender": "a", "message": "hi", "metadata": {"user": "a\x00"}}, 422, "unknown_person"),
        ({"sender": "a", "message": "hi", "metadata": {"now": "yesterday"}}, 422, "bad_now"),
        ({"sender": "a", "message": "hi", "metadata": {"now": "2026-11-24T12:00:00"}}, 422, "bad_now"),
        ({"sender": "a", "message": "hi", "metadata": {"location": {"lat": 91, "lng": 0}}}, 422, "bad_place"),
        ({"sender": "a", "message": "x" * 10**6}, 413, "too_large"),
    ],
)
async def test_the_webhook_refuses_with_status_code_and_sentence(
    http: aiohttp.ClientSession, base: str, body: Any, status: int, code: str | None
) -> None:
    answered, answer = await _post(http, base, body)
    assert answered == status
    if code is not None:
        assert answer["error"]["code"] == code
        assert answer["error"]["message"].endswith("요.")
    assert (await _post(http, base, {"sender": uuid.uuid4().hex, "message": "안녕"}))[0] == 200


async def test_the_webhook_answers_too_long_and_empty_texts_kindly(http: aiohttp.ClientSession, base: str) -> None:
    for text in ("가" * 501, "", " \n "):
        status, ((message),) = await _post(http, base, {"sender": "kind", "message": text})
        assert status == 200
        assert message["recipient_id"] == "kind"
        assert message["text"].endswith("요.")


async def test_a_repeated_message_id_is_answered_from_the_first_time(
    http: aiohttp.ClientSession, base: str, conversation: str, action_server: ActionServer
) -> None:
    body = {"sender": conversation, "message": "배고파", "message_id": "m-1"}
    answers = await asyncio.gather(*(_post(http, base, body) for _ in range(5)))
    assert answers == [(200, [{"recipient_id": conversation, "text": "찾았어요"}])] * 5
    assert len(action_server.calls) == 1


async def test_ready_names_what_is_missing(http: aiohttp.ClientSession, base: str, action_server: ActionServer) -> None:
    async with http.get(f"{base}/ready") as answer:
        assert (answer.status, await answer.json()) == (
            200,
            {"ready": True, "checks": dict.fromkeys(("postgres", "redis", "rabbitmq", "actions"), "ok")},
        )
    assert action_server.calls == []


async def test_metrics_add_up_over_the_workers(http: aiohttp.ClientSession, base: str) -> None:
    async def greetings() -> float:
        async with http.get(f"{base}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        prefix = 'naviyam_turns_total{channel="rest",outcome="answered"} '
        return next((float(line.removeprefix(prefix)) for line in lines if line.startswith(prefix)), 0.0)

    before = await greetings()
    turns = [_post(http, base, {"sender": uuid.uuid4().hex, "message": "안녕"}) for _ in range(20)]
    assert {status for status, _ in await asyncio.gather(*turns)} == {200}
    assert await greetings() == before + 20


async def test_the_page_and_its_configuration_are_served(http: aiohttp.ClientSession, base: str) -> None:
    async with http.get(f"{base}/chat") as page:
        assert page.status == 200
        assert "<title>" in await page.text()
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    async with http.get(f"{base}/chat/config.json") as answer:
        configuration = await answer.json()
    assert configuration["mode"] == "development"
    assert [person["id"] for person in configuration["people"]] == [person.user_id for person in demo.PEOPLE]
    assert configuration["neighbourhoods"][0].keys() == {"label", "lat", "lng"}
    for path in ("/chat/none.js", "/chat/..%2fserver.py", "/conversations/a/tracker", "/model"):
        async with http.get(f"{base}{path}") as answer:
            assert answer.status == 404
            assert (await answer.json())["error"]["code"] == "not_found"


async def test_no_log_line_at_info_holds_what_was_said(
    http: aiohttp.ClientSession, base: str, conversation: str, logs_folder: Path
) -> None:
    secret = f"비밀{uuid.uuid4().hex}"
    for text in (secret, f"/{secret}", f'/inform{{"place": "{secret}", }}', f"배고파 {secret}"):
        await _post(http, base, {"sender": conversation, "message": text})
    written = (logs_folder / "rasa.log").read_text()
    assert secret not in written
    lines = [json.loads(line) for line in written.splitlines() if "tensorflow/" not in line]  # TF-TRT's one greeting
    assert sum(line.get("conversation_id") == conversation for line in lines) >= 4


def test_it_refuses_to_start_on_a_taken_port_and_without_a_model(
    base: str, environment: dict[str, str], logs_folder: Path, tmp_path: Path
) -> None:
    port = {"NAVIYAM_RASA__PORT": base.rpartition(":")[2]}
    for models, complaint in ((logs_folder, "cannot be used"), (tmp_path, "naviyam train")):
        ended = subprocess.run(
            [sys.executable, "-m", "rasa_bot"],
            cwd=ROOT,
            env={**environment, **port, "NAVIYAM_MODELS_DIR": str(models)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1
        assert complaint in ended.stderr
        assert "Traceback" not in ended.stderr


async def test_in_production_nobody_pretends_and_a_sender_needs_its_token(
    http: aiohttp.ClientSession, environment: dict[str, str], tiny_model: Path, tmp_path: Path
) -> None:
    Tokens.load(Settings(var_dir=tmp_path))
    production = {
        "NAVIYAM_MODE": "production",
        "NAVIYAM_WEB__PRIVATE_KEY_FILE": str(tmp_path / "keys" / "web.pem"),
        "NAVIYAM_RASA__WORKERS": "1",
    }
    with running(environment, tiny_model, tmp_path, **production) as (base, process):
        for pretence in ({"user": "demo-12000"}, {"location": {"lat": 37, "lng": 127}}, {"now": "2026-11-24"}):
            status, answer = await _post(http, base, {"sender": "a", "message": "안녕", "metadata": pretence})
            assert (status, answer["error"]["code"]) == (403, "pretence_forbidden")
        assert (await _post(http, base, {"sender": "a", "message": "안녕"}))[0] == 401
        async with chatting(http, base) as chat:
            await chat.send(type="hello", token=None, person="demo-12000")
            assert (await chat.next("error"))["code"] == "pretence_forbidden"
            ready = await chat.hello()
        bearer = {"Authorization": f"Bearer {ready['token']}"}
        for sender, status in ((ready["conversation_id"], 200), ("web-another", 403)):
            body = {"sender": sender, "message": "/food_request"}
            async with http.post(f"{base}/webhooks/rest/webhook", json=body, headers=bearer) as answer:
                assert answer.status == status
                if status == 200:
                    assert (await answer.json())[0]["text"] == "못 알아들었어요"  # typed, and no payload
        async with http.get(f"{base}/chat/config.json") as answer:
            assert (await answer.json())["people"] == []
        async with chatting(http, base) as chat:
            await chat.hello()
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert await asyncio.get_running_loop().run_in_executor(None, process.wait, 10) == 0
            assert time.monotonic() - began < 5


def test_when_one_worker_dies_the_server_ends_so_that_its_supervisor_starts_a_whole_one(
    environment: dict[str, str], tiny_model: Path, tmp_path: Path
) -> None:
    with running(environment, tiny_model, tmp_path, NAVIYAM_RASA__WORKERS="2") as (_, process):
        workers = psutil.Process(process.pid).children()
        assert len(workers) == 2
        workers[0].kill()
        assert process.wait(timeout=6) == 1
        assert not any(worker.is_running() for worker in workers)
