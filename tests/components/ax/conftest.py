"""Tiny models of A.X's architecture, made and trained once a session; what needs them is skipped without torch.

torch and its like warn while they are imported, and warnings are errors here: so they are imported in peace first.
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from components.ax.examples import Example, of_utterances
from components.ax.labels import LabelSet
from components.evaluation import data
from settings import ROOT

if TYPE_CHECKING:
    from components.ax.base import Base
    from components.ax.training import Trained

with warnings.catch_warnings(), contextlib.suppress(ImportError):
    warnings.simplefilter("ignore")
    import components.ax.model
    import components.ax.tiny
    import components.ax.training

    # Set in tests alone: cores are shared there, and threads that wait for each other spin.
    components.ax.training.torch.set_num_threads(1)

SIX = ("balance_check", "coupon_inquiry", "food_request", "greet", "hours_inquiry", "thank")
"""Intents that the tiny model learns to tell apart."""


@dataclass(frozen=True)
class Learnt:
    """An adapter that was trained here, and how that went."""

    folder: Path
    trained: Trained
    curves: Path


@pytest.fixture(scope="session")
def utterances() -> list[data.Utterance]:
    """Our training data."""
    return data.read(data.files_of(ROOT / "data/nlu/train"))


@pytest.fixture(scope="session")
def unseen() -> list[data.Utterance]:
    """The six intents' utterances of the development set."""
    return [u for u in data.read([ROOT / "data/nlu/dev.yml"]) if u.intent in SIX]


@pytest.fixture(scope="session")
def labels() -> LabelSet:
    """The six intents, and every entity of the domain."""
    return LabelSet.of(SIX, LabelSet.of_domain(ROOT / "domain.yml").entities)


@pytest.fixture(scope="session")
def tiny(utterances: list[data.Utterance], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base model's folder."""
    folder = tmp_path_factory.mktemp("tiny")
    return components.ax.tiny.make_tiny(folder, [u.text for u in utterances])


@pytest.fixture(scope="session")
def base(tiny: Path) -> Base:
    """The base, loaded."""
    return components.ax.base.load_base(tiny, device="cpu")


@pytest.fixture(scope="session")
def six(
    base: Base, labels: LabelSet, utterances: list[data.Utterance], tmp_path_factory: pytest.TempPathFactory
) -> Learnt:
    """An adapter that tells the six intents apart."""
    folder = tmp_path_factory.mktemp("six")
    plan = components.ax.training.Plan(learning_rate=2e-3, batch_size=16, accumulation=1)
    examples = of_utterances([u for u in utterances if u.intent in SIX])
    trained = components.ax.training.train(
        base, examples, labels, folder / "adapter", plan=plan, tracking="tensorboard", logs=folder / "curves"
    )
    return Learnt(folder / "adapter", trained, folder / "curves")


@pytest.fixture(scope="session")
def other(base: Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter of the same base with fewer labels, in another order, trained on little: its answers are others."""
    folder = tmp_path_factory.mktemp("other")
    examples = [Example(f"{word} {number}", intent) for number in range(8) for intent, word in _WORDS.items()]
    plan = components.ax.training.Plan(learning_rate=1e-2, epochs=2, attention="causal")
    components.ax.training.train(base, examples, LabelSet.of(_WORDS, ["dish"]), folder, plan=plan)
    return folder


_WORDS = {"thank": "고마워", "help": "도와줘", "affirm": "응"}
