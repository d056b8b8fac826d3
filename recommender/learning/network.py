"""Wide & Deep in TensorFlow (Cheng et al. 2016, arXiv:1606.07792), for training and as the SavedModel.

wide   one weight for each bucket of the crosses, FTRL with L1, so that most stay exactly 0
deep   128 → 64 → 32 → 1 over the dense columns and embeddings of category, district, the shop, and the shops chosen
       last (their mean, and its product with the shop's own: who went where also goes where), Adam
names  of each person a weight for what people differ in (`layout.CARED`: categories, tastes, price, distance, habit …),
       and the product of a person's liking with a shop's style, both learnt from choices alone (matrix factorisation).
       Each person and shop is drawn to the average by a Gaussian prior, once and not once an offer: who chose often
       may differ from it, who is new does not
score  sigmoid(wide + deep + names + position), where the position in the slate counts in training alone: shown first
       is taken more often whatever it is, and that must not be learnt as a merit of what the last recommender put first
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from catalog.categories import CATEGORIES
from recommender.learning.layout import (
    CARED_AT,
    CARED_BY,
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
    """What can be turned. ``without`` switches parts off: wide, shops, people, dot, cares, style, position."""

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
    networks: int = 3
    """So many of different seeds are trained in the end, and averaged."""
    name_rate: float = 3e-3
    style_dim: int = 6
    cares_l2: float = 150.0
    """Of the priors: the inverse variance around the average of a weight, and so on; against a loss of nats a slate."""
    liking_l2: float = 30.0
    style_l2: float = 3.0
    listwise: float = 1.0
    """Share of the loss that compares the offers of a slate with each other, beside the pointwise one's 1."""
    seed: int = 7
    without: frozenset[str] = frozenset()


class WideDeep(tf.keras.Model):  # type: ignore[misc]
    """The network; `call` gives serving probabilities, before calibration."""

    def __init__(self, hyper: Hyperparameters, mean: Any, scale: Any, positive_weight: float) -> None:
        """Args:
        mean, scale: (98,) of the dense columns, subtracted and multiplied.
        positive_weight: how much more a taken offer weighs than one that was not.
        """
        super().__init__()
        self.hyper, self.positive_weight = hyper, positive_weight
        seeds = itertools.count(hyper.seed)

        def table(
            name: str, rows: int, width: int, *, trained: bool = True, zero: bool = False, spread: float = 0.05
        ) -> Any:
            draw = tf.keras.initializers.RandomNormal(stddev=spread, seed=next(seeds))
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
        has_style = "style" not in hyper.without
        self.cares = table("cares", USER_BUCKETS, len(CARED_AT), trained="cares" not in hyper.without, zero=True)
        self.liking = table("liking", USER_BUCKETS, hyper.style_dim, trained=has_style)
        # Wider than the rest: liking and style move each other only where neither is near 0.
        self.style = table("style", SHOP_BUCKETS, hyper.style_dim, trained=has_style, spread=0.3)
        self.requests = tf.Variable(tf.ones((USER_BUCKETS,)), trainable=False, name="requests")
        self.shown = tf.Variable(tf.ones((SHOP_BUCKETS,)), trainable=False, name="shown")
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
        self.name_optimizer = tf.keras.optimizers.legacy.Adam(hyper.name_rate)
        self.wide_optimizer = tf.keras.optimizers.legacy.Ftrl(
            hyper.wide_rate, l1_regularization_strength=hyper.wide_l1, initial_accumulator_value=0.1
        )
        self.logits({name: tf.zeros([1, *spec.shape[1:]], spec.dtype) for name, spec in signature().items()})
        self.wide_variables = [self.wide, self.wide_bias] if self.wide.trainable else [self.wide_bias]
        self.name_variables = [table for table in (self.cares, self.liking, self.style) if table.trainable]
        others = {id(variable) for variable in (*self.wide_variables, *self.name_variables)}
        self.deep_variables = [variable for variable in self.trainable_variables if id(variable) not in others]
        # Slots made inside a tf.function would be made again with every new shape, which TensorFlow refuses.
        self.wide_optimizer._create_all_weights(self.wide_variables)
        self.deep_optimizer._create_all_weights(self.deep_variables)
        self.name_optimizer._create_all_weights(self.name_variables)

    def logits(self, inputs: dict[str, Any], *, training: bool = False) -> Any:
        """(N,) before position and calibration; inputs as `signature` names them."""
        wide = tf.reduce_sum(tf.gather(self.wide, inputs["crosses"])[..., 0], axis=1) + self.wide_bias
        there = tf.cast(inputs["recent"] > 0, tf.float32)[..., None]
        recent = tf.reduce_sum(tf.gather(self.recent, inputs["recent"]) * there, axis=1) / tf.maximum(
            tf.reduce_sum(there, axis=1), 1.0
        )
        shop = tf.gather(self.shop, inputs["shop"])
        user = tf.gather(self.user, inputs["user"])
        dense = (inputs["dense"] - self.mean) * self.scale
        cared = tf.gather(dense, CARED_AT, axis=1) * tf.constant(CARED_BY)
        cares = tf.reduce_sum(tf.gather(self.cares, inputs["user"]) * cared, axis=1)
        likes = tf.reduce_sum(tf.gather(self.liking, inputs["user"]) * tf.gather(self.style, inputs["shop"]), axis=1)
        hidden = tf.concat(
            [
                dense,
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
        return wide + met + cares + likes + self.top(hidden)[:, 0]

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

    def count(self, users: Any, shops: Any) -> None:
        """Tell the priors who asked, (Q,) buckets of a training's requests, and what was shown, (N,) of its offers.

        Of whom and what there is nothing in the log, nothing is held: not even where learning started from.
        """
        for table, count, found, rows in (
            (self.liking, self.requests, users, USER_BUCKETS),
            (self.style, self.shown, shops, SHOP_BUCKETS),
        ):
            often = np.bincount(found, minlength=rows).astype(np.float32)
            table.assign(table * (often > 0)[:, None])
            count.assign(np.maximum(often, 1))

    def _prior(self, inputs: dict[str, Any], shape: Any) -> Any:
        """A batch's part of -log of the priors, a request: each person and shop counts once over an epoch."""
        hyper, slates = self.hyper, tf.cast(shape[0], tf.float32)
        user = tf.gather(inputs["user"], tf.range(0, shape[0] * shape[1], shape[1]))
        person = hyper.cares_l2 * tf.reduce_sum(tf.square(tf.gather(self.cares, user)), axis=1)
        person += hyper.liking_l2 * tf.reduce_sum(tf.square(tf.gather(self.liking, user)), axis=1)
        shop = hyper.style_l2 * tf.reduce_sum(tf.square(tf.gather(self.style, inputs["shop"])), axis=1)
        people = tf.reduce_sum(person / tf.gather(self.requests, user))
        return 0.5 * (people + tf.reduce_sum(shop / tf.gather(self.shown, inputs["shop"]))) / slates

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(self, inputs: dict[str, Any], label: Any, position: Any, there: Any) -> Any:
        """One batch of slates: FTRL moves the wide part, Adam all else, the names' part faster; the loss."""
        wide, deep, names = self.wide_variables, self.deep_variables, self.name_variables
        with tf.GradientTape() as tape:
            logits = tf.reshape(self.logits(inputs, training=True), tf.shape(label))
            loss = self.loss_of(logits + tf.gather(self.position, position)[..., 0], label, there)
            used = (
                tf.nn.l2_loss(tf.gather(self.shop, inputs["shop"]))
                + tf.nn.l2_loss(tf.gather(self.recent, inputs["recent"]))
                + self.hyper.user_l2 / self.hyper.embedding_l2 * tf.nn.l2_loss(tf.gather(self.user, inputs["user"]))
            )
            total = loss + self.hyper.embedding_l2 * used + self._prior(inputs, tf.shape(label))
        of_wide, of_deep, of_names = tape.gradient(total, [wide, deep, names])
        # Autograph's zip knows no strict; a part that is switched off has no gradient.
        self.wide_optimizer.apply_gradients(zip(of_wide, wide))  # noqa: B905
        self.deep_optimizer.apply_gradients([pair for pair in zip(of_deep, deep) if pair[0] is not None])  # noqa: B905
        if names:
            self.name_optimizer.apply_gradients(zip(of_names, names))  # noqa: B905
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
