"""A linear model over named features and what a text speaks of: trained by liblinear, applied in NumPy."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from components.classifier.features import Features

Scores = npt.NDArray[np.float32]

_C: Final = 0.3
_GIST: Final = 1.5
"""How much what a text speaks of weighs beside a group of features."""


class Seen(NamedTuple):
    """A text as the linear model sees it."""

    features: Features
    gist: Scores
    """`Meanings.gist`, of length one, or zero."""

    def shared(self) -> Seen:
        """The same, with names that others of the process have too; for keeping many."""
        return self._replace(features={group: [*map(sys.intern, names)] for group, names in self.features.items()})


class LinearModel:
    """One score a label: the sum of the weights of a text's features, each group scaled by tf-idf to length one."""

    def __init__(
        self,
        labels: Sequence[str],
        vocabulary: dict[str, int],
        idf: Scores,
        weights: Scores,
        gist_weights: Scores,
        bias: Scores,
    ) -> None:
        self.labels = list(labels)
        self._vocabulary = vocabulary
        self._idf = idf  # [features]
        self._weights = weights  # [features, labels]
        self._gist_weights = gist_weights  # [gist, labels]
        self._bias = bias  # [labels]

    @classmethod
    def train(
        cls,
        texts: Sequence[Seen],
        labels: Sequence[str],
        weights: npt.NDArray[np.float64] | None = None,
        *,
        least: int = 2,
    ) -> LinearModel:
        """Fit to texts and their labels; `weights` are those of the examples.

        Args:
            least: a feature seen fewer times is not kept.
        """
        from scipy.sparse import csr_matrix, hstack
        from sklearn.svm import LinearSVC

        counts: Counter[str] = Counter()
        for text in texts:
            counts.update({f"{group}:{name}" for group, names in text.features.items() for name in names})
        kept = [name for name, count in counts.items() if count >= least]
        vocabulary = {name: number for number, name in enumerate(kept)}
        idf = np.array([math.log((1 + len(texts)) / (1 + counts[name])) + 1 for name in kept], np.float32)
        rows = [_vector(text.features, vocabulary, idf) for text in texts]
        named = csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([numbers for numbers, _ in rows]),
                np.cumsum([0, *(len(numbers) for numbers, _ in rows)]),
            ),
            shape=(len(texts), len(kept)),
        )
        gists = csr_matrix(np.array([text.gist for text in texts]) * _GIST)
        matrix = hstack([named, gists], format="csr")
        machine = LinearSVC(C=_C, random_state=0).fit(matrix, labels, sample_weight=weights)
        coefficients = np.ascontiguousarray(machine.coef_.T, np.float32)
        return cls(
            list(machine.classes_),
            vocabulary,
            idf,
            coefficients[: len(kept)],
            coefficients[len(kept) :] * np.float32(_GIST),
            machine.intercept_.astype(np.float32),
        )

    def scores(self, text: Seen) -> Scores:
        """Margins, one a label, in the order of `labels`."""
        numbers, values = _vector(text.features, self._vocabulary, self._idf)
        named = values @ self._weights[numbers]
        return np.asarray(named + text.gist @ self._gist_weights + self._bias, np.float32)

    def save(self, path: Path) -> None:
        """Write one ``.npz``."""
        np.savez(
            path,
            labels=np.array(self.labels),
            vocabulary=np.array("\n".join(self._vocabulary)),
            idf=self._idf,
            weights=self._weights.astype(np.float16),
            gist_weights=self._gist_weights,
            bias=self._bias,
        )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            names = str(stored["vocabulary"]).split("\n")
            return cls(
                [str(label) for label in stored["labels"]],
                {name: number for number, name in enumerate(names)},
                stored["idf"],
                stored["weights"].astype(np.float32),
                stored["gist_weights"],
                stored["bias"],
            )


def _vector(text: Features, vocabulary: dict[str, int], idf: Scores) -> tuple[npt.NDArray[np.int32], Scores]:
    """Feature numbers and values of a text: (1 + log tf) · idf, each group of length one."""
    numbers: list[npt.NDArray[np.int32]] = []
    values: list[Scores] = []
    for group, names in text.items():
        counts = Counter(names)
        known = [(vocabulary[key], count) for name, count in counts.items() if (key := f"{group}:{name}") in vocabulary]
        if not known:
            continue
        found = np.array([number for number, _ in known], np.int32)
        value = (1 + np.log(np.array([count for _, count in known], np.float32))) * idf[found]
        numbers.append(found)
        values.append(value / np.linalg.norm(value))
    if not numbers:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    return np.concatenate(numbers), np.concatenate(values).astype(np.float32)
