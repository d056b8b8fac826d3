"""What was said and shown is on record, once each, masked, and written by the worker."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from catalog.neighbourhoods import NEIGHBOURHOODS
from recommender.learning.rows import coarse_place
from tests.e2e.test_recommendation import NOON, slate_of
from tests.system import System


def eventually(system: System, query: str, parameters: tuple[Any, ...], *, rows: int) -> list[dict[str, Any]]:
    """The rows of ``query`` once there are as many as expected; the worker needs a moment."""
    deadline = time.monotonic() + 15
    while True:
        found = system.rows(query, parameters)
        if len(found) >= rows:
            return found
        assert time.monotonic() < deadline, f"{len(found)} rows instead of {rows}"
        time.sleep(0.1)


def test_a_turn_is_one_row_with_what_was_understood(system: System) -> None:
    sender = str(uuid.uuid4())
    reply = system.say("카드 잔액 얼마야?", sender=sender, user="demo-12000")
    (row,) = eventually(system, "SELECT * FROM conversations WHERE conversation_id = %s", (sender,), rows=1)
    assert row["input_text"] == "카드 잔액 얼마야?"
    assert row["response_text"].startswith(reply[0]["text"][:20])
    assert row["extracted_intent"] == "BALANCE_CHECK"
    assert 0 < row["intent_confidence"] <= 1
    assert row["user_id"] == "demo-12000"
    assert row["processing_time_ms"] >= 0


def test_a_phone_number_is_masked_before_it_is_kept(system: System) -> None:
    sender = str(uuid.uuid4())
    system.say("내 번호는 010-1234-5678 이야", sender=sender, user="demo-12000")
    (row,) = eventually(system, "SELECT input_text FROM conversations WHERE conversation_id = %s", (sender,), rows=1)
    assert "1234" not in row["input_text"]
    for log in (system.settings.var_dir / "logs").glob("*.log"):
        if log.stem not in {"postgres", "redis", "rabbitmq"}:
            assert "010-1234-5678" not in log.read_text(encoding="utf-8", errors="replace")


def test_a_slate_is_logged_as_it_was_shown(system: System) -> None:
    centre = NEIGHBOURHOODS[0]
    sender = str(uuid.uuid4())
    location = {"lat": centre.lat, "lng": centre.lng}
    slate = slate_of(system.say("6천원으로 점심", sender=sender, user="demo-12000", location=location, now=NOON))
    assert slate is not None
    (row,) = eventually(system, "SELECT * FROM recommendations_log WHERE slate_id = %s", (slate["slate_id"],), rows=1)
    lat, lng = coarse_place(centre.lat, centre.lng)
    assert row["request"] == {**slate["request"], "lat": lat, "lng": lng}, "as shown, but for the exact place"
    assert [item["shop_id"] for item in row["recommendations"]] == [item["shop_id"] for item in slate["items"]]
    assert row["user_id"] == "demo-12000"
    assert row["model_version"]


def test_every_turn_is_recorded_in_order_and_once(system: System) -> None:
    sender = str(uuid.uuid4())
    said = ["안녕", "뭐 할 수 있어?", "카드 잔액 얼마야?", "고마워", "잘 가"]
    for text in said:
        system.say(text, sender=sender, user="demo-3200")
    query = "SELECT input_text FROM conversations WHERE conversation_id = %s ORDER BY created_at, turn"
    eventually(system, query, (sender,), rows=len(said))
    time.sleep(0.5)  # a second copy would have come by now
    assert [row["input_text"] for row in system.rows(query, (sender,))] == said


def test_the_logs_are_json_lines_with_the_conversation_in_them_and_without_its_words(system: System) -> None:
    sender = str(uuid.uuid4())
    secret = f"마라탕{uuid.uuid4().hex[:8]}"
    system.say(f"{secret} 먹고 싶어", sender=sender, user="demo-12000")
    log = system.settings.var_dir / "logs" / "rasa.log"
    deadline = time.monotonic() + 10
    while sender not in log.read_text(encoding="utf-8"):  # the supervisor writes what it hears a moment later
        assert time.monotonic() < deadline, "the turn left no line in the log"
        time.sleep(0.1)
    lines = log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(entry.get("conversation_id") == sender for entry in entries)
    assert len(entries) >= 0.95 * len(lines)
    assert not any(secret in line for line in lines)
