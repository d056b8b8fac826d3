"""Every rule reads the project's table of cases exactly: span, value and role, and nothing where nothing is marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from components.normaliser import normalise
from components.rules import extract_all
from tests.components.annotated import Mark, parse


def _cases() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("rule_cases.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(entity, annotated) for entity, annotated in rows]


CASES = _cases()


@pytest.mark.parametrize(("entity", "annotated"), CASES, ids=[f"{entity}: {text}" for entity, text in CASES])
def test_a_rule_finds_what_is_marked_and_nothing_else(entity: str, annotated: str) -> None:
    text, marks = parse(annotated)
    message = normalise(text)

    found = [
        Mark(*message.raw_span(item.start, item.end), f"{item.value}:{item.role}" if item.role else str(item.value))
        for item in extract_all(message.text)
        if item.entity == entity
    ]

    assert found == marks


def test_the_table_is_wide_and_a_third_of_it_says_nothing() -> None:
    silent = sum("](" not in annotated for _, annotated in CASES)

    assert len(CASES) >= 450
    assert silent * 3 >= len(CASES)
    assert len(set(CASES)) == len(CASES)
    assert min(Counter(entity for entity, _ in CASES).values()) >= 30
