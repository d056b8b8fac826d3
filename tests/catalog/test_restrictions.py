"""One table of words for what must not be eaten, read alike in a list and in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import restrictions
from catalog.errors import DictionaryError
from catalog.restrictions import diet_values
from components.rules.diet import extract
from components.rules.diet_words import groups, substances
from settings import ROOT

TABLE = [
    (values.split("+"), word)
    for line in (ROOT / "data" / "lookups" / "diet.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
    for values, _, words in [line.partition("\t")]
    for word in words.split("|")
]
IN_SENTENCES = [(values, word) for values, word in TABLE if not word.startswith("(")]


@pytest.mark.parametrize(("values", "word"), TABLE, ids=[word for _, word in TABLE])
def test_a_word_alone_is_what_the_table_says(values: list[str], word: str) -> None:
    assert list(diet_values(word.strip("()"))) == values


@pytest.mark.parametrize(("values", "word"), IN_SENTENCES, ids=[word for _, word in IN_SENTENCES])
def test_a_word_in_a_sentence_is_read_as_the_same(values: list[str], word: str) -> None:
    assert sorted(found.value for found in extract(f"저는 {word} 못 먹어요")) == sorted(values)


def test_both_readers_know_the_same_words() -> None:
    in_sentences = {**{word: (value,) for word, value in substances().items()}, **groups()}
    assert {word: diet_values(word) for word in in_sentences} == in_sentences
    assert {word for _, word in IN_SENTENCES} == set(in_sentences)
    assert len(TABLE) == len({word.strip("()") for _, word in TABLE}), "a word stands for one thing"


def test_what_counts_alone_only_is_not_found_within_a_sentence() -> None:
    assert diet_values("게") == ("crab",)
    assert extract("그렇게 먹고 싶어") == []
    assert "게" not in substances()


@pytest.mark.parametrize("line", ["peanut", "\t땅콩", "peanut\t", "peanut\t땅콩\nsoy\t땅콩"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "diet.tsv"
    path.write_text(f"# head\n{line}\n", encoding="utf-8")
    with pytest.raises(DictionaryError, match=r"diet\.tsv, line [23]"):
        restrictions._table.__wrapped__(path)
