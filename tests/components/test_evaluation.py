"""The measuring of language understanding: right figures, clear refusals, and the gate on the sealed set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from components.evaluation import lint, metrics
from components.evaluation.data import DataFault, Span, Utterance, read
from components.evaluation.noise import NOISES
from settings import ROOT

LEAST_ACCURACY = 0.93
"""Of the sealed set. The aim is 0.95 (docs/nlu.md says where we are); this gate keeps what has been reached."""


def naviyam(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "naviyam", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1_500,
        check=False,
    )


def file_with(tmp_path: Path, *examples: str, intent: str = "food_request") -> Path:
    lines = ['version: "3.1"', "nlu:", f"- intent: {intent}", "  examples: |", *(f"    - {e}" for e in examples)]
    path = tmp_path / "examples.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def heard(intent: str, confidence: float, *entities: tuple[int, int, str, str]) -> dict[str, object]:
    found = [{"start": s, "end": e, "entity": n, "value": v, "role": None} for s, e, n, v in entities]
    name = {"name": intent, "confidence": confidence}
    return {"text": "", "intent": name, "ranking": [name], "entities": found}


def said(intent: str, *spans: Span) -> Utterance:
    return Utterance("점심에 국밥", intent, spans, Path("x.yml"), 1)


def test_annotations_become_spans_of_the_plain_text(tmp_path: Path) -> None:
    path = file_with(tmp_path, '[5천원]{"entity": "budget", "value": "5000", "role": "max"}으로 [국밥](dish) 먹자')
    (utterance,) = read([path])
    assert utterance.text == "5천원으로 국밥 먹자"
    assert utterance.spans == (Span(0, 3, "budget", "5000", "max"), Span(6, 8, "dish", "국밥"))
    assert utterance.line == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no 'nlu:' list"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"nlu: [", "not YAML"),
        ("nlu:\n- intent: greet\n  examples: |\n    - [안녕](dish\n".encode(), "does not parse"),
        ('nlu:\n- intent: greet\n  examples: |\n    - [안녕]{"entity: dish}\n'.encode(), "does not parse"),
    ],
)
def test_a_broken_file_is_named_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_bytes(content)
    with pytest.raises(DataFault, match=reason) as fault:
        read([path])
    assert str(path) in str(fault.value)


@pytest.mark.parametrize(
    ("example", "intent", "reason"),
    [
        ("안녕", "hello", "unknown intent hello"),
        ("[국밥](soup_dish)", "food_request", "unknown entity soup_dish"),
        ('[내일]{"entity": "day", "value": "mañana"}', "food_request", "day cannot be mañana"),
        ('[만원]{"entity": "budget", "value": "10000"}', "food_request", "budget has the role None"),
        ('[셋]{"entity": "party_size", "value": "셋"}', "food_request", "whole number"),
    ],
)
def test_the_linter_names_what_is_outside_the_guide(tmp_path: Path, example: str, intent: str, reason: str) -> None:
    path = file_with(tmp_path, example, intent=intent)
    shown = naviyam("nlu", "lint", str(path))
    assert shown.returncode == 2
    assert reason in shown.stdout
    assert f"{path}:5" in shown.stdout.replace("\n", "")


def test_one_text_under_two_intents_is_a_problem() -> None:
    one, other = said("food_request"), said("inform")
    assert [p.reason for p in lint.problems([one, other])] == ["inform here and food_request at x.yml:1: 점심에 국밥"]


def test_the_projects_own_data_is_sound() -> None:
    shown = naviyam("nlu", "lint", "--json")
    assert shown.returncode == 0, shown.stdout[:2000]
    diversity = json.loads(shown.stdout)["diversity"]
    assert diversity["utterances"] >= 6_000
    assert len(diversity["intents"]) == 26
    assert diversity["near_duplicates"] < 0.05


def test_figures_of_a_small_set_are_those_worked_out_by_hand() -> None:
    dish = Span(4, 6, "dish", "국밥")
    utterances = [said("food_request", dish), said("food_request"), said("inform")]
    parsed = [
        heard("food_request", 0.9, (4, 6, "dish", "국밥")),
        heard("inform", 0.6, (4, 6, "dish", "국밥")),
        heard("inform", 0.8),
    ]
    intents = metrics.intent_scores(utterances, parsed)
    assert (intents["food_request"].precision, intents["food_request"].recall) == (1.0, 0.5)
    assert (intents["inform"].precision, intents["inform"].recall) == (0.5, 1.0)
    assert metrics.entity_scores(utterances, parsed)["all"].f1 == pytest.approx(2 / 3, abs=1e-4)
    assert metrics.calibration_error(utterances, parsed) == pytest.approx((0.1 + 0.6 + 0.2) / 3, abs=1e-3)
    assert metrics.confusions(utterances, parsed) == [{"true": "food_request", "predicted": "inform", "count": 1}]


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_the_same_each_time_and_takes_any_text(name: str) -> None:
    import random

    for text in ("", "?", "떡볶이 먹자", "ㅋㅋ", "abc 1"):
        assert NOISES[name](text, random.Random(3)) == NOISES[name](text, random.Random(3))


@pytest.mark.timeout(1_500)
def test_the_sealed_set_is_understood() -> None:
    shown = naviyam("nlu", "evaluate", "data/nlu/test.yml", "--no-noise", "--json")
    assert shown.returncode == 0, shown.stderr[-2000:]
    report = json.loads(shown.stdout)
    assert report["n"] >= 600
    assert report["accuracy"] >= LEAST_ACCURACY
    assert set(report) >= {"macro_f1", "entity_f1", "ece", "p50_ms", "p95_ms", "intents", "confusions", "noise"}


def test_parse_prints_one_json_line_a_text(tmp_path: Path) -> None:
    texts = ["5천원으로 점심 먹을만한 곳", "두 번째 집으로 갈래", "/restart", "ㅋㅋ"]
    file = tmp_path / "texts.txt"
    file.write_text("\n".join(texts), encoding="utf-8")
    shown = naviyam("nlu", "parse", "--file", str(file), "--json")
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [row["text"] for row in rows] == texts
    assert all(set(row) == {"text", "intent", "ranking", "entities"} for row in rows)
    budget = next(found for found in rows[0]["entities"] if found["entity"] == "budget")
    assert (budget["value"], budget["role"], budget["start"], budget["end"]) == (5000, "max", 0, 3)
    assert budget["extractor"]
