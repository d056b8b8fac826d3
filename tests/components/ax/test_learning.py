"""The tiny model really learns, keeps its best, comes back from its files, and answers rows of two adapters at once."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("torch", reason="A.X needs torch; run: make test EXTRAS=ax")

import torch
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import components.ax.component as room
from components.ax.adapter import CONFIG, HEADS, LABELS, WEIGHTS, Manifest, checksums
from components.ax.base import load_base
from components.ax.component import AXClassifier
from components.ax.errors import (
    AXError,
    BadTrainingData,
    BaseNotFound,
    CorruptFile,
    ExtraMissing,
    ForeignAdapter,
    LabelMismatch,
    OutOfMemory,
    UnknownAdapter,
    WrongArchitecture,
)
from components.ax.examples import Annotation, Example
from components.ax.golden import measure
from components.ax.labels import LabelSet
from components.ax.model import AXModel
from components.ax.result import Prediction, Row
from components.ax.store import Store
from components.ax.tiny import make_tiny
from components.ax.training import Plan, Progress, train
from components.evaluation.data import Utterance
from settings import ROOT, Settings

if TYPE_CHECKING:
    from components.ax.base import Base
    from tests.components.ax.conftest import Learnt

TOLERANCE = 1e-5
"""How far a probability may move when a row is computed beside others: rounding in 32 bits (measured: below 1e-6)."""

TEXTS = ["안녕", "근처 국밥집 몇 시까지 해?", "카드 잔액 얼마 남았어", "", "qkqvlfdy 6천원 이하 ㅋㅋ", "밥 " * 60]


@pytest.fixture(scope="module")
def model(tiny: Path, six: Learnt, other: Path) -> AXModel:
    return AXModel.load(tiny, {"six": six.folder, "other": other}, device="cpu")


def close(one: Prediction, two: Prediction) -> None:
    """Same answer: same names and spans, probabilities within the tolerance."""
    chances = [dict(prediction.ranking) for prediction in (one, two)]
    assert chances[0] == pytest.approx(chances[1], abs=TOLERANCE)
    for mine, theirs in zip(one.entities, two.entities, strict=True):
        assert dataclasses.replace(mine, confidence=0) == dataclasses.replace(theirs, confidence=0)
        assert mine.confidence == pytest.approx(theirs.confidence, abs=TOLERANCE)


def copied(folder: Path, target: Path, *, vouched: bool = False) -> Path:
    """A copy of an adapter, to be damaged; `vouched` for after that by new checksums."""
    if vouched:
        content = json.loads((target / LABELS).read_text(encoding="utf-8"))
        content["files"] = checksums(target)
        (target / LABELS).write_text(json.dumps(content), encoding="utf-8")
        return target
    return Path(shutil.copytree(folder, target))


def test_six_intents_are_told_apart_on_unseen_utterances(model: AXModel, unseen: list[Utterance]) -> None:
    figures = measure(model, "six", unseen)
    assert figures.n > 80
    assert figures.accuracy >= 0.9, figures


def test_spans_are_learnt_with_their_particles_outside_and_their_values(base: Base, tiny: Path, tmp_path: Path) -> None:
    tails = (" 먹고 싶어", "을 파는 데", " 파는 집 있어", "은 어디가 맛있어", " 추천해줘")
    examples = [
        Example(f"{head}{word}{tail}", "food_request", (Annotation(at, at + len(word), label, label, value),))
        for word, label, value in (
            ("국밥", "dish", "국밥"),
            ("떡볶이", "dish", "떡볶이"),
            ("매운 거", "taste", "spicy"),
        )
        for head in ("", "오늘 ", "근처 ", "내일 ", "엄마가 ")
        for tail in tails
        for at in [len(head)]
    ]
    examples += [Example(f"{head}{tail}", "greet") for head in ("안녕", "반가워") for tail in tails]
    plan = Plan(learning_rate=5e-3, batch_size=8, accumulation=1, epochs=12, patience=100)
    train(base, examples, LabelSet.of(["food_request", "greet"], ["dish", "taste"]), tmp_path, plan=plan)
    model = AXModel.load(tiny, {"a": tmp_path}, device="cpu")
    for text, found in (
        ("근처 국밥은 어디가 맛있어?", [("dish", "국밥", "국밥")]),
        ("엄마가 떡볶이 먹고 싶어", [("dish", "떡볶이", "떡볶이")]),
        ("내일 매운 거 추천해줘", [("taste", "spicy", "매운 거")]),
        ("반가워 파는 집 있어", []),
    ):
        (answer,) = model.predict([Row(text, "", "a")])
        assert [(e.entity, e.value, text[e.start : e.end]) for e in answer.entities] == found


def test_the_best_checkpoint_is_kept_and_described(six: Learnt) -> None:
    manifest = Manifest.read(six.folder)
    assert manifest.trained["held_out"]["accuracy"] == round(six.trained.accuracy, 4)
    assert manifest.trained["plan"]["epochs"] == 3
    assert manifest.values["taste"]["매운"] == "spicy"
    config = json.loads((six.folder / CONFIG).read_text())
    assert (config["r"], config["lora_alpha"], config["lora_dropout"]) == (16, 32, 0.05)
    assert len(config["target_modules"]) == 7
    assert config["base_model_name_or_path"] is None
    assert sorted(path.name for path in six.folder.iterdir()) == sorted([CONFIG, HEADS, LABELS, WEIGHTS])


def test_the_curves_are_there(six: Learnt) -> None:
    (file,) = six.curves.glob("events.out.tfevents.*")
    content = file.read_bytes()
    for name in (b"train/loss", b"held_out/accuracy", b"held_out/tag_f1"):
        assert name in content


def test_saved_and_loaded_again_the_answers_are_the_same(tiny: Path, six: Learnt, tmp_path: Path) -> None:
    rows = [Row(text, "", "a") for text in TEXTS]
    first = AXModel.load(tiny, {"a": six.folder}, device="cpu").predict(rows)
    moved = AXModel.load(tiny, {"a": copied(six.folder, tmp_path / "copy")}, device="cpu").predict(rows)
    assert moved == first


def test_training_gives_the_base_back_as_it_was(base: Base, tiny: Path, other: Path) -> None:
    fresh = load_base(tiny, device="cpu")
    assert other.is_dir()
    assert base.model.state_dict().keys() == fresh.model.state_dict().keys()
    for name, tensor in base.model.state_dict().items():
        assert torch.equal(tensor, fresh.model.state_dict()[name]), name


def test_two_adapters_in_one_batch_answer_as_each_alone(model: AXModel) -> None:
    mixed = [Row(text, "greet utter_greet", name) for text in TEXTS for name in ("six", "other")]
    together = model.predict(mixed)
    for row, answer in zip(mixed, together, strict=True):
        close(answer, model.predict([row])[0])
    for name in ("six", "other"):
        mine = [row for row in mixed if row.adapter == name]
        alone = [answer for row, answer in zip(mixed, together, strict=True) if row.adapter == name]
        for answer, one in zip(model.predict(mine), alone, strict=True):
            close(answer, one)


def test_each_row_is_answered_by_its_own_heads(model: AXModel, tiny: Path, six: Learnt, other: Path) -> None:
    rows = [Row("고마워요", "", name) for name in ("six", "other", "six", "other", "other")]
    answers = model.predict(rows)
    for row, answer in zip(rows, answers, strict=True):
        assert answer.adapter == row.adapter
        assert {intent.name for intent in answer.ranking} == set(model.label_set(row.adapter).intents)
    swapped = AXModel.load(tiny, {"six": other, "other": six.folder}, device="cpu")
    for row, answer in zip(rows, swapped.predict(rows), strict=True):
        assert {intent.name for intent in answer.ranking} != set(model.label_set(row.adapter).intents)


def test_a_ranking_is_a_distribution_from_likely_to_unlikely(model: AXModel) -> None:
    for answer in model.predict([Row(text, "", "six") for text in TEXTS]):
        chances = [intent.confidence for intent in answer.ranking]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(1, abs=1e-5)


def test_adapters_come_and_go_while_others_answer(tiny: Path, six: Learnt, other: Path) -> None:
    model = AXModel.load(tiny, {}, device="cpu")
    assert model.adapters == ()
    with pytest.raises(UnknownAdapter, match="no adapter a is loaded; loaded: none"):
        model.predict([Row("안녕", "", "a")])
    model.add_adapter("a", six.folder)
    before = model.predict([Row("안녕", "", "a")])
    model.add_adapter("b.1", other)
    model.predict([Row("안녕", "", "b.1")])
    model.remove_adapter("b.1")
    assert model.adapters == ("a",)
    assert model.predict([Row("안녕", "", "a")]) == before
    model.remove_adapter("a")
    model.add_adapter("a", other)
    model.add_adapter("a", six.folder)
    close(model.predict([Row("안녕", "", "a")])[0], before[0])
    with pytest.raises(UnknownAdapter):
        model.remove_adapter("b.1")


def test_an_empty_batch_has_no_answers_and_a_long_text_has_one(model: AXModel) -> None:
    assert model.predict([]) == []
    text = "오늘 점심은 국밥이 먹고 싶어요 " * 600
    assert model.tokenize(text, "greet utter_greet") == 128
    (answer,) = model.predict([Row(text, "", "six")])
    assert all(0 <= e.start < e.end <= len(text) for e in answer.entities)


def test_no_row_is_answered_when_one_names_an_unknown_adapter(model: AXModel) -> None:
    with pytest.raises(UnknownAdapter, match="no adapter seven is loaded; loaded: six, other"):
        model.predict([Row("안녕", "", "six"), Row("안녕", "", "seven")])


def test_a_full_device_is_told_as_such_and_the_model_goes_on(model: AXModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(model, "_scores", full)
        with pytest.raises(OutOfMemory, match="a batch of 1"):
            model.predict([Row("안녕", "", "six")])
    assert len(model.predict([Row("안녕", "", "six")])) == 1


def test_other_labels_than_the_domains_are_refused_with_the_differences(tiny: Path, six: Learnt) -> None:
    domain = LabelSet.of_domain(ROOT / "domain.yml")
    with pytest.raises(LabelMismatch, match=r"intents missing: affirm, balance_charge, .*, unsupported_service; train"):
        AXModel.load(tiny, {"six": six.folder}, device="cpu", labels=domain)


def test_an_adapter_of_another_base_is_refused(six: Learnt, utterances: list[Utterance], tmp_path: Path) -> None:
    another = make_tiny(tmp_path / "another", [u.text for u in utterances[:200]], seed=1, vocabulary=400)
    with pytest.raises(ForeignAdapter, match=r"trained on base [0-9a-f]{16}, the base here is"):
        AXModel.load(another, {"six": six.folder}, device="cpu")


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS, HEADS, LABELS])
def test_a_cut_file_of_an_adapter_is_refused_by_name(six: Learnt, model: AXModel, tmp_path: Path, name: str) -> None:
    folder = copied(six.folder, tmp_path / "cut")
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(CorruptFile, match=name):
        model.add_adapter("cut", folder)
    assert model.adapters == ("six", "other")


@pytest.mark.parametrize("name", [WEIGHTS, HEADS])
def test_weights_that_do_not_fit_are_refused_and_leave_the_model_as_it_was(
    six: Learnt, other: Path, model: AXModel, tmp_path: Path, name: str
) -> None:
    before = model.predict([Row("안녕", "", "six")])
    folder = copied(six.folder, tmp_path / "wrong")
    content = {WEIGHTS: (folder / HEADS).read_bytes(), HEADS: (other / HEADS).read_bytes()}[name]
    (folder / name).write_bytes(content)
    copied(folder, folder, vouched=True)
    with pytest.raises(CorruptFile, match="do not fit the base"):
        model.add_adapter("wrong", folder)
    assert model.adapters == ("six", "other")
    assert model.predict([Row("안녕", "", "six")]) == before


def broken_base(tiny: Path, target: Path, **changes: object) -> Path:
    shutil.copytree(tiny, target)
    config = json.loads((target / "config.json").read_text(encoding="utf-8"))
    (target / "config.json").write_text(json.dumps({**config, **changes}), encoding="utf-8")
    return target


def test_what_is_no_base_is_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(BaseNotFound, match="no such folder"):
        load_base(tmp_path / "nowhere", device="cpu")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BaseNotFound, match="no model in it"):
        load_base(tmp_path / "empty", device="cpu")
    gpt = broken_base(tiny, tmp_path / "gpt", model_type="gpt2", architectures=["GPT2LMHeadModel"])
    with pytest.raises(WrongArchitecture, match="GPT2LMHeadModel, must be LlamaForCausalLM"):
        load_base(gpt, device="cpu")


def test_a_damaged_base_is_refused(tiny: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("config.json", "tokenizer.json", "model.safetensors")):
        folder = broken_base(tiny, tmp_path / str(number))
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(CorruptFile, match=re.escape(str(folder))):
            load_base(folder, device="cpu")
    deeper = broken_base(tiny, tmp_path / "deeper", num_hidden_layers=4)
    with pytest.raises(CorruptFile, match="of its weights are missing"):
        load_base(deeper, device="cpu")
    slow = broken_base(tiny, tmp_path / "slow")
    (slow / "tokenizer.json").unlink()
    with pytest.raises(BaseNotFound, match="fast tokenizer"):
        load_base(slow, device="cpu")


def examples_of(*intents: str, count: int = 4) -> list[Example]:
    return [Example(f"{intent} {number}", intent) for intent in intents for number in range(count)]


def test_what_cannot_be_learnt_from_is_refused(base: Base, tmp_path: Path) -> None:
    labels = LabelSet.of(["greet", "thank"], ["dish"])
    for examples, reason in (
        ([], "no examples"),
        (examples_of("greet", "help"), "labels that the domain does not have: help"),
        ([Example("국밥", "greet", (Annotation(0, 2, "taste", "taste", "hot"),))] * 4, "does not have: taste"),
        (examples_of("greet", count=1), "too few"),
    ):
        with pytest.raises(BadTrainingData, match=reason):
            train(base, examples, labels, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_training_stops_when_it_does_not_get_better(base: Base, tmp_path: Path) -> None:
    labels = LabelSet.of(["greet", "thank", "help"], ["dish"])
    told: list[Progress] = []
    plan = Plan(learning_rate=0.0, epochs=50, evaluations=1, patience=2)
    trained = train(base, examples_of("greet", "thank"), labels, tmp_path / "a", plan=plan, tell=told.append)
    assert trained.steps == 3  # one judgement to beat, and two that do not
    assert [now.step for now in told] == [1, 2, 3]
    assert told[-1].steps == 50
    assert trained.untrained_intents == ("help",)


def test_a_missing_tracker_is_told(base: Base, tmp_path: Path) -> None:
    labels = LabelSet.of(["greet", "thank"], [])
    with pytest.raises(ExtraMissing, match="Weights & Biases"):
        train(base, examples_of("greet", "thank"), labels, tmp_path / "a", tracking="wandb")


def test_sixteen_bits_answer_much_as_thirty_two(tiny: Path, six: Learnt, model: AXModel) -> None:
    half = AXModel.load(tiny, {"six": six.folder}, device="cpu", dtype="bfloat16")
    assert half.dtype == "bfloat16"
    rows = [Row(text, "", "six") for text in TEXTS]
    for mine, theirs in zip(half.predict(rows), model.predict(rows), strict=True):
        assert dict(mine.ranking) == pytest.approx(dict(theirs.ranking), abs=0.05)


def test_rasas_training_makes_an_adapter_that_comes_back(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "domain.yml").write_text("intents: [greet, thank]\nentities: [dish]\n", encoding="utf-8")
    settings = Settings(ax={"model": tiny, "device": "cpu"}, models_dir=tmp_path / "models", var_dir=tmp_path / "var")
    monkeypatch.setattr(room, "get_settings", lambda: settings)
    (tmp_path / "rasa").mkdir()
    storage, context = LocalModelStorage(tmp_path / "rasa"), ExecutionContext(GraphSchema({}))
    config = {**AXClassifier.get_default_config(), "plan": {"epochs": 1}, "domain": str(tmp_path / "domain.yml")}
    data = TrainingData([Message({"text": f"{e.text}", "intent": e.intent}) for e in examples_of("greet", "thank")])
    data.training_examples[0].set("entities", [{"start": 0, "end": 5, "entity": "dish", "value": "greet"}])

    resource = AXClassifier.create(config, storage, Resource("ax"), context).train(data)

    with storage.read_from(resource) as folder:
        assert sorted(path.name for path in folder.iterdir()) == sorted([CONFIG, HEADS, LABELS, WEIGHTS])
    loaded = AXClassifier.load(config, storage, resource, context)
    assert loaded.manifest is not None
    store = Store(settings.ax_store)
    (name,) = store.names()
    model = AXModel.load(tiny, {name: store.path(name)}, device="cpu", labels=loaded.manifest.labels)
    assert model.predict([Row("greet", "", name)])[0].intent.name in {"greet", "thank"}
    addon = AXClassifier.fingerprint_addon(config)
    assert addon == model.fingerprint == loaded.manifest.base
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "rasa", arcname=".")
    assert store.add_from_rasa(tmp_path / "model.tar.gz") == name


@pytest.mark.timeout(600)  # a process that loads Rasa, TensorFlow and torch
def test_rasa_train_puts_the_adapter_into_its_model(tiny: Path, tmp_path: Path) -> None:
    files = {
        "config.yml": f"""
recipe: default.v1
assistant_id: test
language: ko
pipeline:
  - name: components.normaliser.component.NormaliserComponent
  - name: components.ax.component.AXClassifier
    domain: {tmp_path / "domain.yml"}
    plan: {{epochs: 1}}
policies:
  - name: RulePolicy
""",
        "domain.yml": "version: '3.1'\nintents: [greet, thank]\nentities: [dish]\n",
        "data/nlu/train/all.yml": "version: '3.1'\nnlu:\n"
        + "".join(
            f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {word} [국밥](dish) {n}\n" for n in range(6))
            for intent, word in (("greet", "안녕"), ("thank", "고마워"))
        ),
        "data/rules/all.yml": "version: '3.1'\nrules:\n"
        "- rule: a\n  steps:\n  - intent: greet\n  - action: action_listen\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NAVIYAM_AX__MODEL": str(tiny),
        "NAVIYAM_AX__DEVICE": "cpu",
        "NAVIYAM_MODELS_DIR": str(tmp_path / "models"),
        "NAVIYAM_VAR_DIR": str(tmp_path / "var"),
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(tmp_path / "cache"),
    }
    model = tmp_path / "model.tar.gz"
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa_bot.training", str(model)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2_000:]
    store = Store(tmp_path / "models" / "ax")
    (name,) = store.names()
    assert store.add_from_rasa(model) == name
    assert Manifest.read(store.path(name)).labels == LabelSet.of(["greet", "thank"], ["dish"])
    assert next((tmp_path / "var/ax/curves").rglob("events.out.tfevents.*")).stat().st_size > 0


def test_a_wrong_plan_stops_rasas_training_with_a_reason(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(ax={"model": tiny, "device": "cpu"}, models_dir=tmp_path / "models", var_dir=tmp_path / "var")
    monkeypatch.setattr(room, "get_settings", lambda: settings)
    (tmp_path / "rasa").mkdir()
    storage, context = LocalModelStorage(tmp_path / "rasa"), ExecutionContext(GraphSchema({}))
    config = {**AXClassifier.get_default_config(), "plan": {"rank": 3}}
    with pytest.raises(AXError, match="rank"):
        AXClassifier.create(config, storage, Resource("ax"), context).train(TrainingData([]))
