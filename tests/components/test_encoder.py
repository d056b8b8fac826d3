"""What words mean, and the encoder that reads by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from components.classifier.encoder import MOST_TOKENS, Encoder
from components.classifier.encoder_training import train_encoder
from components.classifier.meanings import WIDTH, Meanings
from components.classifier.morphemes import morphemes

INTENTS = ("hungry", "money", "way")
TAUGHT = {
    "hungry": ("배고파", "배고픈데", "너무 배고프다", "배가 고파요", "배고파 죽겠어", "아까부터 배고파"),
    "money": ("잔액 얼마야", "잔액 알려줘", "카드 잔액 얼마", "잔액이 얼마예요", "잔액 좀 보여줘", "지금 잔액"),
    "way": ("어디야 거기", "위치 알려줘", "위치가 어디예요", "거기 위치 좀", "위치 어디지", "가게 위치"),
}


def parts(text: str) -> list[tuple[str, str]]:
    return [part for morpheme in morphemes(text) for part in morpheme.parts()]


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings.distil()


@pytest.fixture(scope="module")
def encoder(meanings: Meanings) -> Encoder:
    texts = [(text, number) for number, intent in enumerate(INTENTS) for text in TAUGHT[intent]] * 12
    labels = np.array([number for _, number in texts])
    return train_encoder([parts(text) for text, _ in texts], labels, np.ones(len(texts)), meanings, epochs=12)


def alike(meanings: Meanings, one: tuple[str, str], other: tuple[str, str]) -> float:
    first, second = meanings.vectors(np.array([meanings.row(*one), meanings.row(*other)]))
    return float(first @ second)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        (("배고프", "VA"), ("허기지", "VV"), ("잔액", "NNG")),
        (("쿠폰", "NNG"), ("기프티콘", "NNP"), ("배고프", "VA")),
        (("잔액", "NNG"), ("잔고", "NNG"), ("떡볶이", "NNG")),
        (("김밥", "NNG"), ("라면", "NNG"), ("충전", "NNG")),
    ],
)
def test_a_word_is_nearer_to_its_like_than_to_another(
    meanings: Meanings, word: tuple[str, str], near: tuple[str, str], far: tuple[str, str]
) -> None:
    assert alike(meanings, word, near) > alike(meanings, word, far) + 0.1


def test_endings_are_found_however_they_are_written(meanings: Meanings) -> None:
    assert meanings.row("아요", "EF") == meanings.row("어요", "EF") >= 0
    assert meanings.row("았", "EP") == meanings.row("었", "EP") >= 0
    assert meanings.row("을까", "EF") == meanings.row("ᆯ까", "EF") >= 0


def test_what_has_no_meaning_is_zero_and_speaks_of_nothing(meanings: Meanings) -> None:
    assert meanings.row("ㅁㄴㅇㄹ", "UNKNOWN") == -1
    assert not meanings.vectors(np.array([-1])).any()
    assert not meanings.gist([("ㅁㄴㅇㄹ", "UNKNOWN")]).any()
    assert not meanings.gist([]).any()


def test_meanings_are_the_same_after_saving(meanings: Meanings, tmp_path: Path) -> None:
    meanings.save(tmp_path / "meanings.npz")
    again = Meanings.load(tmp_path / "meanings.npz")
    said = parts("매콤한 국물 떡볶이 먹고 싶어")
    assert len(again) == len(meanings)
    assert again.gist(said).shape == (WIDTH,)
    assert np.array_equal(again.gist(said), meanings.gist(said))


def test_merged_morphemes_are_taken_apart() -> None:
    assert parts("배고픈데")[0] == ("배고프", "VA")
    assert [form for form, _ in parts("했습니다")] == ["하", "았", "습니다"]
    assert [form for form, _ in parts("1+1")] == ["1", "+", "1"]


@pytest.mark.parametrize(("text", "intent"), [("허기지네", "hungry"), ("잔고 좀", "money"), ("약도 보여줘", "way")])
def test_the_encoder_understands_words_it_was_never_taught(
    encoder: Encoder, meanings: Meanings, text: str, intent: str
) -> None:
    assert INTENTS[int(encoder.scores(parts(text), meanings).argmax())] == intent


def test_the_encoder_reads_the_same_after_saving(encoder: Encoder, meanings: Meanings, tmp_path: Path) -> None:
    encoder.save(tmp_path / "encoder.npz")
    again = Encoder.load(tmp_path / "encoder.npz")
    for text in ("배고파", "잔액 얼마야", "위치 알려줘", "ㅋㅋㅋ", "", "밥 " * (MOST_TOKENS + 5)):
        # Weights are kept in half precision.
        assert np.allclose(again.scores(parts(text), meanings), encoder.scores(parts(text), meanings), atol=0.02)
