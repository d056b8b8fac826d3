"""Every process tells how it is, and the commands tell the person at the keyboard."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest
import requests

from tests.system import System

OURS = ("rasa", "actions", "worker")


def address(system: System, process: str) -> str:
    """Where a process of ours answers."""
    return f"http://127.0.0.1:{getattr(system.settings, process).port}"


@pytest.mark.parametrize("process", OURS)
def test_every_process_is_alive_and_ready(system: System, process: str) -> None:
    alive = requests.get(f"{address(system, process)}/health", timeout=5)
    ready = requests.get(f"{address(system, process)}/ready", timeout=5)
    assert (alive.status_code, alive.json()["status"]) == (200, "alive")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert set(ready.json()["checks"].values()) == {"ok"}


@pytest.mark.parametrize("process", OURS)
def test_every_process_shows_metrics_to_prometheus(system: System, process: str) -> None:
    system.say("안녕")
    shown = requests.get(f"{address(system, process)}/metrics", timeout=5)
    assert shown.status_code == 200
    assert "naviyam_" in shown.text


def test_status_shows_every_process_with_port_health_and_memory(system: System) -> None:
    shown = system.command("status", "--json")
    rows = {row["name"]: row for row in json.loads(shown.stdout)}
    assert shown.returncode == 0
    assert set(rows) == {"postgres", "redis", "rabbitmq", "actions", "worker", "rasa"}
    assert all(row["is_ready"] and row["memory_mb"] > 0 and row["port"] > 0 for row in rows.values())


def test_the_doctor_finds_nothing_wrong_with_a_running_system(system: System) -> None:
    shown = system.command("doctor", "--json")
    wrong = [finding for finding in json.loads(shown.stdout) if not finding["is_well"]]
    assert (wrong, shown.returncode) == ([], 0)


def test_a_killed_action_server_leaves_nobody_in_silence_and_comes_back(system: System) -> None:
    pid = next(row["pid"] for row in json.loads(system.command("status", "--json").stdout) if row["name"] == "actions")
    os.kill(pid, signal.SIGKILL)
    asked = time.monotonic()
    messages = system.say("카드 잔액 얼마야?", user="demo-12000")
    assert time.monotonic() - asked < 5
    assert messages[0]["text"]
    deadline = time.monotonic() + 30
    while "12,000" not in system.say("카드 잔액 얼마야?", user="demo-12000")[0]["text"]:
        assert time.monotonic() < deadline
        time.sleep(0.5)
