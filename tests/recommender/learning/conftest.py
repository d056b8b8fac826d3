"""A small town's log, and a model of it: made once a session."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

import pytest

from recommender.learning import artifact, publishing
from recommender.learning.artifact import Model
from recommender.learning.dataset import Dataset
from recommender.learning.examples import Slates
from recommender.learning.network import Hyperparameters
from recommender.learning.next_order import Markov
from recommender.learning.training import Trained
from recommender.simulate.run import Size, simulate

SMALL = Size(users=150, shops=100, districts=1, days=30, test_days=6)
Learnt = tuple[Trained, Markov, Slates]


@pytest.fixture(scope="session")
def log() -> Dataset:
    return simulate(SMALL, seed=3)


@pytest.fixture(scope="session")
def learnt(log: Dataset) -> Learnt:
    return publishing.train(log, Hyperparameters(epochs=6, deep_rate=2e-3))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, log: Dataset, learnt: Learnt) -> Path:
    """A folder with the published model ``small``."""
    path = tmp_path_factory.mktemp("models")
    trained, markov, valid = learnt
    publishing.publish(path, "small", log, trained, markov, valid, {})
    return path


@pytest.fixture(scope="session")
def model(folder: Path) -> Model:
    return artifact.load(folder, "small")
