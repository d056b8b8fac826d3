"""Whatever is thrown at the REST webhook gets a clear answer or a clear refusal, and the next message works."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests

from tests.system import System

NOISE = {
    "a message of 501 characters": "가" * 501,
    "markup": "<script>alert(1)</script><b>치킨</b>",
    "SQL": "'; DROP TABLE users; --",
    "control characters": "안녕\x01\x02\x1b[31m하세요",
    "a zero byte": "안녕\x00하세요",
    "a lone emoji": "🍗",
    "blanks": "   \n\t ",
    "a right-to-left mark": "\u202e추천해줘",
    "a payload of Rasa's own": "/restart",
    "an unknown payload": '/no_such_intent{"a": ',
}


@pytest.mark.parametrize("text", NOISE.values(), ids=NOISE.keys())
def test_noise_is_answered_and_the_next_message_works(system: System, text: str) -> None:
    sender = str(uuid.uuid4())
    noise = system.say(text, sender=sender)
    assert noise[0]["text"]
    assert "Traceback" not in str(noise)
    assert "12,000" in system.say("잔액 얼마 남았어?", sender=sender, user="demo-12000")[0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"message": "hi"}',
        b'{"sender": 1, "message": "hi"}',
        b'{"sender": "a", "message": 5}',
        b"\xff\xfe",
    ],
)
def test_a_malformed_request_is_refused_with_a_code_and_a_sentence(system: System, body: bytes) -> None:
    answer = requests.post(f"{system.base_url}/webhooks/rest/webhook", data=body, timeout=10)
    assert answer.status_code in {400, 422}
    error = answer.json()["error"]
    assert error["code"]
    assert error["message"]
    assert "Traceback" not in answer.text


def test_a_payload_of_a_megabyte_is_refused(system: System) -> None:
    body = {"sender": "big", "message": "가" * 350_000}
    answer = requests.post(f"{system.base_url}/webhooks/rest/webhook", json=body, timeout=10)
    assert answer.status_code == 413
    assert system.say("안녕", sender="big")[0]["text"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"user": "nobody-of-that-name"},
        {"location": {"lat": "north", "lng": 127}},
        {"location": {"lat": 95.0, "lng": 127.0}},
        {"now": "yesterday"},
        {"user": ["demo-12000"]},
    ],
)
def test_wrong_pretences_are_refused_with_a_reason(system: System, metadata: dict[str, Any]) -> None:
    body = {"sender": "x", "message": "안녕", "metadata": metadata}
    answer = requests.post(f"{system.base_url}/webhooks/rest/webhook", json=body, timeout=10)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
