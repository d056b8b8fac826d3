"""``naviyam recommender …`` as a person types it, from a simulated log to a model in use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from naviyam import recommender as command
from settings import Settings, get_settings
from tests.instance import environment_of

Command = Callable[..., Result]


@pytest.fixture
def naviyam(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """``naviyam("models")``: as typed on the command line, in a folder of the test's own."""
    for name, value in environment_of(settings).items():
        if name.startswith("NAVIYAM_"):
            monkeypatch.setenv(name, value)
    # The ports follow from the folder, so the database's is named before the folder is another.
    monkeypatch.setenv("NAVIYAM_POSTGRES__PORT", str(settings.postgres.port))
    monkeypatch.setenv("NAVIYAM_VAR_DIR", str(tmp_path))
    get_settings.cache_clear()
    app = typer.Typer()
    command.register(app)

    def root() -> None:
        """Keep the group a group."""

    app.callback()(root)
    yield lambda *arguments: CliRunner().invoke(app, ["recommender", *map(str, arguments)])
    monkeypatch.undo()
    get_settings.cache_clear()


def test_from_a_simulated_log_to_a_model_in_use_and_its_figures(naviyam: Command, tmp_path: Path) -> None:
    file = tmp_path / "log.npz"
    made = naviyam("simulate", "--out", file, "--users", 130, "--shops", 160, "--days", 20, "--json")
    assert made.exit_code == 0, made.stderr
    assert json.loads(made.stdout)["choices"] > 500
    trained = naviyam("train", "--data", file, "--epochs", 2, "--json")
    assert trained.exit_code == 0, trained.stderr
    said = json.loads(trained.stdout)
    assert said["in_use"]
    assert said["recorded"], trained.stderr
    assert (tmp_path / "recommender" / "models" / said["version"] / "saved_model" / "saved_model.pb").is_file()
    assert list((tmp_path / "recommender" / "tensorboard" / said["version"]).glob("events*"))
    (card,) = json.loads(naviyam("models", "--json").stdout)
    assert card["in_use"]
    judged = naviyam("evaluate", "--data", file, "--version", said["version"], "--json")
    assert judged.exit_code == 0, judged.stderr
    report = json.loads(judged.stdout)
    assert {"popularity", "LightGBM", "Wide & Deep", "oracle"} <= set(report["methods"])
    assert sum(row["requests"] for name, row in report["stages"].items() if "(" in name and name[0] in "oea") > 0
    assert naviyam("models", "--none").exit_code == 0
    assert not json.loads(naviyam("models", "--json").stdout)[0]["in_use"]


def test_without_models_one_is_told_how_to_make_one(naviyam: Command) -> None:
    assert "naviyam recommender train" in naviyam("models").stdout


def test_a_model_that_is_not_there_is_one_line_and_exit_code_1(naviyam: Command) -> None:
    refused = naviyam("models", "--use", "none-such")
    assert refused.exit_code == 1
    assert "none-such cannot be read" in refused.stderr


def test_a_missing_file_is_bad_input(naviyam: Command, tmp_path: Path) -> None:
    refused = naviyam("train", "--data", tmp_path / "none.npz")
    assert refused.exit_code == 2
    assert "naviyam recommender simulate" in refused.stderr
