"""Rankings that a learnt model has to beat; each learns from the same log and scores the same candidates.

``popularity`` counts of choices, ``nearest`` the way, ``user frequency`` the person's own counts, ``item-kNN`` (SAR:
co-occurrence by Jaccard times the person's time-decayed affinity), ``implicit ALS`` (Hu, Koren, Volinsky 2008), and
``LightGBM`` on the very features of Wide & Deep. Where a method knows nothing of a person, popularity breaks the tie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.learning.dataset import Dataset, people_at, visits_before
from recommender.learning.examples import Slates
from recommender.learning.facts import CHOICE_WEIGHT
from recommender.learning.features import Features
from recommender.learning.rows import Ints, People, Reals

__all__ = ["Judged", "als", "boosted_trees", "frequency", "item_knn", "nearest", "popularity"]

_DECAY_DAYS: Final = 30.0
_TIE: Final = 1e-6
_FACTORS: Final = 32
_ROUNDS: Final = 15
_CONFIDENCE: Final = 20.0
_TREES: Final = 400
_STOP_AFTER: Final = 30
_ROWS_AT_ONCE: Final = 50_000


@dataclass(frozen=True)
class Judged:
    """What is to be ranked: requests held out, the log before them, and their features."""

    dataset: Dataset
    requests: Ints
    rows: Ints
    """(N,) rows of the dataset's offers."""
    features: Features
    train_before: float
    """The day up to which models may learn."""

    @property
    def shops(self) -> int:
        """One more than the largest shop id."""
        found = self.dataset
        return int(max(found.offers.shop.max(initial=0), found.events.shop.max(initial=0))) + 1

    def choices(self) -> tuple[Ints, Ints, Reals]:
        """User, shop and days before the end of training, of every choice in it."""
        events = self.dataset.events
        used = (events.day <= self.train_before) & (events.weight >= CHOICE_WEIGHT)
        return events.user[used], events.shop[used], (self.train_before - events.day[used]).astype(np.float32)

    def fame(self) -> Reals:
        """(shops,) choices in training, scaled to [0, 1]."""
        _, shop, _ = self.choices()
        count = np.bincount(shop, minlength=self.shops).astype(np.float32)
        return np.asarray(count / max(1.0, float(count.max())), np.float32)


def popularity(judged: Judged) -> Reals:
    """How often a shop was chosen by anybody."""
    return np.asarray(judged.fame()[judged.dataset.offers.shop[judged.rows]], np.float32)


def nearest(judged: Judged) -> Reals:
    """The shorter way."""
    return np.asarray(-judged.dataset.offers.distance_m[judged.rows], np.float32)


def frequency(judged: Judged) -> Reals:
    """How often this person chose the shop before the request, then how popular it is."""
    return np.asarray(visits_before(judged.dataset, judged.requests) + _TIE * popularity(judged), np.float32)


def item_knn(judged: Judged) -> Reals:
    """SAR: similarity of the shop to those the person chose, the later the more."""
    user, shop, _ = judged.choices()
    users = int(judged.dataset.requests.user.max(initial=0)) + 1
    seen = sparse.csr_matrix((np.ones(len(user), np.float32), (user, shop)), shape=(users, judged.shops))
    seen.data[:] = np.minimum(seen.data, 1)
    together = np.asarray((seen.T @ seen).todense(), np.float32)
    alone = np.diag(together)
    similar = together / np.maximum(alone[:, None] + alone[None, :] - together, 1)

    def score(people: People, of: Ints, shop: Ints) -> Reals:
        affinity = np.where(people.weight >= CHOICE_WEIGHT, 0.5 ** (people.age_days / _DECAY_DAYS), 0)
        found = np.zeros(len(of), np.float32)
        for back in range(people.shop.shape[1]):
            found += affinity[of, back] * similar[people.shop[of, back], shop]
        return found

    return np.asarray(_by_people(judged, score) + _TIE * popularity(judged), np.float32)


def als(judged: Judged) -> Reals:
    """Matrix factorisation of implicit feedback, over the choices of training."""
    from implicit.cpu.als import AlternatingLeastSquares

    user, shop, _ = judged.choices()
    users = int(judged.dataset.requests.user.max(initial=0)) + 1
    seen = sparse.csr_matrix((np.ones(len(user), np.float32), (user, shop)), shape=(users, judged.shops))
    with threadpool_limits(1, "blas"):  # its own threads and BLAS's get in each other's way, and it warns of them
        model = AlternatingLeastSquares(
            factors=_FACTORS, regularization=0.1, alpha=_CONFIDENCE, iterations=_ROUNDS, num_threads=1, random_state=7
        )
        model.fit(seen, show_progress=False)
    of = judged.dataset.requests.user[judged.requests][judged.features.of]
    found = np.einsum("nf,nf->n", model.user_factors[of], model.item_factors[judged.dataset.offers.shop[judged.rows]])
    return np.asarray(found + _TIE * popularity(judged), np.float32)


def boosted_trees(judged: Judged, train: Slates, valid: Slates) -> Reals:
    """LightGBM on the dense features, stopped on the same days as Wide & Deep."""
    import lightgbm

    def table(slates: Slates) -> Any:
        return lightgbm.Dataset(_columns(slates), slates.label[slates.row >= 0])

    settings = {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 31,
        "min_data_in_leaf": 50,
        "num_threads": 1,
        "seed": 7,
        "verbose": -1,
    }
    stop = lightgbm.early_stopping(_STOP_AFTER, verbose=False)
    first = lightgbm.train(settings, table(train), _TREES, [table(valid)], callbacks=[stop])
    # As Wide & Deep does: the days that told when to stop are learnt too.
    both = lightgbm.Dataset(
        np.concatenate([_columns(train), _columns(valid)]),
        np.concatenate([slates.label[slates.row >= 0] for slates in (train, valid)]),
    )
    model = lightgbm.train(settings, both, max(1, first.best_iteration))
    features = judged.features
    return np.asarray(model.predict(np.concatenate([features.dense, features.online], axis=1)), np.float32)


def _columns(slates: Slates) -> Reals:
    columns = np.concatenate([slates.features.dense, slates.features.online], axis=1)
    return np.asarray(columns[slates.row[slates.row >= 0]])


def _by_people(judged: Judged, score: Callable[[People, Ints, Ints], Reals]) -> Reals:
    """``score`` for all rows, a part at a time, with people as known at their request."""
    people = people_at(judged.dataset, judged.requests)
    of, shop = judged.features.of, judged.dataset.offers.shop[judged.rows]
    parts = [
        score(people, of[start : start + _ROWS_AT_ONCE], shop[start : start + _ROWS_AT_ONCE])
        for start in range(0, len(of), _ROWS_AT_ONCE)
    ]
    return np.concatenate(parts)
