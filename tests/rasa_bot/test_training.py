"""A model is named by what it follows from; a failed training is one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rasa_bot import training
from rasa_bot.training import TrainingFailed
from settings import Settings


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path / "var", models_dir=tmp_path / "models")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the tiny bot."""
    return Path(shutil.copytree(Path(__file__).parent / "bot", tmp_path / "bot"))


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/nlu/train/nlu.yml", "data/rules/rules.yml", "components/new.py"]
)
def test_any_change_asks_for_a_new_model(own: Settings, root: Path, changed: str) -> None:
    before = training.model_path(own, root)
    assert training.model_path(own, root) == before
    path = root / changed
    path.parent.mkdir(exist_ok=True)
    path.write_text(path.read_text() + "\n" if path.exists() else "\n")
    assert training.model_path(own, root) != before


def test_what_the_model_does_not_follow_from_changes_nothing(own: Settings, root: Path) -> None:
    before = training.model_path(own, root)
    (root / "data" / "README.md").write_text("words")
    assert training.model_path(own, root) == before


def test_there_is_a_model_once_it_lies_there(own: Settings, root: Path) -> None:
    assert training.current_model(own, root) is None
    path = training.model_path(own, root)
    path.parent.mkdir()
    path.touch()
    assert training.train(own, root=root) == training.current_model(own, root) == path
    (root / "domain.yml").write_text("changed")
    assert training.current_model(own, root) is None
    assert training.newest_model(own) == path


def test_a_training_that_fails_is_one_line_with_the_log_and_leaves_no_model(
    own: Settings, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / "domain.yml").write_text("intents: [unclosed\n")
    with pytest.raises(
        TrainingFailed, match=r"^the model could not be trained \(.+\); see .+training\.log$"
    ) as failure:
        training.train(own, root=root)
    assert "\n" not in str(failure.value)
    assert {path.name for path in own.models_dir.iterdir()} == {"training.lock", "cache"}
    assert capfd.readouterr() == ("", "")
