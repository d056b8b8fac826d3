"""The model server is killed in the middle of a conversation with the Rasa server: both are real processes."""

from __future__ import annotations

import os
import signal
import uuid
from pathlib import Path

import pytest
import requests

pytest.importorskip("peft", reason="the extra is not installed: make test EXTRAS=ax")

from components.ax.arms import Arms, write_arms
from storage.postgres import Pool
from tests.rasa_bot.test_server import running
from tests.serving.conftest import Home, serving, trained

__all__ = ["trained"]

TALK = 4


def _metrics(base: str) -> str:
    return requests.get(f"{base}/metrics", timeout=10).text


def _greet(base: str, sender: str) -> str:
    answer = requests.post(f"{base}/webhooks/rest/webhook", json={"sender": sender, "message": "안녕"}, timeout=10)
    return str(answer.json()[0]["text"])


async def _notes(pool: Pool, sender: str) -> list[dict[str, str]]:
    """What each message's event says about A.X."""
    query = (
        "SELECT event->'metadata'->'ax' AS ax FROM tracker_events"
        " WHERE conversation_id = %s AND event->>'event' = 'user' ORDER BY event_id"
    )
    async with pool.autocommit() as connection:
        rows = await (await connection.execute(query, (sender,))).fetchall()
    return [row["ax"] if isinstance(row, dict) else row[0] for row in rows]


@pytest.mark.timeout(420)  # two processes start in it, which import TensorFlow and torch
async def test_every_message_is_answered_before_and_after(
    environment: dict[str, str], tiny_model: Path, trained: Home, tmp_path: Path, pool: Pool
) -> None:
    write_arms(trained.store, Arms(trained.first))
    sender = uuid.uuid4().hex
    rasa, models = tmp_path / "rasa", tmp_path / "models"
    rasa.mkdir()
    models.mkdir()
    with serving(models, trained) as server:
        asks = {
            "NAVIYAM_SERVING__URL": server.address,
            "NAVIYAM_SERVING__BREAKER_FAILURES": "2",
            "NAVIYAM_SERVING__TIMEOUT_MS": "1200",
            "NAVIYAM_RASA__WORKERS": "1",
        }
        with running(environment, tiny_model, rasa, **asks) as (base, _):
            assert [_greet(base, sender) for _ in range(TALK)] == ["안녕하세요"] * TALK
            os.kill(server.process.pid, signal.SIGSTOP)  # it hangs, with a request in it
            assert _greet(base, sender) == "안녕하세요"
            server.process.kill()  # and is gone
            assert [_greet(base, sender) for _ in range(TALK)] == ["안녕하세요"] * TALK
            shown = _metrics(base)

    notes = await _notes(pool, sender)
    assert notes[:TALK] == [{"model_version": trained.first, "arm": "stable"}] * TALK
    reasons = [note["fallback"] for note in notes[TALK:]]
    assert reasons[0] == "too_slow"
    assert reasons[1] == "unreachable"
    assert set(reasons[2:]) <= {"breaker_open", "unreachable"}
    assert "breaker_open" in reasons
    for outcome, count in (("ok", TALK), ("too_slow", 1)):
        assert f'naviyam_ax_answers_total{{outcome="{outcome}"}} {count}.0' in shown
