"""The worker as a process: it consumes, tells how it is, outlives poison, and ends when told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest

from settings import ROOT, Settings
from storage.bus import DEAD, Bus
from tests.worker.examples import body, turn_record


def _eventually(is_so: Callable[[], bool], *, within_s: float = 15) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def _ready(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.worker.port}/ready", timeout=3) as answer:
            return bool(json.load(answer)["ready"])
    except (urllib.error.URLError, ConnectionError):
        return False


def _metrics(settings: Settings) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{settings.worker.port}/metrics", timeout=3) as answer:
        return str(answer.read().decode())


@pytest.fixture
def worker(settings: Settings, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A running worker on this session's own queue."""
    process = subprocess.Popen(
        [sys.executable, "-m", "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        _eventually(lambda: _ready(settings))
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


async def test_it_records_turns_sends_poison_to_the_dead_and_ends_cleanly(
    bus: Bus, worker: subprocess.Popen[str], settings: Settings
) -> None:
    published = turn_record(conversation_id=uuid.uuid4().hex)
    await bus.publish("turn", b"{", "poison")
    await bus.publish("turn", body(published), "good")

    def is_recorded() -> bool:
        with psycopg.connect(settings.postgres_dsn()) as connection:
            query = "SELECT count(*) FROM conversations WHERE conversation_id = %s"
            row = connection.execute(query, [published["conversation_id"]]).fetchone()
            return row == (1,)

    _eventually(is_recorded)
    assert (await bus.waiting())[DEAD] == 1
    # The row is there a moment before the message is done with: the work that choices left comes between.
    _eventually(lambda: 'naviyam_worker_messages_total{kind="turn",outcome="done"} 1.0' in _metrics(settings))
    metrics = _metrics(settings)
    assert 'naviyam_worker_messages_total{kind="turn",outcome="dead"} 1.0' in metrics
    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    output, _ = worker.communicate(timeout=5)
    assert worker.returncode == 0
    assert time.monotonic() - began < 5
    lines = [json.loads(line) for line in output.splitlines()]
    (recorded,) = [line for line in lines if line["event"] == "turn_recorded"]
    assert recorded["conversation_id"] == published["conversation_id"]
    assert "010-1234-5678" not in output
