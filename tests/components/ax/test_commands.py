"""``naviyam ax`` from a base to an answering adapter and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("torch", reason="A.X needs torch; run: make test EXTRAS=ax")

import naviyam.ax as commands
from components.ax.errors import AXError, BaseNotFound, PromotionRefused, UnknownAdapter
from naviyam.app import app
from settings import ROOT, Settings

DEV = ROOT / "data/nlu/dev.yml"
LENIENT = ("--accuracy", "0", "--span-f1", "0", "--loss", "1")


@pytest.fixture(scope="module")
def instance(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a tiny base; adapters lie in a folder of this module's own."""
    folder = tmp_path_factory.mktemp("instance")
    ax = {"model": tiny, "device": "cpu", "tracking": "none"}
    return Settings(ax=ax, models_dir=folder / "models", var_dir=folder / "var")


@pytest.fixture(autouse=True)
def _settings(instance: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "get_settings", lambda: instance)


def ax(*arguments: str) -> Any:
    """What the command answers as JSON.

    Raises:
        AXError: what `naviyam.app.main` turns into one line and an exit code.
    """
    result = CliRunner().invoke(app, ["ax", *arguments, "--json"])
    if isinstance(result.exception, AXError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first utterances of the development set: few, as nothing here depends on how good an adapter is."""
    lines = DEV.read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("golden") / "golden.yml"
    path.write_text("\n".join(lines[:30]) + "\n", encoding="utf-8")
    return path


@pytest.mark.timeout(600)  # trains twice, and loads the base for every judgement
def test_from_training_to_promotion_and_back(golden: Path) -> None:
    assert ax("models") == {"adapters": [], "arms": None}
    trained = ax("train", "--data", str(DEV), "--epochs", "1", "--learning-rate", "0.002", "--batch-size", "16")
    first = trained["name"]
    assert trained["untrained_intents"] == []
    assert trained["peak_mib"] is None
    second = ax("train", "--data", str(DEV), "--epochs", "1", "--accumulation", "8")["name"]

    with pytest.raises(PromotionRefused, match=r"accuracy 0\.\d+, must be at least 1\.000"):
        ax("promote", first, "--golden", str(DEV), "--accuracy", "1")
    assert ax("models")["arms"] is None

    promoted = ax("promote", first, "--golden", str(golden), *LENIENT)
    assert promoted["arms"]["stable"] == first
    assert set(promoted["dry_run"]) == {first}
    beside = ax("promote", second, "--canary", "0.2", "--golden", str(golden), *LENIENT)
    assert (beside["arms"]["canary"], beside["arms"]["canary_share"]) == (second, 0.2)
    assert set(beside["dry_run"]) == {first, second}
    assert [row["arm"] for row in ax("models")["adapters"]] == [
        {first: "stable", second: "canary"}[name] for name in sorted([first, second])
    ]
    assert ax("promote", second, "--golden", str(golden), *LENIENT)["arms"]["stable"] == second
    assert ax("rollback")["arms"]["stable"] == first
    assert ax("evaluate", first, "--golden", str(golden))["n"] > 20


def test_an_adapter_that_is_not_stored_is_told() -> None:
    for command in ("promote", "evaluate"):
        with pytest.raises(UnknownAdapter, match="no adapter nobody is stored"):
            ax(command, "nobody")


def test_without_a_base_there_is_one_line_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "get_settings", lambda: Settings(models_dir=tmp_path, var_dir=tmp_path))
    with pytest.raises(BaseNotFound, match="set NAVIYAM_AX__MODEL"):
        ax("train", "--data", str(DEV))


def test_a_tiny_base_is_made_once(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["ax", "make-tiny", str(tmp_path / "tiny")])
    assert made.exit_code == 0
    assert json.loads((tmp_path / "tiny/config.json").read_text())["architectures"] == ["LlamaForCausalLM"]
    again = CliRunner().invoke(app, ["ax", "make-tiny", str(tmp_path / "tiny")])
    assert again.exit_code == 2
