"""Which adapters answer: sticky arms, a file that is replaced as a whole, and what is refused. Needs no torch."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from components.ax.adapter import CONFIG, HEADS, LABELS, WEIGHTS, Manifest
from components.ax.arms import FILE, Arms, read_arms, write_arms
from components.ax.errors import (
    AdapterNotFound,
    CorruptFile,
    ForeignAdapter,
    LabelMismatch,
    PromotionRefused,
    UnknownAdapter,
)
from components.ax.golden import Figures, Thresholds, dry_run, measure
from components.ax.labels import LabelSet
from components.ax.result import Entity, Intent, Prediction, Row
from components.ax.store import Store
from components.evaluation import guide
from components.evaluation.data import Span, Utterance
from settings import ROOT

LABELS_OF_IT = LabelSet.of(["greet", "thank"], ["dish"])


def adapter(folder: Path, *, mark: str = "a", labels: LabelSet = LABELS_OF_IT) -> Path:
    """A sound adapter as far as can be told without loading its weights."""
    folder.mkdir(parents=True)
    for name in (CONFIG, WEIGHTS, HEADS):
        (folder / name).write_text(f"{name} {mark}")
    trained = {"at": "2026-11-24T11:30:00+00:00"}
    Manifest("base", labels, "bidirectional", 1.0, {"dish": {"국밥": "국밥"}}, trained).write(folder)
    return folder


def test_a_sender_stays_with_an_arm_and_the_canary_gets_its_share() -> None:
    arms = Arms("old", "new", 0.1)
    chosen = [arms.choose(f"sender {i}").arm for i in range(5_000)]
    assert chosen == [arms.choose(f"sender {i}").arm for i in range(5_000)]
    assert 0.08 < chosen.count("canary") / 5_000 < 0.12
    assert {Arms("old", "new", 0.0).choose(f"{i}").arm for i in range(100)} == {"stable"}
    assert {Arms("old", "new", 1.0).choose(f"{i}") for i in range(100)} == {("canary", "new")}


def test_another_canary_is_tried_by_other_senders() -> None:
    senders = [f"sender {i}" for i in range(2_000)]
    first, second = (
        {s for s in senders if Arms("old", name, 0.1).choose(s).arm == "canary"} for name in ("one", "two")
    )
    assert len(first & second) < len(first) / 2


def test_arms_come_back_from_their_file(tmp_path: Path) -> None:
    assert read_arms(tmp_path) is None
    write_arms(tmp_path, Arms("a", "b", 0.25, "z"))
    assert read_arms(tmp_path) == Arms("a", "b", 0.25, "z")
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"stable": ""}', '{"stable": "a", "canary_share": 2}', '{"x": 1}']
)
def test_a_file_that_holds_no_arms_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(CorruptFile, match=FILE):
        read_arms(tmp_path)


def test_an_adapter_is_stored_once_under_a_name_that_says_when(tmp_path: Path) -> None:
    store = Store(tmp_path / "ax")
    first = store.add(adapter(tmp_path / "a"))
    assert first.startswith("20261124-1130-")
    assert store.add(tmp_path / "a") == first
    second = store.add(adapter(tmp_path / "b", mark="b"))
    assert store.names() == sorted([first, second])
    assert Manifest.read(store.path(first)).labels == LABELS_OF_IT
    assert not list(store.folder.glob(".*"))


def test_promotion_and_rollback_lead_there_and_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "ax")
    one, two = store.add(adapter(tmp_path / "a")), store.add(adapter(tmp_path / "b", mark="b"))
    with pytest.raises(UnknownAdapter, match="nothing to go back to"):
        store.rollback()
    assert store.promote(one, share=0.2) == Arms(one)  # nothing to be a canary beside
    assert store.promote(two, share=0.2) == Arms(one, two, 0.2)
    assert store.rollback() == Arms(one, None, 0.2)
    assert store.promote(two) == Arms(two, None, 0.2, one)
    assert store.promote(two) == Arms(two, None, 0.2, one)
    assert store.rollback() == Arms(one, None, 0.2)
    assert store.arms() == Arms(one, None, 0.2)


def test_what_is_not_stored_or_damaged_is_not_promoted(tmp_path: Path) -> None:
    store = Store(tmp_path / "ax")
    name = store.add(adapter(tmp_path / "a"))
    for strange in ("other", "../a", "", "."):
        with pytest.raises(UnknownAdapter, match="stored: " + name):
            store.promote(strange)
    (store.path(name) / WEIGHTS).write_text("something else")
    with pytest.raises(CorruptFile, match="not the file that was saved"):
        store.promote(name)
    (store.path(name) / WEIGHTS).unlink()
    with pytest.raises(CorruptFile, match="is missing"):
        store.promote(name)
    assert store.arms() is None


def test_an_adapter_comes_out_of_a_rasa_model(tmp_path: Path) -> None:
    inside = adapter(tmp_path / "model/components/train_AXClassifier5")
    with tarfile.open(tmp_path / "with.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "model", arcname=".")
    (tmp_path / "empty").mkdir()
    with tarfile.open(tmp_path / "without.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "empty", arcname=".")
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")
    store = Store(tmp_path / "ax")
    assert store.add_from_rasa(tmp_path / "with.tar.gz") == store.add(inside)
    with pytest.raises(AdapterNotFound, match="no adapter in it"):
        store.add_from_rasa(tmp_path / "without.tar.gz")
    for name in ("broken.tar.gz", "missing.tar.gz"):
        with pytest.raises(CorruptFile, match=name):
            store.add_from_rasa(tmp_path / name)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "no JSON",
        lambda _: "[]",
        lambda content: content.replace('"format": 1', '"format": 9'),
        lambda content: content.replace('"temperature": 1.0', '"temperature": 0'),
        lambda content: content.replace('"bidirectional"', '"sideways"'),
        lambda content: content.replace('"base"', '"basis"'),
    ],
)
def test_a_damaged_description_is_refused(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    folder = adapter(tmp_path / "a")
    path = folder / LABELS
    spoilt = spoil(path.read_text(encoding="utf-8"))
    assert spoilt != path.read_text(encoding="utf-8")
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(CorruptFile, match=LABELS):
        Manifest.read(folder)


def test_no_adapter_and_an_adapter_of_another_base_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(AdapterNotFound, match="no adapter there"):
        Manifest.read(tmp_path / "nowhere")
    manifest = Manifest.read(adapter(tmp_path / "a"))
    manifest.require_base("base", "it")
    with pytest.raises(ForeignAdapter, match="trained on base base, the base here is other"):
        manifest.require_base("other", "it")


def test_the_domain_gives_the_labels_that_people_use() -> None:
    labels = LabelSet.of_domain(ROOT / "domain.yml")
    assert set(labels.intents) == guide.INTENTS
    assert {name.partition(":")[0] for name in labels.entities} == guide.ENTITIES
    assert {"budget:max", "budget:min", "budget:around"} < set(labels.entities)
    assert labels.tags[:3] == ("O", "B-budget:around", "I-budget:around")


def test_differences_of_labels_are_named() -> None:
    expected = LabelSet.of(["greet", "help"], ["dish", "taste"])
    LABELS_OF_IT.require(LABELS_OF_IT, "it")
    with pytest.raises(LabelMismatch) as caught:
        LABELS_OF_IT.require(expected, "it")
    for words in ("intents missing: help", "intents not in the domain: thank", "entities missing: taste"):
        assert words in str(caught.value)


@pytest.mark.parametrize("content", ["intents: 3", "- a", "intents: [a]", ":"])
def test_what_is_no_domain_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "domain.yml").write_text(content)
    with pytest.raises(CorruptFile, match="domain"):
        LabelSet.of_domain(tmp_path / "domain.yml")
    with pytest.raises(CorruptFile, match="nowhere"):
        LabelSet.of_domain(tmp_path / "nowhere.yml")


class Says:
    """Answers every row alike: what a dry run must measure is then known."""

    def predict(self, rows: list[Row]) -> list[Prediction]:
        ranking = (Intent("greet", 0.75), Intent("thank", 0.25))
        entity = Entity("dish", "국밥", None, 0, 2, 0.9)
        return [Prediction(row.adapter, ranking, (entity,)) for row in rows]


def test_the_dry_run_counts_intents_and_spans() -> None:
    where = Path("x.yml"), 1
    golden = [
        Utterance("국밥 안녕", "greet", (Span(0, 2, "dish", "국밥"),), *where),
        Utterance("국밥 안녕", "greet", (Span(0, 2, "taste", "hot"),), *where),
        Utterance("고마워", "thank", (), *where),
        Utterance("안녕하세요", "greet", (), *where),
    ]
    figures = measure(Says(), "a", golden)
    assert figures == Figures(n=4, accuracy=0.75, macro_f1=pytest.approx(0.4286, abs=1e-3), span_f1=0.3333, ece=0.0)


def test_only_what_reaches_the_thresholds_is_promoted() -> None:
    good, thresholds = Figures(100, 0.95, 0.95, 0.8, 0.02), Thresholds(0.9, 0.7, 0.01)
    dry_run(good, None, thresholds)
    dry_run(good, Figures(100, 0.955, 0.95, 0.805, 0.02), thresholds)
    with pytest.raises(PromotionRefused, match=r"accuracy 0\.950, must be at least 0\.990"):
        dry_run(good, None, Thresholds(0.99, 0.7, 0.01))
    with pytest.raises(PromotionRefused, match=r"span F1 0\.800, the stable adapter's is 0\.900"):
        dry_run(good, Figures(100, 0.95, 0.95, 0.9, 0.02), thresholds)


def test_arms_files_of_others_versions_are_refused_not_guessed(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"stable": "a", "canary": None, "canary_share": 0.1, "shadow": "b"}))
    with pytest.raises(CorruptFile, match="promote an adapter"):
        read_arms(tmp_path)
