"""A published turn becomes rows without what identifies a person; anything else is poison."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.worker.examples import RECEIVED_AT, body, slate_record, turn_record
from worker import turn
from worker.turn import PoisonMessage


def test_it_says_what_was_understood_and_how_long_it_took() -> None:
    row = turn.read(body(turn_record()))
    assert (row.intent, row.confidence) == ("BUDGET_INQUIRY", 0.988)
    assert row.entities == [{"entity": "budget", "role": "max", "start": 0, "end": 4, "value": 5000}]
    assert row.response_text == "두 곳을 찾았어요."
    assert row.strategy == "RulePolicy"
    assert row.processing_time_ms == 123
    assert row.model_versions == {"rasa": "abc"}
    assert row.created_at == RECEIVED_AT
    assert row.session_started_at == RECEIVED_AT - dt.timedelta(seconds=1)


def test_a_phone_number_does_not_reach_the_row() -> None:
    assert turn.read(body(turn_record())).input_text == "5천원으로 점심, 연락은 [PHONE]"


def test_a_shared_place_does_not_reach_the_row() -> None:
    record = turn_record()
    said = record["events"][3]
    said["text"] = '/inform{"place":{"lat":37.4842,"lng":126.9297,"label":"집"}}'
    said["parse_data"] = {
        "intent": {"name": "inform", "confidence": 1.0},
        "entities": [{"entity": "place", "value": {"lat": 37.4842, "lng": 126.9297, "label": "집"}}],
    }
    row = turn.read(body(record))
    assert (row.input_text, row.entities) == ("/inform", [])


def test_a_slate_is_read_as_it_was_shown() -> None:
    slate_id = uuid.uuid4()
    (slate,) = turn.read(body(slate_record(slate_id))).slates
    assert slate.slate_id == slate_id
    assert slate.relaxed == ["radius"]
    assert slate.items == [{"shop_id": 7, "name": "분식집"}]


def test_a_turn_that_failed_before_it_was_understood_is_kept() -> None:
    record = turn_record()
    record["events"][3]["parse_data"] = {}
    row = turn.read(body(record))
    assert (row.intent, row.confidence) == (None, None)
    assert row.input_text.startswith("5천원")


@pytest.mark.parametrize(
    "poison",
    [b"", b"{", b"[]", b"null", b'{"events": []}', b"\xff\xfe", body(turn_record(received_at="yesterday"))],
    ids=["empty", "cut off", "a list", "null", "nobody spoke", "no text", "no time"],
)
def test_what_is_no_turn_is_poison_and_its_error_quotes_nothing(poison: bytes) -> None:
    with pytest.raises(PoisonMessage, match=r"^no turn can be read: [A-Za-z]+$"):
        turn.read(poison)
