"""The intent model: two voices, and calibrated probabilities over the labels of the guide.

The linear model knows every turn of phrase of the training data, typed well or badly; the encoder knows what words
mean that were never in it. What each of them is worth is fitted on texts that neither has seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from components.classifier.encoder import Encoder
from components.classifier.features import features
from components.classifier.linear import LinearModel, Seen
from components.classifier.meanings import Meanings
from components.classifier.reading import Reading

__all__ = ["IntentModel", "Text", "softmax", "text_of"]

Reals = npt.NDArray[np.float32]
Worth = tuple[float, float]

_NOISY_WEIGHT: Final = 0.4
_FOLDS: Final = 3
_EPOCHS: Final = 6
_FOLD_EPOCHS: Final = 8
"""A fold has no noisy copies, so it is gone through more often."""


class Text(NamedTuple):
    """A text as both voices want it."""

    seen: Seen
    morphemes: tuple[tuple[str, str], ...]
    """Form and tag, those merged by MeCab apart."""


def text_of(reading: Reading, meanings: Meanings) -> Text:
    """What the intent model sees of a reading."""
    parts = tuple(part for morpheme in reading.morphemes for part in morpheme.parts())
    return Text(Seen(features(reading), meanings.gist(parts)), parts)


class IntentModel:
    """The voices' scores, each by its worth, added up and made probabilities (Guo et al., 2017, with two weights)."""

    def __init__(self, linear: LinearModel, encoder: Encoder, meanings: Meanings, worth: Worth) -> None:
        self.meanings = meanings
        self._linear = linear
        self._encoder = encoder
        self._worth = worth

    @property
    def labels(self) -> list[str]:
        """The intents, in the order of the probabilities."""
        return self._linear.labels

    @classmethod
    def train(
        cls,
        texts: Sequence[Text],
        labels: Sequence[str],
        noisy: Sequence[Sequence[Text]],
        meanings: Meanings,
        tell: Callable[[str], None] = lambda _: None,
    ) -> IntentModel:
        """Fit both voices, and their worth on texts held out in turn.

        The folds are stretches of the input as it came, file by file: a held-out text is then mostly another writer's.
        `noisy` are copies of all texts, in their order, that count less; the folds do without them, for their time.

        Args:
            tell: hears what goes on, in a few words.
        """
        weights = np.repeat([1.0, _NOISY_WEIGHT], [len(texts), len(noisy) * len(texts)])
        everything = [*texts, *(text for copy in noisy for text in copy)]
        every_label = [*labels, *(label for _ in noisy for label in labels)]
        tell(f"intents: {len(everything)} texts")
        # What one text alone has, it has in its copies too: that is two thirds of all features, and helps nobody else.
        least = 2 + len(noisy)
        linear, encoder = _voices(everything, every_label, weights, meanings, least=least, epochs=_EPOCHS)
        folds = np.arange(len(texts)) * _FOLDS // max(1, len(texts))
        heard: list[Reals] = []
        truth: list[int] = []
        for fold in range(_FOLDS):
            tell(f"intents: fold {fold + 1} of {_FOLDS}")
            inside = [i for i in range(len(texts)) if folds[i] != fold]
            if {labels[i] for i in inside} != set(linear.labels):
                continue  # too little data to hold out this stretch
            held_in = [texts[i] for i in inside], [labels[i] for i in inside], np.ones(len(inside))
            one, other = _voices(*held_in, meanings, least=2, epochs=_FOLD_EPOCHS)
            for i in np.flatnonzero(folds == fold):
                heard.append(np.stack([one.scores(texts[i].seen), other.scores(texts[i].morphemes, meanings)]))
                truth.append(one.labels.index(labels[i]))
        worth = fit_worth(np.array(heard), np.array(truth)) if heard else (1.0, 1.0)
        return cls(linear, encoder, meanings, worth)

    def probabilities(self, text: Text) -> Reals:
        """One probability a label; they sum to one."""
        spoken = self._linear.scores(text.seen), self._encoder.scores(text.morphemes, self.meanings)
        return softmax(self._worth[0] * spoken[0] + self._worth[1] * spoken[1])

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._linear.save(folder / "linear.npz")
        self._encoder.save(folder / "encoder.npz")
        self.meanings.save(folder / "meanings.npz")
        (folder / "worth.json").write_text(json.dumps(self._worth), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        linear, encoder = json.loads((folder / "worth.json").read_text(encoding="utf-8"))
        return cls(
            LinearModel.load(folder / "linear.npz"),
            Encoder.load(folder / "encoder.npz"),
            Meanings.load(folder / "meanings.npz"),
            (float(linear), float(encoder)),
        )


def _voices(
    texts: Sequence[Text],
    labels: Sequence[str],
    weights: npt.NDArray[np.float64],
    meanings: Meanings,
    *,
    least: int,
    epochs: int,
) -> tuple[LinearModel, Encoder]:
    from components.classifier.encoder_training import train_encoder

    # liblinear and TensorFlow let go of the interpreter: the two are trained side by side.
    with ThreadPoolExecutor(1) as beside:
        linear = beside.submit(LinearModel.train, [text.seen for text in texts], labels, weights, least=least)
        encoder = train_encoder(
            [text.morphemes for text in texts],
            np.unique(labels, return_inverse=True)[1],  # in the order of the linear model's labels
            weights.astype(np.float32),
            meanings,
            epochs=epochs,
        )
        return linear.result(), encoder


def softmax(scores: Reals) -> Reals:
    """Probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


def fit_worth(heard: Reals, truth: npt.NDArray[np.int64]) -> Worth:
    """The factors of both voices under which the held-out truth is likeliest.

    Args:
        heard: (texts, 2, labels) scores of the linear model and of the encoder.
        truth: (texts,) numbers of labels.
    """
    from scipy.optimize import minimize

    each = np.arange(len(truth))

    def surprise(logarithms: npt.NDArray[np.float64]) -> float:
        factors = np.exp(logarithms).astype(np.float32)
        return float(-np.log(softmax(np.tensordot(heard, factors, ((1,), (0,))))[each, truth] + 1e-9).mean())

    best = np.exp(minimize(surprise, np.log([4.0, 0.5]), method="Nelder-Mead").x)
    return float(best[0]), float(best[1])
