"""The whole system, as a person meets it: every process running on the test instance's own servers."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import requests
from psycopg.rows import dict_row

from ops.stack.supervisor import OPTIONAL, SERVERS, Supervisor, configured
from settings import ROOT, Settings

_UP_LIMIT_S = 1_500  # the first time a model is trained


@dataclasses.dataclass(frozen=True)
class System:
    """A running 나비얌."""

    settings: Settings

    @property
    def base_url(self) -> str:
        """Where the Rasa server answers."""
        return f"http://127.0.0.1:{self.settings.rasa.port}"

    def command(self, *arguments: str, time_limit_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run ``naviyam …`` for this instance."""
        return subprocess.run(
            [sys.executable, "-m", "naviyam", *arguments],
            cwd=ROOT,
            env={**os.environ, "NAVIYAM_VAR_DIR": str(self.settings.var_dir)},
            capture_output=True,
            text=True,
            timeout=time_limit_s,
            check=False,
        )

    def say(self, text: str, *, sender: str | None = None, **metadata: Any) -> list[dict[str, Any]]:
        """Send one message over Rasa's REST webhook; returns the bot's messages."""
        answer = requests.post(
            f"{self.base_url}/webhooks/rest/webhook",
            json={"sender": sender or str(uuid.uuid4()), "message": text, "metadata": metadata},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def rows(self, query: str, parameters: dict[str, Any] | tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """Ask the database directly."""
        with psycopg.connect(self.settings.postgres_dsn(), row_factory=dict_row) as connection:
            return connection.execute(query, parameters).fetchall()

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> None:
        """Change the database directly, as its owner."""
        with psycopg.connect(self.settings.postgres_dsn(owner=True)) as connection:
            connection.execute(statement, parameters)

    def stop(self, process: str) -> None:
        """Stop one process."""
        Supervisor(self.settings).stop_process(process)

    def start(self, process: str) -> None:
        """Start one process, and wait until it serves."""
        Supervisor(self.settings).start_process(process)
        started = self.command("up", time_limit_s=_UP_LIMIT_S)
        assert started.returncode == 0, started.stdout + started.stderr

    def restart(self, process: str) -> None:
        """Stop and start one process."""
        self.stop(process)
        self.start(process)


@pytest.fixture(scope="session")
def system(servers: Settings) -> Iterator[System]:
    """The whole system, started when the first test asks for it; stopped after the last unless it ran before."""
    running = System(servers)
    ours = [name for name in configured(servers) if name not in {*SERVERS, OPTIONAL}]
    supervisor = Supervisor(servers)
    was_up = all(supervisor.state(name).is_running for name in ours)
    started = running.command("up", time_limit_s=_UP_LIMIT_S)
    assert started.returncode == 0, started.stdout + started.stderr
    yield running
    if not was_up:
        for name in reversed(ours):
            supervisor.stop_process(name)
