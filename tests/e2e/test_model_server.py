"""A.X in a conversation, served by a real process that is killed in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

pytest.importorskip("peft", reason="the extra is not installed: make test EXTRAS=ax")

from components.ax.arms import Arms, write_arms
from settings import ROOT, Settings
from tests.serving.conftest import Home, Server, serving, trained
from tests.system import System

__all__ = ["trained"]

TALK = ["안녕", "카드 잔액 얼마야?", "고마워", "도움말", "안녕"]
_START_S = 150.0


@pytest.fixture(scope="module")
def model_server(trained: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    write_arms(trained.store, Arms(trained.first))
    with serving(tmp_path_factory.mktemp("serving"), trained) as server:
        yield server


@pytest.fixture(scope="module")
def asking(system: System, model_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The system once more: a Rasa server of its own that asks the model server, on the same instance's servers."""
    port = Settings(var_dir=tmp_path_factory.mktemp("port")).rasa.port  # below the ports of outgoing connections
    settings = system.settings.copy(update={"rasa": system.settings.rasa.copy(update={"port": port})})
    own = {
        "VAR_DIR": settings.var_dir,
        "RASA__PORT": port,
        "RASA__WORKERS": 1,
        "SERVING__URL": model_server.address,
        "SERVING__BREAKER_FAILURES": 2,
    }
    environment = {**os.environ, **{f"NAVIYAM_{key}": str(value) for key, value in own.items()}}
    log = tmp_path_factory.mktemp("rasa") / "rasa.log"
    with log.open("w") as sink:
        rasa = subprocess.Popen([sys.executable, "-m", "rasa_bot"], cwd=ROOT, env=environment, stdout=sink, stderr=sink)
        try:
            deadline = time.monotonic() + _START_S
            while not _is_ready(port):
                assert rasa.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield System(settings)
        finally:
            rasa.terminate()
            rasa.wait(timeout=10)


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/ready", timeout=2).ok
    except requests.RequestException:
        return False


def _stored(system: System, sender: str) -> list[Any]:
    """What each message of the conversation says about A.X, in order."""
    query = (
        "SELECT event->'metadata'->'ax' AS ax FROM tracker_events"
        " WHERE conversation_id = %s AND event->>'event' = 'user' ORDER BY event_id"
    )
    return [row["ax"] for row in system.rows(query, (sender,))]


def test_a_model_server_killed_in_mid_conversation_leaves_every_message_answered(
    asking: System,
    model_server: Server,
    trained: Home,
) -> None:
    sender = str(uuid.uuid4())
    for text in TALK:
        assert asking.say(text, sender=sender, user="demo-12000")[0]["text"]
    assert _stored(asking, sender) == [{"model_version": trained.first, "arm": "stable"}] * len(TALK)

    os.kill(model_server.process.pid, signal.SIGSTOP)  # first it hangs, with a request in it, and then it is gone
    asked = time.monotonic()
    assert asking.say("안녕", sender=sender, user="demo-12000")[0]["text"]
    assert time.monotonic() - asked < 5  # what KakaoTalk waits
    model_server.process.kill()
    for text in TALK:
        assert asking.say(text, sender=sender, user="demo-12000")[0]["text"]

    reasons = [said["fallback"] for said in _stored(asking, sender)[len(TALK) :]]
    assert reasons[0] == "too_slow"
    assert set(reasons[1:]) <= {"unreachable", "breaker_open"}
    assert "breaker_open" in reasons
    shown = requests.get(f"{asking.base_url}/metrics", timeout=5).text
    assert 'naviyam_ax_answers_total{outcome="too_slow"} 1.0' in shown
    assert 'naviyam_ax_answers_total{outcome="breaker_open"}' in shown
