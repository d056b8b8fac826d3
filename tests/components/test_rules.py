"""Rules beside the table: any text, types of values, and the graph component."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.normaliser import normalise
from components.rules import extract_all
from components.rules.component import RuleExtractor, merge
from components.rules.numerals import number
from components.rules.resolve import EXTRACTORS
from tests.components.noisy_text import anything, chat, hostile


def _entities(text: str, earlier: list[dict[str, object]] | None = None) -> list[dict[str, object]]:
    message = Message({TEXT: text, ENTITIES: earlier or []})
    RuleExtractor().process([message])
    found: list[dict[str, object]] = message.get(ENTITIES)
    return found


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("오천", 5000),
        ("만 오천", 15_000),
        ("1.5만", 15_000),
        ("3천5백", 3500),
        ("십팔만", 180_000),
        ("1만2000", 12_000),
        ("12,000", 12_000),
        ("백이십만", 1_200_000),
        ("천이백", 1200),
    ],
)
def test_numerals_are_read_as_they_are_written(numeral: str, value: int) -> None:
    assert number(numeral) == value


def test_a_numeral_with_a_foreign_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="no part of a numeral"):
        number("오천번")


@settings(deadline=None, max_examples=150)
@given(anything | chat)
def test_any_text_gives_spans_inside_it_and_never_an_exception(text: str) -> None:
    message = normalise(text)

    for found in extract_all(message.text):
        assert 0 <= found.start < found.end <= len(message.text)
        start, end = message.raw_span(found.start, found.end)
        assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("extract", EXTRACTORS, ids=lambda extract: extract.__module__)
@pytest.mark.parametrize("text", hostile, ids=lambda text: repr(text[:8]))
def test_hostile_text_gives_a_result(extract: object, text: str) -> None:
    assert isinstance(extract(normalise(text).text), list)  # type: ignore[operator]


def test_an_entity_keeps_its_type_its_role_and_the_raw_span() -> None:
    text = "점씸 오처넌 이하로 ㅋㅋㅋㅋㅋ 둘이서"

    found = {str(entity["entity"]): entity for entity in _entities(text)}

    assert found["budget"] == {
        "entity": "budget",
        "value": 5000,
        "role": "max",
        "start": 3,
        "end": 6,
        "extractor": "rules.money",
    }
    assert text[slice(found["party_size"]["start"], found["party_size"]["end"])] == "둘이서"
    assert "role" not in found["meal_time"]


def test_a_group_word_declares_every_allergen_it_holds() -> None:
    found = {entity["value"] for entity in _entities("견과류 알레르기 있어요") if entity["entity"] == "diet"}

    assert found == {"peanut", "walnut", "pine_nut"}


def test_an_allergen_said_to_be_left_out_is_never_lost_to_a_wish() -> None:
    found = _entities("돼지고기 안 들어간 점심 먹을수 있는 식당 찾아 주세요")

    assert ("diet", "pork") in {(entity["entity"], entity["value"]) for entity in found}


def test_rules_win_where_the_guide_gives_them_the_entity() -> None:
    model = {"entity": "dish", "start": 0, "end": 3, "value": "5천원", "extractor": "model"}

    assert [entity["entity"] for entity in _entities("5천원 이하", [model])] == ["budget"]


def test_a_span_of_the_model_stays_where_both_may_speak() -> None:
    model = {"entity": "shop_name", "start": 0, "end": 6, "value": "강남역 분식", "extractor": "model"}
    rule = {"entity": "location", "start": 0, "end": 3, "value": "강남역", "extractor": "rules.place"}

    assert merge([model], [rule]) == [model]
