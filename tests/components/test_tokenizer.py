"""The MeCab tokenizer: offsets on the raw text, the user dictionary, and its life in a Rasa model."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.normaliser import normalise
from components.sentences import by_kss
from components.tokenizer import SENTENCE, MecabTokenizer, tokens_of
from components.user_dictionary import DictionaryError, analyser, compile_dictionary, dish_words, shop_words
from tests.components.noisy_text import anything, chat, hostile

PLAIN = analyser([], Path("unused"))


def _tokens(text: str) -> list[Token]:
    return tokens_of(normalise(text), PLAIN)


def _check(text: str) -> None:
    tokens = _tokens(text)
    assert tokens
    position = 0
    for token in tokens:
        assert 0 <= token.start <= token.end <= len(text)
        assert token.start >= position or token.start == tokens[0].start
        position = token.start
    normalised = normalise(text)
    if normalised.text:
        assert "".join(token.text for token in tokens) == normalised.text.replace(" ", "")


@settings(deadline=None, max_examples=200)
@given(anything | chat)
def test_offsets_are_valid_for_any_text(text: str) -> None:
    _check(text)


@pytest.mark.parametrize("text", hostile, ids=lambda text: repr(text[:8]))
def test_hostile_text_gives_tokens(text: str) -> None:
    _check(text)


@pytest.mark.parametrize("text", ["오늘 저녁 뭐 먹지", "5천원 이하 떡볶이집", "김밥천국 갈래"])
def test_a_token_of_plain_text_is_the_slice_it_names(text: str) -> None:
    assert all(text[token.start : token.end] == token.text for token in _tokens(text))


def test_a_token_of_a_mended_word_points_at_what_was_typed() -> None:
    text = "cncjs 조아 ㅋㅋㅋㅋㅋ"

    spans = {token.text: text[token.start : token.end] for token in _tokens(text)}

    assert spans["추천"] == "cncjs"
    assert spans["ㅋㅋ"].startswith("ㅋ")


def test_an_inflected_morpheme_has_its_stem_as_lemma() -> None:
    assert _tokens("매운 거")[0].lemma == "맵"


def test_sentences_of_a_message_are_numbered() -> None:
    numbers = {token.text: token.get(SENTENCE) for token in _tokens("나 배고파. 근처에 김밥집 있어? 매운 거 못 먹어")}

    assert (numbers["나"], numbers["김밥"], numbers["못"]) == (0, 1, 2)


@pytest.mark.filterwarnings("ignore")  # kss and what it imports are full of invalid escapes
def test_kss_numbers_sentences_for_those_who_ask_for_it() -> None:
    tokens = tokens_of(normalise("오늘 저녁 뭐 먹지 배고프다. 근처에 김밥집 있어?"), PLAIN, by_kss())

    assert [token.get(SENTENCE) for token in tokens if token.text in ("저녁", "김밥")] == [0, 1]


def test_words_of_the_dish_table_become_single_tokens(tmp_path: Path) -> None:
    table = tmp_path / "dishes.csv"
    table.write_text(
        "dish,category,synonyms,misspellings\n로제떡볶이,분식,로제 떡볶이|로떡,로재떡볶이\n", encoding="utf-8"
    )
    words = dish_words(table)

    tokens = tokens_of(normalise("로재떡볶이 로제떡볶이집"), analyser(words, tmp_path))

    assert words == {"로제떡볶이", "로떡", "로재떡볶이"}
    assert [token.text for token in tokens] == ["로재떡볶이", "로제떡볶이", "집"]


def test_a_word_that_ends_in_a_latin_letter_does_not_keep_the_others_out(tmp_path: Path) -> None:
    tokens = tokens_of(normalise("로제떡볶이"), analyser(["불고기BLT", "로제떡볶이"], tmp_path))

    assert [token.text for token in tokens] == ["로제떡볶이"]


def test_shop_names_lose_their_branch_and_the_short_ones_go(tmp_path: Path) -> None:
    names = tmp_path / "shops.txt"
    names.write_text("김밥천국 신림점\n둘리분식\n우리\n(주)맘스터치\n", encoding="utf-8")

    assert shop_words(names) == {"김밥천국", "둘리분식", "맘스터치"}


def test_missing_files_give_no_words(tmp_path: Path) -> None:
    assert dish_words(tmp_path / "dishes.csv") == frozenset()
    assert shop_words(tmp_path / "shops.txt") == frozenset()


def test_a_dictionary_is_compiled_once_for_the_same_words(tmp_path: Path) -> None:
    first = compile_dictionary(["마라탕", "탕후루"], tmp_path)
    assert first is not None
    written = first.stat().st_mtime_ns

    assert compile_dictionary(["탕후루", "마라탕"], tmp_path) == first
    assert first.stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_a_word_list_mecab_cannot_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError):
        compile_dictionary(["a,b\nc"], tmp_path)


def _context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), "test")


def test_a_model_keeps_the_words_it_was_trained_with(tmp_path: Path) -> None:
    table = tmp_path / "dishes.csv"
    table.write_text("dish,synonyms,misspellings\n로제떡볶이,,\n", encoding="utf-8")
    config = {**MecabTokenizer.get_default_config(), "dishes": str(table), "cache": str(tmp_path / "cache")}
    (tmp_path / "model").mkdir()
    storage = LocalModelStorage.create(tmp_path / "model")
    resource = Resource("tokenizer")
    MecabTokenizer.create(config, storage, resource, _context()).train(TrainingData())
    table.unlink()

    loaded = MecabTokenizer.load(config, storage, resource, _context())
    message = Message({TEXT: "로제떡볶이 조아"})
    loaded.process([message])

    tokens = message.get(TOKENS_NAMES[TEXT])
    assert [token.text for token in tokens][:1] == ["로제떡볶이"]
    assert (tokens[0].start, tokens[0].end) == (0, 5)
