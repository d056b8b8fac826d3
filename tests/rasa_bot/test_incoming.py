"""Whatever comes in leaves the desk clean, or is refused with a code and a sentence."""

from __future__ import annotations

import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain

from rasa_bot.incoming import Desk, Refused, Said, message_id

DOMAIN = Domain.from_dict({"intents": ["greet", "inform", "budget_inquiry"], "entities": ["place", "budget", "diet"]})
desk = Desk(DOMAIN, max_chars=500)


def _code(call: Any, *arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    assert refused.value.sentence.endswith("요.")
    return refused.value.code


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  안녕  ", "안녕"),
        ("안녕\x00하세요", "안녕하세요"),
        ("빨강\x1b[31m", "빨강[31m"),
        ("\u202e추천해줘", "추천해줘"),
        ("한\ufeff글", "한글"),
        ("줄\n바꿈\t탭", "줄 바꿈 탭"),
        ("🍗", "🍗"),
        ("👩‍👩‍👧 🫠", "👩‍👩‍👧 🫠"),
        ("a\ud800b", "ab"),
        ("<b>치킨</b>", "<b>치킨</b>"),
        ("'; DROP TABLE users; --", "'; DROP TABLE users; --"),
        ("/restart", "/restart"),
    ],
)
def test_typed_text_is_kept_but_for_what_cannot_be_seen(typed: str, clean: str) -> None:
    assert desk.typed(typed) == Said(clean)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "empty"), (" \n\t ", "empty"), ("\x00\u200b", "empty"), ("가" * 501, "too_long"), ("가" * 10**6, "too_long")],
)
def test_nothing_and_too_much_are_refused(typed: str, code: str) -> None:
    assert _code(desk.typed, typed) == code


@pytest.mark.parametrize("value", [None, 5, ["안녕"], {"text": "안녕"}, b"x", True])
def test_what_is_no_text_is_refused(value: object) -> None:
    assert _code(desk.typed, value) == "bad_frame"


@given(st.text())
def test_any_text_is_taken_clean_or_refused(text: str) -> None:
    try:
        said = desk.typed(text)
    except Refused:
        return
    assert 0 < len(said.text) <= 500
    assert said.text.encode()
    assert "\x00" not in said.text


def test_a_button_says_what_its_payload_says() -> None:
    said = desk.chosen('/budget_inquiry{"budget": 5000, "diet": ["peanut", "egg"]}', "5천원으로")
    assert said.shown == "5천원으로"
    assert said.parse_data is not None
    assert said.parse_data["intent"] == {"name": "budget_inquiry", "confidence": 1.0}
    assert [(entity["entity"], entity["value"]) for entity in said.parse_data["entities"]] == [
        ("budget", 5000),
        ("diet", "peanut"),
        ("diet", "egg"),
    ]


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        "/back",
        "/session_start",
        "/no_such_intent",
        "greet",
        "/",
        "",
        None,
        7,
        "/greet{",
        "/greet[]",
        '/greet{"no_such_entity": 1}',
        '/inform{"place": {"a": {"b": {"c": 1}}}}',
        '/inform{"place": NaN}',
        '/inform{"place": "\\ud800"}',
        "/inform" + '{"place":' * 2000,
        f'/inform{{"diet": "{"x" * 3000}"}}',
        "/greet\nhello",
    ],
)
def test_a_payload_no_button_of_ours_holds_is_refused(payload: object) -> None:
    assert _code(desk.chosen, payload) == "bad_payload"


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(max_size=9), lambda x: st.lists(x, max_size=3)))
def test_any_value_in_a_payload_is_taken_clean_or_refused(value: Any) -> None:
    try:
        document = orjson.dumps({"diet": value}).decode()
        said = desk.chosen(f"/inform{document}")
    except (Refused, TypeError):
        return
    assert "\\u0000" not in orjson.dumps(said.parse_data).decode()


@pytest.mark.parametrize("text", ["떡볶이 먹고 싶어", '따옴표 " 와 {괄호}', "/restart"])
def test_the_retry_button_of_an_apology_says_the_same_again(text: str) -> None:
    (button,) = desk.typed(text).apology("failed")["buttons"]
    assert desk.chosen(button["payload"]) == Said(text)


def test_the_retry_button_after_a_button_is_that_button() -> None:
    said = desk.chosen('/budget_inquiry{"budget":5000}')
    (button,) = said.apology("failed")["buttons"]
    assert desk.chosen(button["payload"]) == said


def test_a_shared_place_becomes_an_inform() -> None:
    said = desk.place(37.4842, 126.9297, "신림동\x00")
    assert said.shown == "📍 신림동"
    assert said.parse_data is not None
    (entity,) = said.parse_data["entities"]
    assert entity["value"] == {"lat": 37.4842, "lng": 126.9297, "label": "신림동"}
    assert desk.place(37, 127).shown == "📍 내 위치"


@pytest.mark.parametrize(
    ("lat", "lng"),
    [(91, 0), (0, 181), ("37", 127), (None, None), (math.nan, 127), (37, math.inf), (True, True), ([37], 127)],
)
def test_a_place_off_the_earth_is_refused(lat: object, lng: object) -> None:
    assert _code(desk.place, lat, lng) == "bad_place"


def test_message_ids_are_short_and_plain() -> None:
    assert message_id("6f1c-A.b:c_1") == "6f1c-A.b:c_1"
    for value in ("", "x" * 65, "a b", "가", "a\x00", 5, None, ["a"]):
        assert _code(message_id, value) == "bad_id"
