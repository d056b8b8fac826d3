"""The LSTM of specification §3.3.3: the last 20 orders → what category comes next; and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from catalog.categories import CATEGORIES
from recommender.learning.dataset import Dataset, people_at
from recommender.learning.facts import CHOICE_WEIGHT
from recommender.learning.features import ADVANCED_ABOVE
from recommender.learning.layout import MEALS
from recommender.learning.next_order import Markov
from recommender.learning.rows import Asks, Ints, People, Reals

__all__ = ["compare"]

_ORDERS: Final = 20
_UNITS: Final = 32
_EPOCHS: Final = 12
_PATIENCE: Final = 2
_NONE: Final = len(CATEGORIES)


@dataclass(frozen=True)
class _Orders:
    """(N, 20) categories and meals, oldest first; the meal asked for; what came."""

    category: Ints
    meal: Ints
    asked: Ints
    came: Ints


def compare(dataset: Dataset, *, seed: int = 7) -> dict[str, dict[str, float]]:
    """Acc@1, Acc@3 and mean log-loss of the next order's category, for people of more than ten choices.

    Trained on choices before the held-out days; judged on the choices in them.
    """
    tf.keras.utils.set_random_seed(seed)
    until = float(dataset.requests.day[dataset.is_test].min())
    chosen = np.flatnonzero(dataset.chosen)
    of = dataset.offers.of[chosen]
    came = dataset.offers.category[chosen]
    advanced = dataset.requests.interactions[of] > ADVANCED_ABOVE
    is_test = dataset.is_test[of]
    learn, judge = ~is_test & (dataset.requests.interactions[of] > 0), is_test & advanced
    people, asks = people_at(dataset, of[judge]), dataset.requests.asks.take(of[judge])
    markov = Markov.fit(dataset.events, before=until)
    network = _fitted(_orders(dataset, of[learn], came[learn]))
    test = _orders(dataset, of[judge], came[judge])
    found = {
        "most common at the meal": markov.table.mean(1)[np.maximum(test.asked, 0)],
        "user frequency": _frequency(people),
        "Markov": _chain(markov, people, asks),
        "Markov + user frequency": markov.categories(people, asks),
        "LSTM, 20 orders": network.predict([test.category, test.meal, test.asked], batch_size=1024, verbose=0),
    }
    return {name: _accuracy(table, test.came) for name, table in found.items()}


def _orders(dataset: Dataset, requests: Ints, came: Ints) -> _Orders:
    people = people_at(dataset, requests)
    there = (people.shop > 0) & (people.weight >= CHOICE_WEIGHT)
    latest = slice(_ORDERS - 1, None, -1)
    return _Orders(
        category=np.where(there, people.category, _NONE)[:, latest],
        meal=np.where(there, people.meal, len(MEALS))[:, latest],
        asked=dataset.requests.asks.meal[requests],
        came=came,
    )


def _fitted(orders: _Orders) -> Any:
    inputs = [tf.keras.Input((_ORDERS,), dtype="int64"), tf.keras.Input((_ORDERS,), dtype="int64")]
    asked = tf.keras.Input((), dtype="int64")
    layers = tf.keras.layers
    steps = layers.Concatenate()(
        [layers.Embedding(_NONE + 1, 12)(inputs[0]), layers.Embedding(len(MEALS) + 1, 4)(inputs[1])]
    )
    state = layers.LSTM(_UNITS, unroll=True)(steps)
    joined = layers.Concatenate()([state, layers.Embedding(len(MEALS), 8)(asked)])
    hidden = layers.Dropout(0.2)(layers.Dense(32, "relu")(joined))
    network = tf.keras.Model([*inputs, asked], layers.Dense(_NONE, "softmax")(hidden))
    network.compile(tf.keras.optimizers.legacy.Adam(2e-3), "sparse_categorical_crossentropy")
    stop = tf.keras.callbacks.EarlyStopping(patience=_PATIENCE, restore_best_weights=True)
    network.fit(
        [orders.category, orders.meal, orders.asked],
        orders.came,
        batch_size=256,
        epochs=_EPOCHS,
        validation_split=0.15,
        callbacks=[stop],
        verbose=0,
    )
    return network


def _frequency(people: People) -> Reals:
    own = ((people.category[..., None] == np.arange(_NONE)) & (people.weight >= CHOICE_WEIGHT)[..., None]).sum(1)
    return np.asarray((own + 0.1) / (own + 0.1).sum(1, keepdims=True), np.float32)


def _chain(markov: Markov, people: People, asks: Asks) -> Reals:
    alone = People(
        **{**people.__dict__, "category": np.where(np.arange(people.category.shape[1]) == 0, people.category, -1)}
    )
    table = markov.categories(alone, asks)
    return np.asarray(table, np.float32)


def _accuracy(table: Reals, came: Ints) -> dict[str, float]:
    own = table[np.arange(len(came)), came]
    rank = (table > own[:, None]).sum(1)
    return {
        "Acc@1": round(float((rank < 1).mean()), 4),
        "Acc@3": round(float((rank < 3).mean()), 4),
        "log_loss": round(float(-np.log(np.maximum(own, 1e-9)).mean()), 4),
    }
