"""The encoder: the second voice on a message's intent, beside the linear model's.

It reads morphemes by what they mean (`meanings`), so that it also knows words of no training line, and in their order:
convolutions over two, three and four neighbours, of each the strongest (Kim, 2014). Trained in TensorFlow
(`encoder_training`), applied in NumPy.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from components.classifier.meanings import Meanings

__all__ = ["MOST_TOKENS", "WIDTHS", "Encoder", "Tokens", "Vocabulary", "padding"]

MOST_TOKENS: Final = 40
"""What comes after so many morphemes is not read."""
WIDTHS: Final = (2, 3, 4)
"""Neighbours a convolution looks at."""
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]

_UNKNOWN: Final = 1


class Tokens(NamedTuple):
    """The morphemes of one text, at most `MOST_TOKENS`; three arrays of one length."""

    rows: Ints
    """In `Meanings`; -1 without a meaning."""
    words: Ints
    """In the vocabulary; 1 for a word it lacks, 0 is kept for padding."""
    tags: Ints
    """Parts of speech, numbered as the vocabulary's words are."""


class Vocabulary:
    """Numbers of the words and parts of speech that the training data hold twice or more."""

    def __init__(self, words: Iterable[str], tags: Iterable[str]) -> None:
        self.words = {word: number for number, word in enumerate(words, start=2)}
        self.tags = {tag: number for number, tag in enumerate(tags, start=2)}

    def tokens(self, morphemes: Iterable[tuple[str, str]], meanings: Meanings) -> Tokens:
        """The morphemes (form, tag) as numbers."""
        read = [
            (meanings.row(form, tag), self.words.get(f"{form}/{tag}", _UNKNOWN), self.tags.get(tag, _UNKNOWN))
            for form, tag in morphemes
        ]
        table = np.array(read[:MOST_TOKENS], np.int64).reshape(-1, 3)
        return Tokens(table[:, 0], table[:, 1], table[:, 2])


class Encoder:
    """Scores of intents for one text at a time."""

    def __init__(self, vocabulary: Vocabulary, weights: dict[str, Reals]) -> None:
        """``weights``: as `encoder_training` names them."""
        self.vocabulary = vocabulary
        self._weights = weights

    def scores(self, morphemes: Iterable[tuple[str, str]], meanings: Meanings) -> Reals:
        """(labels,) what speaks for each intent; a text without morphemes gets what speaks for it by itself."""
        weights = self._weights
        tokens = self.vocabulary.tokens(morphemes, meanings)
        if not len(tokens.rows):
            return weights["out_bias"]
        seen = meanings.vectors(tokens.rows) @ weights["meaning"]
        seen += weights["word"][tokens.words] + weights["tag"][tokens.tags] + weights["bias"]
        np.maximum(seen, 0, out=seen)
        count = len(seen)
        pooled = [seen.max(axis=0), seen.sum(axis=0) / np.sqrt(np.float32(count))]
        for width in WIDTHS:
            before, after = padding(width)
            wide = np.pad(seen, ((before, after), (0, 0)))
            beside = np.concatenate([wide[at : at + count] for at in range(width)], axis=1)
            heard = beside @ weights[f"near_{width}"] + weights[f"near_{width}_bias"]
            pooled.append(np.maximum(heard.max(axis=0), 0))
        return np.asarray(np.concatenate(pooled) @ weights["out"] + weights["out_bias"], np.float32)

    def save(self, path: Path) -> None:
        """Write one ``.npz``."""
        np.savez(
            path,
            words=np.array("\n".join(self.vocabulary.words)),
            tags=np.array("\n".join(self.vocabulary.tags)),
            **{f"weight_{name}": value.astype(np.float16) for name, value in self._weights.items()},
        )

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            vocabulary = Vocabulary(str(stored["words"]).split("\n"), str(stored["tags"]).split("\n"))
            prefix = "weight_"
            weights = {
                name[len(prefix) :]: stored[name].astype(np.float32) for name in stored.files if name.startswith(prefix)
            }
        return cls(vocabulary, weights)


def padding(width: int) -> tuple[int, int]:
    """Zeros before and after a text, so that every morpheme has ``width`` neighbours."""
    return (width - 1) // 2, width // 2
