"""Models on disk: another version, damage and half-written files are refused, and the one in use stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from recommender.learning import artifact
from recommender.learning.artifact import Model, ModelError
from recommender.learning.layout import VERSION


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with the model ``small``, without its SavedModel."""
    target = tmp_path / "models" / "small"
    target.mkdir(parents=True)
    for name in ("model.json", "weights.npz"):
        shutil.copy(folder / "small" / name, target / name)
    return tmp_path / "models"


def test_a_model_of_another_feature_version_is_refused(own: Path) -> None:
    path = own / "small" / "model.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "features": "v0"}))
    with pytest.raises(ModelError, match="features v0"):
        artifact.load(own, "small")


def test_damaged_weights_are_refused(own: Path) -> None:
    path = own / "small" / "weights.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match="small"):
        artifact.load(own, "small")


def test_weights_that_are_no_numbers_are_refused(own: Path) -> None:
    path = own / "small" / "weights.npz"
    with np.load(path) as file:
        tables = {name: file[name] for name in file.files}
    tables["0/kernel_1"][3, 3] = np.nan
    np.savez_compressed(path, **tables)
    with pytest.raises(ModelError, match="kernel_1"):
        artifact.load(own, "small")


def test_the_pointer_names_the_model_in_use_and_a_bad_one_leaves_it(own: Path) -> None:
    assert artifact.current(own) is None
    artifact.point_at(own, "small")
    with pytest.raises(ModelError, match="cannot be read"):
        artifact.point_at(own, "missing")
    assert artifact.current(own) == "small"
    artifact.point_at(own, None)
    assert artifact.current(own) is None


@pytest.mark.parametrize("version", ["../small", "", "a/b", ".hidden"])
def test_a_version_is_no_path(own: Path, version: str) -> None:
    with pytest.raises(ModelError, match="no model can be called"):
        artifact.load(own, version)


def test_a_version_is_written_once_and_a_failed_write_leaves_nothing(own: Path, model: Model) -> None:
    with pytest.raises(ModelError, match="already"):
        artifact.write(own, model.card, model.weights, model.markov)

    def fail(_: Path) -> None:
        raise RuntimeError("the disk is full")

    card = artifact.Card(**{**vars(model.card), "version": "next"})
    with pytest.raises(RuntimeError, match="full"):
        artifact.write(own, card, model.weights, model.markov, saved_model=fail)
    assert sorted(path.name for path in own.iterdir()) == ["small"]


def test_the_models_are_listed_with_what_they_are(own: Path) -> None:
    (card,) = artifact.models(own)
    assert (card.version, card.features) == ("small", VERSION)
    assert card.metrics["validation_loss"] > 0
