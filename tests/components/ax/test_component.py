"""A.X's node in Rasa's graph: it takes a confident answer over, keeps what must not be lost, and runs without torch."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import components.ax.component as room
from components.ax.component import AXClassifier
from components.ax.labels import LabelSet
from components.lookup.component import KNOWN_WORDS
from components.lookup.known import known_words
from components.normaliser import normalise
from settings import ROOT, Settings
from tests.components.ax.test_arms_and_store import adapter

LOCAL = {"name": "greet", "confidence": 0.9}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "rasa"
    folder.mkdir()
    return LocalModelStorage(folder)


@pytest.fixture
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


@pytest.fixture
def component(storage: LocalModelStorage, context: ExecutionContext) -> AXClassifier:
    return AXClassifier.create(AXClassifier.get_default_config(), storage, Resource("ax"), context)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    room._say_not_configured.cache_clear()
    with caplog.at_level(logging.INFO, logger=room.__name__):
        yield caplog
    room._say_not_configured.cache_clear()


def answer(intent: str, confidence: float, *entities: dict[str, Any]) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": confidence}, {"name": "help", "confidence": 1 - confidence}]
    return {"intent": ranking[0], "ranking": ranking, "entities": list(entities), "model_version": "v", "arm": "canary"}


def entity(name: str, start: int, end: int, value: object = None, confidence: float = 0.9) -> dict[str, Any]:
    return {"entity": name, "value": value, "role": None, "start": start, "end": end, "confidence": confidence}


def understood(component: AXClassifier, text: str, metadata: object, local: list[dict[str, Any]] | None = None) -> Any:
    message = Message({"text": text, "metadata": metadata, "intent": LOCAL, "intent_ranking": [LOCAL]})
    message.set("entities", local or [])
    message.set(KNOWN_WORDS, known_words(normalise(text).text))
    component.process([message])
    return message


def test_a_confident_answer_takes_the_local_ones_place(component: AXClassifier) -> None:
    message = understood(component, "국밥집 찾아줘", {"ax": answer("food_request", 0.97, entity("dish", 0, 2, "국밥"))})
    assert message.get("intent") == {"name": "food_request", "confidence": 0.97}
    assert [entry["name"] for entry in message.get("intent_ranking")] == ["food_request", "help"]
    (found,) = message.get("entities")
    assert (found["entity"], found["value"], found["start"], found["end"]) == ("dish", "국밥", 0, 2)
    assert message.as_dict(only_output_properties=True)["understood_by"] == {"model_version": "v", "arm": "canary"}


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        "text",
        {"ax": None},
        {"ax": {"fallback": "timeout"}},
        {"ax": answer("food_request", 0.79)},
        {"ax": answer("no_such_intent", 0.99)},
        {"ax": answer("food_request", 0.99, entity("no_such_entity", 0, 2))},
        {"ax": answer("food_request", 0.99, entity("dish", 0, 2_000, "국밥"))},
        {"ax": answer("food_request", 0.99, entity("dish", 2, 2, "국밥"))},
        {"ax": answer("food_request", 0.99, entity("dish", 0, 2, ["국밥"]))},
        {"ax": answer("food_request", 1.5)},
        {"ax": answer("food_request", float("nan"))},
        {"ax": {"intent": {"name": "food_request", "confidence": 1.0}}},
        {"ax": {"ranking": [], "entities": []}},
        {"ax": "food_request"},
        {"ax": [1]},
    ],
)
def test_without_a_confident_and_sound_answer_the_local_one_stands(component: AXClassifier, metadata: object) -> None:
    local = [{"entity": "dish", "value": "국밥", "start": 0, "end": 2}]
    message = understood(component, "국밥집 찾아줘", metadata, local)
    assert message.get("intent") == LOCAL
    assert message.get("intent_ranking") == [LOCAL]
    assert message.get("entities") == local
    assert message.get("understood_by") is None


def test_an_allergy_that_only_the_local_model_found_is_kept(component: AXClassifier) -> None:
    local = [
        {"entity": "diet", "value": "peanut", "start": 0, "end": 2},
        {"entity": "dish", "value": "피자", "start": 7, "end": 9},
    ]
    given = {"ax": answer("food_request", 0.99, entity("dish", 7, 9, "피자"), entity("taste", 0, 2, "spicy"))}
    found = understood(component, "땅콩 못 먹고 피자", given, local).get("entities")
    assert [(e["entity"], e["value"]) for e in found] == [("diet", "peanut"), ("dish", "피자")]


def test_lists_know_the_value_better_and_rules_keep_what_is_theirs(component: AXClassifier) -> None:
    text = "5천원으로 중국집"
    given = answer("food_request", 0.99, entity("budget", 0, 3), entity("food_category", 6, 9), entity("taste", 3, 5))
    found = understood(component, text, {"ax": given}).get("entities")
    assert [(e["entity"], e["value"]) for e in found] == [("food_category", "중식")]


def test_doubtful_spans_are_left_out(component: AXClassifier) -> None:
    given = {"ax": answer("food_request", 0.99, entity("dish", 0, 2, "국밥", confidence=0.4))}
    assert understood(component, "국밥집 찾아줘", given).get("entities") == []


def test_not_configured_it_passes_through_and_says_so_once(
    storage: LocalModelStorage, context: ExecutionContext, log: pytest.LogCaptureFixture
) -> None:
    config = AXClassifier.get_default_config()
    for _ in range(3):
        component = AXClassifier.create(config, storage, Resource("ax"), context)
        resource = component.train(TrainingData([Message({"text": "안녕", "intent": "greet"})]))
        loaded = AXClassifier.load(config, storage, resource, context)
    assert loaded.manifest is None
    assert understood(loaded, "안녕", {}).get("intent") == LOCAL
    assert [record.message for record in log.records if "not configured" in record.message] == [
        "A.X is not configured (NAVIYAM_AX__MODEL): the local classifier answers alone."
    ]
    assert AXClassifier.fingerprint_addon(config) is None


def test_an_adapter_with_other_labels_is_told_and_not_used(
    storage: LocalModelStorage, context: ExecutionContext, log: pytest.LogCaptureFixture
) -> None:
    resource = Resource("ax")
    with storage.write_to(resource) as folder:
        folder.rmdir()
        adapter(folder)
    loaded = AXClassifier.load(AXClassifier.get_default_config(), storage, resource, context)
    assert understood(loaded, "안녕", {}).get("intent") == LOCAL
    assert any("intents missing: affirm" in record.message for record in log.records)


def test_the_rasa_models_adapter_comes_into_the_store(
    storage: LocalModelStorage, context: ExecutionContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(ax={"model": tmp_path / "base"}, models_dir=tmp_path / "models")
    monkeypatch.setattr(room, "get_settings", lambda: settings)
    resource = Resource("ax")
    with storage.write_to(resource) as folder:
        folder.rmdir()
        adapter(folder, labels=LabelSet.of_domain(ROOT / "domain.yml"))
    loaded = AXClassifier.load(AXClassifier.get_default_config(), storage, resource, context)
    assert loaded.manifest is not None
    assert loaded.manifest.base == "base"
    assert len(list(settings.ax_store.glob("*/labels.json"))) == 1


def test_rasas_process_never_loads_torch() -> None:
    program = (
        "import sys; import components.ax.component, components.ax.store, components.ax.golden, naviyam.ax; "
        "sys.exit(', '.join(m for m in ('torch', 'transformers', 'peft', 'tokenizers') if m in sys.modules) or None)"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-500:]
