"""The intent model: calibrated probabilities over the labels of the guide."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from components.classifier.features import Features
from components.classifier.linear import LinearModel

Probabilities = npt.NDArray[np.float32]

_NOISY_WEIGHT: Final = 0.4
_FOLDS: Final = 6  # as many as there are groups of writers, so that a fold is about one of them


class IntentModel:
    """A linear model whose margins become probabilities by one temperature (Guo et al., 2017)."""

    def __init__(self, linear: LinearModel, temperature: float) -> None:
        self._linear = linear
        self._temperature = temperature

    @property
    def labels(self) -> list[str]:
        """The intents, in the order of the probabilities."""
        return self._linear.labels

    @classmethod
    def train(
        cls, texts: Sequence[Features], labels: Sequence[str], noisy: Sequence[Sequence[Features]] = ()
    ) -> IntentModel:
        """Fit the model, and its temperature on texts held out in turn.

        The folds are stretches of the input as it came, file by file: a held-out text is then mostly another writer's.
        `noisy` are copies of all texts, in their order, that count less; the folds do without them, for their time.
        """
        folds = np.arange(len(texts)) * _FOLDS // max(1, len(texts))
        margins: list[npt.NDArray[np.float32]] = []
        truth: list[int] = []
        model = LinearModel.train(
            [*texts, *(text for copy in noisy for text in copy)],
            [*labels, *(label for _ in noisy for label in labels)],
            np.repeat([1.0, _NOISY_WEIGHT], [len(texts), len(noisy) * len(texts)]),
        )
        for fold in range(_FOLDS):
            inside = [i for i in range(len(texts)) if folds[i] != fold]
            seen = {labels[i] for i in inside}
            if seen != set(model.labels):
                continue  # too little data to hold out this stretch
            held = LinearModel.train([texts[i] for i in inside], [labels[i] for i in inside])
            for i in np.flatnonzero(folds == fold):
                margins.append(held.scores(texts[i]))
                truth.append(held.labels.index(labels[i]))
        temperature = fit_temperature(np.array(margins), np.array(truth)) if margins else 1.0
        return cls(model, temperature)

    def probabilities(self, text: Features) -> Probabilities:
        """One probability a label; they sum to one."""
        return softmax(self._linear.scores(text) / self._temperature)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._linear.save(folder / "linear.npz")
        (folder / "calibration.json").write_text(json.dumps({"temperature": self._temperature}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        return cls(LinearModel.load(folder / "linear.npz"), float(calibration["temperature"]))


def softmax(margins: npt.NDArray[np.float32]) -> Probabilities:
    """Probabilities along the last axis."""
    shifted = np.exp(margins - margins.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


def fit_temperature(margins: npt.NDArray[np.float32], truth: npt.NDArray[np.int64]) -> float:
    """The temperature under which the held-out truth is likeliest. `margins` is [texts, labels], `truth` [texts]."""
    grid = np.geomspace(0.02, 5.0, 120)
    losses = [-np.log(softmax(margins / t)[np.arange(len(truth)), truth] + 1e-9).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])
