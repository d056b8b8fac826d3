"""Offsets: whatever somebody types, spans are whole characters of it, and annotated spans come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="A.X needs torch; run: make test EXTRAS=ax")

from components.ax.encoding import Encoder, Gold, context_text, tags_of
from components.ax.errors import CorruptFile
from components.ax.spans import Tagged, entities_of
from components.ax.tiny import make_tiny
from components.classifier.entities import Values
from components.evaluation.data import Utterance, read
from settings import ROOT
from tests.components.noisy_text import anything, chat, hostile

NO_VALUES = Values({})
MANY = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def encoder(tiny: Path) -> Encoder:
    return Encoder.load(tiny, 128)


@pytest.fixture(scope="module")
def bytewise(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """A tokenizer that learnt nothing: each byte of a Hangul syllable is a token."""
    return Encoder.load(make_tiny(tmp_path_factory.mktemp("bytes"), [], vocabulary=259, layers=1, hidden=16), 128)


@pytest.mark.parametrize("text", hostile)
def test_worst_cases_are_encoded_within_the_cap(encoder: Encoder, bytewise: Encoder, text: str) -> None:
    for one in (encoder, bytewise):
        encoded = one.encode(text, "greet utter_greet " * 100)
        assert 0 < len(encoded) <= 128
        assert all(0 <= s.start <= s.end <= len(encoded.normalised.text) for s in encoded.spans)


@MANY
@given(st.one_of(anything, chat), st.data())
@example("\ud800", None)
def test_whatever_is_tagged_is_a_span_of_the_raw_text(bytewise: Encoder, text: str, draw: st.DataObject | None) -> None:
    encoded = bytewise.encode(text)
    tags = ["O", "B-dish", "I-dish", "B-taste", "I-taste"]
    size = len(encoded.spans)
    chosen = (
        ["B-dish"] * size if draw is None else draw.draw(st.lists(st.sampled_from(tags), min_size=size, max_size=size))
    )
    found = entities_of(encoded, [Tagged(tag, 0.9) for tag in chosen], NO_VALUES)
    at = 0
    for entity in found:
        assert at <= entity.start < entity.end <= len(text)
        surface = text[entity.start : entity.end]
        assert surface == surface.strip()
        at = entity.end


@MANY
@given(st.lists(st.sampled_from(["떡볶이", "마라탕", "뷁", "😀", "국밥", "학교에서"]), min_size=1, max_size=8))
def test_a_span_is_whole_characters_even_where_tokens_are_bytes(bytewise: Encoder, words: list[str]) -> None:
    text = " ".join(words)
    encoded = bytewise.encode(text)
    assert len(encoded.spans) >= len(text.replace(" ", ""))
    characters = []
    for index, token in enumerate(encoded.spans):
        tagged = [Tagged("B-dish" if i == index else "O", 0.9) for i in range(len(encoded.spans))]
        for entity in entities_of(encoded, tagged, NO_VALUES):
            assert entity.end == entity.start + 1
            raw = encoded.normalised.raw_span(token.start, token.end)
            assert (entity.start, entity.end) == raw
            characters.append(entity.start)
    assert sorted(set(characters)) == [i for i, character in enumerate(text) if not character.isspace()]
    assert len(characters) > len(set(characters))  # some characters are several tokens, each of which tells all of it


def gold_of(utterance: Utterance) -> list[Gold]:
    return [Gold(span.start, span.end, span.entity) for span in utterance.spans]


def came_back(encoder: Encoder, utterance: Utterance) -> set[tuple[int, int, str]]:
    encoded = encoder.encode(utterance.text)
    tagged = [Tagged(tag, 1.0) for tag in tags_of(encoded, gold_of(utterance))]
    return {(e.start, e.end, e.entity) for e in entities_of(encoded, tagged, NO_VALUES)}


def test_annotated_spans_survive_tagging_and_reading_back(encoder: Encoder) -> None:
    utterances = read([ROOT / "data/nlu/dev.yml", ROOT / "data/nlu/dev_conversations.yml"])
    wanted = {(i, *gold) for i, u in enumerate(utterances) for gold in gold_of(u)}
    got = {(i, *found) for i, u in enumerate(utterances) for found in came_back(encoder, u)}
    assert len(wanted & got) / len(wanted) >= 0.985
    assert len(wanted & got) / len(got) >= 0.985


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("학교에서 국밥", 0, 2),
        ("쀍 akfkxkd 먹고싶다", 2, 9),
        ("5처넌으로 떡보끼", 0, 3),
        ("매워서   마라탕ㅠㅠ은 시러", 6, 9),
        ("ㄱㅏ나다 국밥집😀", 5, 7),
        ("\u1100\u1161\u11a8 국밥", 4, 6),
    ],
)
def test_noisy_text_gives_the_surface_as_typed(encoder: Encoder, text: str, start: int, end: int) -> None:
    utterance = Utterance(text, "food_request", (), Path("x"), 1)
    encoded = encoder.encode(utterance.text)
    tagged = [Tagged(tag, 1.0) for tag in tags_of(encoded, [Gold(start, end, "dish")])]
    (entity,) = entities_of(encoded, tagged, NO_VALUES)
    assert text[entity.start : entity.end] == text[start:end]


def test_of_a_long_text_the_middle_is_left_out_and_no_span_reaches_over_it(encoder: Encoder) -> None:
    text = "국밥 " * 300 + "마라탕 먹자"
    encoded = encoder.encode(text, "greet utter_greet")
    assert len(encoded) == 128
    assert encoded.cut is not None
    assert encoded.normalised.text[encoded.spans[-1].start : encoded.spans[-1].end] in "먹자"
    tagged = [Tagged("B-dish" if i == 0 else "I-dish", 0.9) for i in range(len(encoded.spans))]
    before, behind = entities_of(encoded, tagged, NO_VALUES)
    assert before.end < behind.start


def test_context_stands_before_the_utterance_and_gives_way_to_it(encoder: Encoder) -> None:
    alone, with_context = encoder.encode("국밥"), encoder.encode("국밥", context_text("greet", "utter_greet"))
    assert with_context.ids[-len(alone.spans) :] == alone.ids[-len(alone.spans) :]
    assert len(with_context) > len(alone)
    assert with_context.spans == alone.spans
    long = "국밥 먹자 " * 100
    assert encoder.encode(long, "greet utter_greet").ids == encoder.encode(long).ids
    assert context_text(None, None) == ""
    assert context_text(None, "utter_greet") == "utter_greet"


def test_a_special_token_that_somebody_types_is_text(encoder: Encoder) -> None:
    separator = encoder.encode("").ids[-1]
    assert encoder.encode("국밥 </s> <s>").ids.count(separator) == 1


def test_without_anything_to_part_the_context_a_tokenizer_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    content = (tiny / "tokenizer.json").read_text(encoding="utf-8").replace("</s>", "<end>")
    (tmp_path / "tokenizer.json").write_text(content, encoding="utf-8")
    with pytest.raises(CorruptFile, match="separator"):
        Encoder.load(tmp_path, 128)
