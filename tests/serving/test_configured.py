"""The model server runs, and is asked, only where somebody configured a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.stack.supervisor import configured, procfile
from settings import Settings


def test_without_a_model_it_neither_runs_nor_is_asked(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, models_dir=tmp_path)
    assert "serving" in procfile()
    assert "serving" not in configured(settings)
    assert settings.serving_url is None


def test_with_a_model_it_runs_and_is_asked_where_it_listens(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, models_dir=tmp_path, ax={"model": tmp_path / "base"})
    assert "serving" in configured(settings)
    assert settings.serving_url == f"http://127.0.0.1:{settings.serving.port}"


def test_one_on_another_machine_is_asked_and_not_run(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, models_dir=tmp_path, serving={"url": "http://gpu:8000/"})
    assert "serving" not in configured(settings)
    assert settings.serving_url == "http://gpu:8000"


def test_the_specifications_embedder_is_served_where_it_lies_and_another_where_it_is_named(tmp_path: Path) -> None:
    usual = tmp_path / "embedders" / "xlm-r-100langs-bert-base-nli-stsb-mean-tokens"
    usual.mkdir(parents=True)
    settings = Settings(var_dir=tmp_path, models_dir=tmp_path)
    assert settings.embedder_folder == usual
    assert "serving" in configured(settings)
    assert settings.serving_url is None  # it knows vectors, not intents
    named = Settings(var_dir=tmp_path, models_dir=tmp_path, serving={"embedder": tmp_path / "better"})
    assert named.embedder_folder == tmp_path / "better"


@pytest.mark.parametrize("wrong", [{"batch_max": 33}, {"window_ms": 5.1}, {"batch_max": 0}, {"timeout_ms": 0}])
def test_a_setting_beyond_the_specification_is_refused(tmp_path: Path, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(var_dir=tmp_path, serving=wrong)
