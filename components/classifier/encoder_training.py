"""Trains the encoder, in TensorFlow; imported only where a model is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from components.classifier.encoder import WIDTHS, Encoder, Tokens, Vocabulary, padding
from components.classifier.meanings import WIDTH, Meanings

__all__ = ["train_encoder"]

_HIDDEN: Final = 112
_BATCH: Final = 96
_RATE: Final = 2e-3
_SMOOTHING: Final = 0.05
_FORGOTTEN: Final = 0.25
"""So many words are hidden in training, so that what they mean has to do."""
_SEED: Final = 0

Weights = npt.NDArray[np.float32]


def train_encoder(
    texts: Sequence[Sequence[tuple[str, str]]],
    labels: npt.NDArray[np.int64],
    weights: Weights,
    meanings: Meanings,
    *,
    epochs: int,
) -> Encoder:
    """Fit to texts as morphemes (form, tag).

    Args:
        labels: (texts,) numbers of intents, each there at least once.
        weights: (texts,) how much each counts.
    """
    counts = Counter(f"{form}/{tag}" for text in texts for form, tag in text)
    tags = Counter(tag for text in texts for _, tag in text)
    vocabulary = Vocabulary((name for name, count in counts.items() if count > 1), sorted(tags))
    weights = weights.astype(np.float32)
    tokens = [vocabulary.tokens(text, meanings) for text in texts]
    network = _Network(vocabulary, int(labels.max()) + 1, steps=epochs * (len(texts) // _BATCH + 1))
    dice = np.random.default_rng(_SEED)
    for _ in range(epochs):
        for batch in _batches([len(each.rows) for each in tokens], dice):
            chosen = [tokens[at] for at in batch]
            rows = _padded(chosen, "rows", -1)
            words, tag = _padded(chosen, "words", 0), _padded(chosen, "tags", 0)
            vectors = meanings.vectors(rows.reshape(-1)).reshape(*rows.shape, WIDTH)
            words[(dice.random(words.shape) < _FORGOTTEN) & (words > 0)] = 1
            network.step(*map(tf.constant, (vectors, words, tag, labels[batch], weights[batch])))
    return Encoder(vocabulary, {name: value.numpy() for name, value in network.weights.items()})


def _batches(lengths: Sequence[int], dice: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    """Texts of about one length together, in a new order each time: little is padding."""
    order = np.argsort(np.array(lengths) + dice.random(len(lengths)) * 3, kind="stable")
    parts = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    for number in dice.permutation(len(parts)):
        yield parts[number]


def _padded(tokens: Sequence[Tokens], part: str, empty: int) -> npt.NDArray[np.int64]:
    longest = max(1, *(len(each.rows) for each in tokens))
    table = np.full((len(tokens), longest), empty, np.int64)
    for row, each in zip(table, tokens, strict=True):
        row[: len(each.rows)] = getattr(each, part)
    return table


class _Network:
    """The weights and one step of Adam with a rate that warms up and falls to nothing."""

    def __init__(self, vocabulary: Vocabulary, labels: int, *, steps: int) -> None:
        tf.keras.utils.set_random_seed(_SEED)
        spread = tf.keras.initializers.RandomNormal(stddev=0.05, seed=_SEED)
        even = tf.keras.initializers.GlorotUniform(seed=_SEED)
        shapes: dict[str, tuple[tuple[int, ...], Any]] = {
            "meaning": ((WIDTH, _HIDDEN), spread),
            "word": ((len(vocabulary.words) + 2, _HIDDEN), spread),
            "tag": ((len(vocabulary.tags) + 2, _HIDDEN), spread),
            "bias": ((_HIDDEN,), tf.zeros),
            **{f"near_{width}": ((width * _HIDDEN, _HIDDEN), even) for width in WIDTHS},
            **{f"near_{width}_bias": ((_HIDDEN,), tf.zeros) for width in WIDTHS},
            "out": (((2 + len(WIDTHS)) * _HIDDEN, labels), even),
            "out_bias": ((labels,), tf.zeros),
        }
        self.weights = {name: tf.Variable(make(shape), name=name) for name, (shape, make) in shapes.items()}
        rate = tf.keras.optimizers.schedules.PolynomialDecay(_RATE, steps, end_learning_rate=_RATE / 50)
        self._optimizer = tf.keras.optimizers.Adam(rate, clipnorm=1.0)
        self._optimizer.build(list(self.weights.values()))
        self._labels = labels
        self.step = tf.function(
            self._step,
            input_signature=[
                tf.TensorSpec((None, None, WIDTH), tf.float32),
                tf.TensorSpec((None, None), tf.int64),
                tf.TensorSpec((None, None), tf.int64),
                tf.TensorSpec((None,), tf.int64),
                tf.TensorSpec((None,), tf.float32),
            ],
            autograph=False,  # nothing of it branches
        )

    def _step(self, vectors: Any, words: Any, tags: Any, labels: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = self._scores(tf.nn.dropout(vectors, 0.1), words, tags)
            wanted = tf.one_hot(labels, self._labels) * (1 - _SMOOTHING) + _SMOOTHING / self._labels
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores) * weights)
        variables = list(self.weights.values())
        self._optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    def _scores(self, vectors: Any, words: Any, tags: Any) -> Any:
        """(B, labels) with dropout; vectors (B, T, `WIDTH`), words and tags (B, T), tags 0 where padded."""
        weights = self.weights
        there = tf.cast(tags > 0, tf.float32)[..., None]
        seen = tf.matmul(vectors, weights["meaning"])
        seen += tf.gather(weights["word"], words) + tf.gather(weights["tag"], tags) + weights["bias"]
        seen = tf.nn.relu(seen) * there
        count = tf.maximum(tf.reduce_sum(there, axis=1), 1.0)
        pooled = [tf.reduce_max(seen, axis=1), tf.reduce_sum(seen, axis=1) / tf.sqrt(count)]
        heard = tf.nn.dropout(seen, 0.2)
        length = tf.shape(words)[1]
        for width in WIDTHS:
            before, after = padding(width)
            wide = tf.pad(heard, [[0, 0], [before, after], [0, 0]])
            beside = tf.concat([wide[:, at : at + length] for at in range(width)], axis=2)
            near = tf.nn.relu(tf.matmul(beside, weights[f"near_{width}"]) + weights[f"near_{width}_bias"])
            pooled.append(tf.reduce_max(near * there, axis=1))
        return tf.matmul(tf.nn.dropout(tf.concat(pooled, axis=1), 0.5), weights["out"]) + weights["out_bias"]
