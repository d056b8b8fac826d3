"""What words mean: vectors of Korean morphemes, so that a word no training line holds stands near those it resembles.

They are those of the contextual n-gram model that kiwipiepy ships (Lee, *Kiwi: Developing a Korean Morphological
Analyzer Based on Statistical Language Models and Skip-Bigram*, 2024; its CoNg model since 0.21). Kiwi tells how alike
two morphemes are, never the vectors; but cosines to enough others settle vectors up to a rotation, which changes
nothing (classical scaling, Torgerson 1952). They are worked out once in a training and kept with the model, so that
nothing of Kiwi runs, or lies in memory, when a message is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["WIDTH", "Meanings"]

WIDTH: Final = 256
"""Places of a vector: the width of Kiwi's own."""
Vector = npt.NDArray[np.float32]

_ANCHORS: Final = 320
_SEED: Final = 0
_PROBE: Final = ("밥", "NNG")
_STEP: Final = 127.0
# Words that carry what is spoken of: nouns, verbs, adjectives, adverbs, roots, exclamations; no endings, no particles.
_CONTENT: Final = frozenset(
    {"NNG", "NNP", "NP", "NR", "VV", "VA", "VX", "VCN", "VCP", "MM", "MAG", "MAJ", "IC", "XR", "XPN"}
)
# Kiwi writes one form where MeCab writes the one that is heard: 아요 after 가 and 어요 after 먹 are both 어요.
_ENDINGS: Final = (
    ("았", "었"),
    ("아", "어"),
    ("으", ""),
    ("을", "ᆯ"),
    ("은", "ᆫ"),
    ("ㄹ", "ᆯ"),
    ("ㄴ", "ᆫ"),
    ("ᄇ", "ᆸ"),
    ("ㅂ", "ᆸ"),
)


class Meanings:
    """Unit vectors of morphemes, by form and tag."""

    def __init__(self, names: list[str], vectors: npt.NDArray[np.int8]) -> None:
        """Args:
        names: ``form/tag``, the most frequent words first.
        vectors: (names, `WIDTH`), in 127ths.
        """
        self._names = names
        self._vectors = vectors
        self._rows: dict[str, int] = {}
        self._by_form: dict[str, int] = {}
        for row, name in enumerate(names):
            self._rows.setdefault(name, row)
            self._by_form.setdefault(name.rsplit("/", 1)[0], row)

    @classmethod
    def distil(cls) -> Meanings:
        """Work them out of Kiwi's similarities; takes some 20 s and 400 MB."""
        from kiwipiepy import Kiwi

        kiwi = Kiwi()
        alike = kiwi.morpheme_similarity
        names: list[str] = []
        while math.isfinite(alike(_PROBE, number := len(names))):  # those without a vector come last
            known = kiwi.morpheme(number)
            names.append(f"{known.form}/{str(known.tag).split('-')[0]}")
        anchors = np.random.default_rng(_SEED).choice(len(names), _ANCHORS, replace=False)
        others = [int(anchor) for anchor in anchors]
        table = np.empty((len(names), _ANCHORS), np.float32)
        for number in range(len(names)):
            table[number] = [alike(other, number) for other in others]
        between = table[anchors]
        strengths, axes = np.linalg.eigh((between + between.T) / 2)
        strongest = np.argsort(-strengths)[:WIDTH]
        vectors = table @ (axes[:, strongest] / np.sqrt(strengths[strongest]))
        # What all words share says nothing of any of them (Mu and Viswanath, 2018).
        vectors -= vectors.mean(axis=0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return cls(names, np.rint(vectors * _STEP).astype(np.int8))

    def save(self, path: Path) -> None:
        """Write one ``.npz``."""
        np.savez_compressed(path, names=np.array("\n".join(self._names)), vectors=self._vectors)

    @classmethod
    def load(cls, path: Path) -> Meanings:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(str(stored["names"]).split("\n"), stored["vectors"])

    def __len__(self) -> int:
        return len(self._names)

    def row(self, form: str, tag: str) -> int:
        """Where the vector of a morpheme is; -1 where it has none."""
        found = self._rows.get(f"{form}/{tag}")
        if found is None:
            found = self._by_form.get(form)
        if found is None and tag[0] == "E":
            for heard, written in _ENDINGS:
                if form.startswith(heard):
                    found = self._by_form.get(written + form[len(heard) :])
                    break
        return -1 if found is None else found

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vector:
        """(rows, `WIDTH`) the vectors of rows; zero for -1."""
        found = self._vectors[rows].astype(np.float32) / np.float32(_STEP)
        found[rows < 0] = 0
        return np.asarray(found, np.float32)

    def gist(self, morphemes: Iterable[tuple[str, str]]) -> Vector:
        """(`WIDTH`,) what a text speaks of: the mean of its content words, rare ones more, made length one.

        Zero where none of them has a meaning.
        """
        rows = np.array([self.row(form, tag) for form, tag in morphemes if tag in _CONTENT], np.int64)
        rows = rows[rows >= 0]
        if not len(rows):
            return np.zeros(WIDTH, np.float32)
        mean = np.log1p(rows / 50, dtype=np.float32) @ self.vectors(rows)
        length = float(np.linalg.norm(mean))
        return np.asarray(mean / length if length else mean, np.float32)
