"""The trained network in numpy: what the action server computes with.

Loading TensorFlow costs a worker 400 MB and ten seconds, for 50,000 multiplications an offer. The SavedModel stays the
truth; these are its weights, and training refuses to publish a model whose two forms disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from catalog.categories import CATEGORIES
from recommender.learning.features import Features
from recommender.learning.layout import (
    CARED_AT,
    CARED_BY,
    CROSS_BUCKETS,
    DENSE,
    DISTRICT_BUCKETS,
    ONLINE,
    SHOP_BUCKETS,
    USER_BUCKETS,
)
from recommender.learning.rows import Reals

__all__ = ["TABLES", "Calibration", "Ensemble", "Weights", "WeightsError", "probabilities", "stay_on_one_thread"]

_LAYERS: Final = 4
_CARED_BY: Final = np.array(CARED_BY, np.float32)
TABLES: Final = (
    "mean", "scale", "wide", "wide_bias", "category", "district", "shop", "recent", "user", "cares", "liking", "style",
)  # fmt: skip
"""The network's variables that serving needs, beside the layers."""


class WeightsError(ValueError):
    """The weights are incomplete, of the wrong shape, or not numbers; the message names the table."""


@dataclass(frozen=True)
class Calibration:
    """Platt's scaling: probability = sigmoid(slope · logit + offset)."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class Weights:
    """The tables of `network.WideDeep`, by their names there."""

    mean: Reals
    scale: Reals
    wide: Reals
    wide_bias: Reals
    category: Reals
    district: Reals
    shop: Reals
    recent: Reals
    user: Reals
    cares: Reals
    liking: Reals
    style: Reals
    kernels: tuple[Reals, ...]
    biases: tuple[Reals, ...]

    @classmethod
    def read(cls, tables: Mapping[str, Any]) -> Weights:
        """From the arrays of a file.

        Raises:
            WeightsError: see there.
        """
        try:
            weights = cls(
                **{name: tables[name] for name in TABLES},
                kernels=tuple(tables[f"kernel_{layer}"] for layer in range(_LAYERS)),
                biases=tuple(tables[f"bias_{layer}"] for layer in range(_LAYERS)),
            )
        except KeyError as error:
            raise WeightsError(f"a table is missing: {error}") from error
        columns = len(DENSE) + len(ONLINE)
        for name, rows in (
            ("mean", columns),
            ("scale", columns),
            ("wide", CROSS_BUCKETS),
            ("category", len(CATEGORIES)),
            ("district", DISTRICT_BUCKETS),
            ("shop", SHOP_BUCKETS),
            ("recent", SHOP_BUCKETS),
            ("user", USER_BUCKETS),
            ("cares", USER_BUCKETS),
            ("liking", USER_BUCKETS),
            ("style", SHOP_BUCKETS),
        ):
            if len(getattr(weights, name)) != rows:
                raise WeightsError(f"{name} has {len(getattr(weights, name))} rows and not {rows}")
        for name, table in weights.tables().items():
            if not np.isfinite(table).all():
                raise WeightsError(f"{name} holds what is no number")
        return weights

    def tables(self) -> dict[str, Reals]:
        """The arrays by the names `read` takes."""
        layers = {f"kernel_{layer}": kernel for layer, kernel in enumerate(self.kernels)}
        layers |= {f"bias_{layer}": bias for layer, bias in enumerate(self.biases)}
        return {name: getattr(self, name) for name in TABLES} | layers

    def logits(self, features: Features) -> Reals:
        """(N,) before calibration."""
        wide = self.wide[features.crosses, 0].sum(1) + self.wide_bias
        there = (features.recent > 0)[..., None].astype(np.float32)
        pooled = (self.recent[features.recent] * there).sum(1) / np.maximum(there.sum(1), 1)
        recent = pooled[features.of]
        shop = self.shop[features.shop]
        user = self.user[features.user][features.of]
        met = (shop * (recent + user)).sum(1)
        dense = (np.concatenate([features.dense, features.online], axis=1) - self.mean) * self.scale
        cares = (dense[:, CARED_AT] * _CARED_BY * self.cares[features.user][features.of]).sum(1)
        likes = (self.liking[features.user][features.of] * self.style[features.shop]).sum(1)
        hidden = np.concatenate(
            [
                dense,
                self.category[features.category],
                self.district[features.district],
                shop,
                recent,
                shop * recent,
                shop * user,
            ],
            axis=1,
        )
        for kernel, bias in zip(self.kernels[:-1], self.biases[:-1], strict=True):
            hidden = np.maximum(hidden @ kernel + bias, 0)
        deep = (hidden @ self.kernels[-1] + self.biases[-1])[:, 0]
        return np.asarray(wide + met + cares + likes + deep, np.float32)


@dataclass(frozen=True)
class Ensemble:
    """Networks of one log and different seeds; their logits averaged say more than any one's."""

    members: tuple[Weights, ...]

    @classmethod
    def read(cls, tables: Mapping[str, Any]) -> Ensemble:
        """From the arrays of a file.

        Raises:
            WeightsError: see there.
        """
        count = 1 + max((int(name.split("/")[0]) for name in tables if name.split("/")[0].isdecimal()), default=-1)
        if not count:
            raise WeightsError("there is no network in it")
        each = [{name.split("/")[1]: table for name, table in tables.items() if name.startswith(f"{number}/")}
                for number in range(count)]  # fmt: skip
        return cls(tuple(map(Weights.read, each)))

    def tables(self) -> dict[str, Reals]:
        """The arrays by the names `read` takes: the network's number before each."""
        return {
            f"{number}/{name}": table
            for number, member in enumerate(self.members)
            for name, table in member.tables().items()
        }

    def logits(self, features: Features) -> Reals:
        """(N,) before calibration."""
        return np.asarray(np.mean([member.logits(features) for member in self.members], axis=0), np.float32)


def stay_on_one_thread() -> None:
    """Let this process's BLAS and FAISS compute where they are called.

    Two hundred rows are multiplied in less time than a second thread takes to wake; on a busy machine, waiting for it
    costs a hundred times what it saves.
    """
    threadpool_limits(1)


def probabilities(logits: Reals, calibration: Calibration) -> Reals:
    """Calibrated probabilities of being taken."""
    return np.asarray(1 / (1 + np.exp(-(calibration.slope * logits + calibration.offset))), np.float32)
