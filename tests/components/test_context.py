"""What was said before moves the reading of a bare message, and leaves a clear one alone."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from components.classifier.context import NO_CONTEXT, SAID, Context, moved
from components.evaluation.parser import Parser, understood
from rasa_bot import training
from settings import get_settings

_LINES = Path(__file__).with_name("context_cases.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split("\t")) for line in _LINES if not line.startswith("#")]


@pytest.fixture(scope="module")
def parser() -> Parser:
    model = training.train(get_settings())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own, at loading
        return Parser(model)


def test_nothing_moves_where_nobody_knows_what_was_said() -> None:
    probabilities = np.array([0.2, 0.5, 0.3], np.float32)
    assert moved(probabilities, ["a", "b", "c"], NO_CONTEXT) is probabilities


@pytest.mark.parametrize("said", SAID)
def test_moved_probabilities_are_probabilities(said: str) -> None:
    labels = ["menu_inquiry", "balance_check", "inform"]
    after = moved(np.array([0.1, 0.8, 0.1], np.float32), labels, Context(said=said))
    assert after.sum() == pytest.approx(1)
    assert (after > 0).all()


def test_a_price_asked_after_a_slate_is_a_menus() -> None:
    labels = ["menu_inquiry", "balance_check"]
    after = moved(np.array([0.1, 0.9], np.float32), labels, Context(said="slate"))
    assert after[0] > after[1]


@pytest.mark.parametrize(("said", "text", "intent"), CASES)
def test_the_same_words_are_read_where_they_are_said(parser: Parser, said: str, text: str, intent: str) -> None:
    ((parsed, _),) = parser.parse([text], said)
    assert understood(parsed) == intent
