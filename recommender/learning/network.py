"""Wide & Deep in TensorFlow (Cheng et al. 2016, arXiv:1606.07792), for training and as the SavedModel.

wide   one weight for each bucket of the crosses, FTRL with L1, so that most stay exactly 0
deep   128 → 64 → 32 → 1 over the dense columns and embeddings of category, district, the shop, and the shops chosen
       last (their mean, and its product with the shop's own: who went where also goes where), Adam
score  sigmoid(wide + deep + position), where the position in the slate counts in training alone: shown first is taken
       more often whatever it is, and that must not be learnt as a merit of what the last recommender put first
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from catalog.categories import CATEGORIES
from recommender.learning.layout import (
    CROSS_BUCKETS,
    CROSSES,
    DENSE,
    DISTRICT_BUCKETS,
    ONLINE,
    RECENT_SHOPS,
    SHOP_BUCKETS,
    SHOWN_MOST,
    USER_BUCKETS,
)

__all__ = ["Hyperparameters", "WideDeep"]

HIDDEN: Final = (128, 64, 32)
_COLUMNS: Final = len(DENSE) + len(ONLINE)


@dataclass(frozen=True)
class Hyperparameters:
    """What can be turned. ``without`` switches parts off, for ablations: wide, shops, people, position."""

    epochs: int = 30
    patience: int = 4
    batch_slates: int = 256
    deep_rate: float = 5e-4
    wide_rate: float = 0.05
    wide_l1: float = 3e-5
    dropout: float = 0.15
    shop_dim: int = 12
    small_dim: int = 4
    embedding_l2: float = 3e-4
    user_l2: float = 3e-4
    listwise: float = 1.0
    """Share of the loss that compares the offers of a slate with each other, beside the pointwise one's 1."""
    seed: int = 7
    without: frozenset[str] = frozenset()


class WideDeep(tf.keras.Model):  # type: ignore[misc]
    """The network; `call` gives serving probabilities, before calibration."""

    def __init__(self, hyper: Hyperparameters, mean: Any, scale: Any, positive_weight: float) -> None:
        """Args:
        mean, scale: (88,) of the dense columns, subtracted and multiplied.
        positive_weight: how much more a taken offer weighs than one that was not.
        """
        super().__init__()
        self.hyper, self.positive_weight = hyper, positive_weight
        draw = tf.keras.initializers.RandomNormal(stddev=0.05, seed=hyper.seed)

        def table(name: str, rows: int, width: int, *, trained: bool = True, zero: bool = False) -> Any:
            start = tf.zeros((rows, width)) if zero or not trained else draw((rows, width))
            return tf.Variable(start, trainable=trained, name=name)

        has_shops = "shops" not in hyper.without
        self.mean = tf.Variable(mean.astype(np.float32), trainable=False, name="mean")
        self.scale = tf.Variable(scale.astype(np.float32), trainable=False, name="scale")
        self.wide = table("wide", CROSS_BUCKETS, 1, trained="wide" not in hyper.without, zero=True)
        self.wide_bias = tf.Variable(tf.zeros((1,)), name="wide_bias")
        self.position = table("position", SHOWN_MOST + 1, 1, trained="position" not in hyper.without, zero=True)
        self.category = table("category", len(CATEGORIES), hyper.small_dim)
        self.district = table("district", DISTRICT_BUCKETS, hyper.small_dim)
        self.shop = table("shop", SHOP_BUCKETS, hyper.shop_dim, trained=has_shops)
        self.recent = table("recent", SHOP_BUCKETS, hyper.shop_dim, trained=has_shops)
        self.user = table("user", USER_BUCKETS, hyper.shop_dim, trained="people" not in hyper.without, zero=True)
        self.hidden = [
            tf.keras.layers.Dense(
                width,
                "relu",
                kernel_initializer=tf.keras.initializers.HeNormal(hyper.seed + number),
                name=f"deep_{width}",
            )
            for number, width in enumerate(HIDDEN)
        ]
        self.top = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.GlorotNormal(hyper.seed))
        self.dropout = tf.keras.layers.Dropout(hyper.dropout, seed=hyper.seed)
        self.deep_optimizer = tf.keras.optimizers.legacy.Adam(hyper.deep_rate)
        self.wide_optimizer = tf.keras.optimizers.legacy.Ftrl(
            hyper.wide_rate, l1_regularization_strength=hyper.wide_l1, initial_accumulator_value=0.1
        )
        self.logits({name: tf.zeros([1, *spec.shape[1:]], spec.dtype) for name, spec in signature().items()})
        self.wide_variables = [self.wide, self.wide_bias] if self.wide.trainable else [self.wide_bias]
        wide = {id(variable) for variable in self.wide_variables}
        self.deep_variables = [variable for variable in self.trainable_variables if id(variable) not in wide]
        # Slots made inside a tf.function would be made again with every new shape, which TensorFlow refuses.
        self.wide_optimizer._create_all_weights(self.wide_variables)
        self.deep_optimizer._create_all_weights(self.deep_variables)

    def logits(self, inputs: dict[str, Any], *, training: bool = False) -> Any:
        """(N,) before position and calibration; inputs as `signature` names them."""
        wide = tf.reduce_sum(tf.gather(self.wide, inputs["crosses"])[..., 0], axis=1) + self.wide_bias
        there = tf.cast(inputs["recent"] > 0, tf.float32)[..., None]
        recent = tf.reduce_sum(tf.gather(self.recent, inputs["recent"]) * there, axis=1) / tf.maximum(
            tf.reduce_sum(there, axis=1), 1.0
        )
        shop = tf.gather(self.shop, inputs["shop"])
        user = tf.gather(self.user, inputs["user"])
        hidden = tf.concat(
            [
                (inputs["dense"] - self.mean) * self.scale,
                tf.gather(self.category, inputs["category"]),
                tf.gather(self.district, inputs["district"]),
                shop,
                recent,
                shop * recent,
                shop * user,
            ],
            axis=1,
        )
        for layer in self.hidden:
            hidden = self.dropout(layer(hidden), training=training)
        met = tf.reduce_sum(shop * (recent + user), axis=1) if "dot" not in self.hyper.without else 0.0
        return wide + met + self.top(hidden)[:, 0]

    def call(self, inputs: dict[str, Any], training: bool = False) -> Any:
        """(N,) probabilities."""
        return tf.sigmoid(self.logits(inputs, training=training))

    def loss_of(self, logits: Any, label: Any, there: Any) -> Any:
        """Pointwise cross-entropy with the class weight, and that of the choice among the slate; (B, P) each."""
        weight = there * (1 + (self.positive_weight - 1) * label)
        pointwise = tf.nn.sigmoid_cross_entropy_with_logits(label, logits) * weight
        loss = tf.reduce_sum(pointwise) / tf.reduce_sum(weight)
        took = tf.reduce_sum(label, axis=1)
        among = tf.nn.log_softmax(tf.where(there > 0, logits, -1e9), axis=1)
        listwise = -tf.reduce_sum(label * among) / tf.maximum(tf.reduce_sum(took), 1.0)
        return loss + self.hyper.listwise * listwise

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(self, inputs: dict[str, Any], label: Any, position: Any, there: Any) -> Any:
        """One batch of slates: FTRL moves the wide part, Adam all else; the loss."""
        wide, deep = self.wide_variables, self.deep_variables
        with tf.GradientTape() as tape:
            logits = tf.reshape(self.logits(inputs, training=True), tf.shape(label))
            loss = self.loss_of(logits + tf.gather(self.position, position)[..., 0], label, there)
            used = (
                tf.nn.l2_loss(tf.gather(self.shop, inputs["shop"]))
                + tf.nn.l2_loss(tf.gather(self.recent, inputs["recent"]))
                + self.hyper.user_l2 / self.hyper.embedding_l2 * tf.nn.l2_loss(tf.gather(self.user, inputs["user"]))
            )
            total = loss + self.hyper.embedding_l2 * used
        gradients = tape.gradient(total, [*wide, *deep])
        # Autograph's zip knows no strict; a part that is switched off has no gradient.
        pairs = list(zip(gradients, [*wide, *deep]))  # noqa: B905
        self.wide_optimizer.apply_gradients(pairs[: len(wide)])
        self.deep_optimizer.apply_gradients([pair for pair in pairs[len(wide) :] if pair[0] is not None])
        return loss


def signature() -> dict[str, Any]:
    """The named inputs of the SavedModel, as TensorSpecs; N offers, each with its asker's recent shops."""
    ints = tf.int64
    return {
        "dense": tf.TensorSpec((None, _COLUMNS), tf.float32, "dense"),
        "crosses": tf.TensorSpec((None, len(CROSSES)), ints, "crosses"),
        "category": tf.TensorSpec((None,), ints, "category"),
        "district": tf.TensorSpec((None,), ints, "district"),
        "shop": tf.TensorSpec((None,), ints, "shop"),
        "recent": tf.TensorSpec((None, RECENT_SHOPS), ints, "recent"),
        "user": tf.TensorSpec((None,), ints, "user"),
    }
