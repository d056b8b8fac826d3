"""The action server as a process: rasa-sdk's protocol, and errors that hold no tracker."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from rasa_sdk.executor import ActionExecutor

from settings import ROOT, Settings
from tests.actions.conversation import TUESDAY_NOON

SECRET = "내 카드 번호는 1234"


@pytest.fixture(scope="module")
def server(settings: Settings, environment: dict[str, str], executor: ActionExecutor) -> Iterator[str]:  # noqa: ARG001
    """A running ``python -m actions`` (the catalogue is there); its address."""
    process = subprocess.Popen([sys.executable, "-m", "actions"], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    address = f"http://127.0.0.1:{settings.actions.port}"
    deadline = time.monotonic() + 40
    while True:
        try:
            if requests.get(f"{address}/ready", timeout=1).ok:
                break
        except requests.ConnectionError:
            assert process.poll() is None, "the action server ended"
        assert time.monotonic() < deadline, "the action server is not ready"
        time.sleep(0.1)
    yield address
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0
    assert process.stdout is not None
    log = process.stdout.read().decode()
    process.stdout.close()
    assert SECRET not in log
    for line in log.splitlines():
        json.loads(line)


def call(action: str = "action_recommend", **message: Any) -> dict[str, Any]:
    metadata = {
        "user_id": "demo-12000",
        "location": {"lat": 37.4842, "lng": 126.9297},
        "now": TUESDAY_NOON.isoformat(),
    }
    latest = {"text": SECRET, "intent": {"name": "food_request"}, "entities": [], "metadata": metadata, **message}
    return {"next_action": action, "tracker": {"sender_id": "c", "slots": {}, "latest_message": latest}, "domain": {}}


@pytest.mark.parametrize("is_deflated", [False, True])
def test_an_action_is_answered(server: str, is_deflated: bool) -> None:
    body = json.dumps(call()).encode()
    headers = {"Content-Encoding": "deflate"} if is_deflated else {}
    answer = requests.post(
        f"{server}/webhook", zlib.compress(body) if is_deflated else body, headers=headers, timeout=5
    )
    assert answer.status_code == 200
    assert answer.json().keys() == {"events", "responses"}
    assert any("slate" in message["custom"] for message in answer.json()["responses"])


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"\x00\xff", {}, 400),
        (b"not deflated", {"Content-Encoding": "deflate"}, 400),
        (zlib.compress(b"0" * 30_000_000), {"Content-Encoding": "deflate"}, 400),
        (json.dumps({"next_action": "action_recommend"}).encode(), {}, 400),
        (json.dumps(call("action_unknown")).encode(), {}, 404),
        (b"x" * 9_000_000, {}, 413),
    ],
)
def test_a_call_that_is_none_is_refused_in_one_line(
    server: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = requests.post(f"{server}/webhook", body, headers=headers, timeout=5)
    assert answer.status_code == status
    assert SECRET not in answer.text
    assert "tracker" not in answer.json() or status == 400
    assert answer.json()["error"]


def test_a_fault_in_an_action_is_an_apology_and_no_error(server: str) -> None:
    answer = requests.post(f"{server}/webhook", json=call(entities="not a list of entities"), timeout=5)
    assert answer.status_code == 200
    assert SECRET not in answer.text


def test_health_readiness_and_metrics(server: str) -> None:
    assert requests.get(f"{server}/health", timeout=5).json() == {"status": "alive"}
    assert requests.get(f"{server}/ready", timeout=5).json() == {"ready": True, "checks": {"postgres": "ok"}}
    requests.post(f"{server}/webhook", json=call(), timeout=5)
    metrics = requests.get(f"{server}/metrics", timeout=5).text
    assert 'naviyam_action_seconds_count{action="action_recommend"}' in metrics
