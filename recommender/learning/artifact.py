"""A model on disk: written whole or not at all, named by a pointer file, and tried before anybody relies on it.

``<folder>/<version>/`` holds ``saved_model/`` (the truth, with a signature), ``weights.npz`` (the same for numpy, with
calibration tables and the next-order chain) and ``model.json`` (what it is). ``<folder>/current.json`` names the one in
use; it is replaced in one step, so a reader sees the old or the new one and never half of either.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from recommender.learning import dataset, forward
from recommender.learning.features import Features, compute
from recommender.learning.forward import Calibration, Ensemble, WeightsError
from recommender.learning.layout import DENSE, VERSION
from recommender.learning.next_order import Markov
from recommender.learning.rows import NO_LIMIT, Asks, Offers, Reals

__all__ = ["Card", "Model", "ModelError", "current", "dry_run", "folder_of", "load", "models", "point_at", "write"]

_POINTER: Final = "current.json"
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")


class ModelError(RuntimeError):
    """A model cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Card:
    """What a model is: ``model.json``."""

    version: str
    features: str
    trained_at: str
    data: str
    metrics: dict[str, float]
    calibration: dict[str, float]


@dataclass(frozen=True)
class Model:
    """A loaded model; `score` is all the recommender asks of it."""

    card: Card
    weights: Ensemble
    calibration: Calibration
    markov: Markov | None

    @property
    def knows_words(self) -> bool:
        """Whether text similarity varied in the log it learnt from; else the model cannot tell what words are worth."""
        return bool(self.weights.members[0].scale[DENSE.index("text_similarity")] > 0)

    def score(self, features: Features) -> Reals:
        """(N,) calibrated probabilities of being taken."""
        return forward.probabilities(self.weights.logits(features), self.calibration)


def folder_of(var_dir: Path) -> Path:
    """Where an instance keeps its recommender models."""
    return var_dir / "recommender" / "models"


def write(
    folder: Path, card: Card, weights: Ensemble, markov: Markov | None, *, saved_model: Any | None = None
) -> Path:
    """Put a model into ``folder``; it is not in use until `point_at`.

    Args:
        saved_model: called with a path, writes the SavedModel there.

    Raises:
        ModelError: the version is no name for a folder, or there already.
    """
    target = folder / _checked(card.version)
    if target.exists():
        raise ModelError(f"there is a model {card.version} already")
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        tables = weights.tables() | ({} if markov is None else {"markov": markov.table})
        np.savez_compressed(unfinished / "weights.npz", **tables)
        (unfinished / "model.json").write_text(json.dumps(asdict(card), ensure_ascii=False, indent=2), "utf-8")
        if saved_model is not None:
            saved_model(unfinished / "saved_model")
        unfinished.chmod(0o755)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return target


def load(folder: Path, version: str) -> Model:
    """Read a model and try it.

    Raises:
        ModelError: it is not there, was made for other features, is damaged, or fails its dry run.
    """
    path = folder / _checked(version)
    try:
        card = Card(**json.loads((path / "model.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"model {version} cannot be read: {type(error).__name__}") from error
    if card.features != VERSION:
        raise ModelError(f"model {version} was made for features {card.features}, this is {VERSION}; train it anew")
    try:
        with (path / "weights.npz").open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            tables = {name: file[name] for name in file.files}
        model = Model(card, Ensemble.read(tables), Calibration(**card.calibration), Markov.read(tables))
    except (OSError, ValueError, TypeError, EOFError) as error:
        detail = str(error) if isinstance(error, WeightsError) else type(error).__name__
        raise ModelError(f"model {version} cannot be read: {detail}") from error
    except Exception as error:  # a damaged archive raises zipfile's and zlib's own
        raise ModelError(f"model {version} is damaged: {type(error).__name__}") from error
    dry_run(model)
    return model


def dry_run(model: Model) -> float:
    """Score 200 made-up candidates; returns milliseconds.

    Raises:
        ModelError: it fails, or gives what is no probability.
    """
    count = 200
    draw = np.random.default_rng(0)
    zeros, ones = np.zeros(count, np.int64), np.ones(count, np.float32)
    offers = Offers(
        of=zeros, shop=np.arange(1, count + 1), category=np.arange(count) % 13, district=zeros,
        distance_m=draw.uniform(0, 1_000, count), price=draw.uniform(2_000, 12_000, count),
        final_price=draw.uniform(2_000, 12_000, count), tastes=zeros + 5, knows_allergens=zeros, card=zeros + 2,
        good=zeros, is_open=zeros + 1, popularity=draw.random(count), rating=4 * ones, mean_price=7_000 * ones,
        min_price=3_000 * ones, menus=8 * ones, age_days=400 * ones, has_coupon=zeros, similarity=0 * ones,
        recent_popularity=0 * ones,
    )  # fmt: skip
    one, none = np.ones(1, np.float32), np.zeros(1, np.int64)
    asks = Asks(
        hour=12 * one, weekday=none, meal=none + 1, weather=none - 1, radius_m=1_000 * one,
        max_price=np.array([NO_LIMIT], np.float32), spendable=-one, is_low=none, is_urgent=none, company=none - 1,
        avoids_allergens=none, cell=none,
    )  # fmt: skip
    began = time.perf_counter()
    try:
        found = model.score(compute(dataset.strangers(1), asks, offers, model.markov))
    except (ValueError, IndexError) as error:
        raise ModelError(f"model {model.card.version} fails its dry run: {error}") from error
    if found.shape != (count,) or not np.isfinite(found).all() or (found < 0).any() or (found > 1).any():
        raise ModelError(f"model {model.card.version} fails its dry run: it gives no probabilities")
    return (time.perf_counter() - began) * 1_000


def current(folder: Path) -> str | None:
    """The version in use; None when there is none.

    Raises:
        ModelError: the pointer cannot be read.
    """
    try:
        return _checked(str(json.loads((folder / _POINTER).read_text("utf-8"))["version"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / _POINTER} names no model") from error


def point_at(folder: Path, version: str | None) -> None:
    """Take ``version`` into use, or none; processes notice within ``learning.check_seconds``.

    Raises:
        ModelError: it cannot be used; the one in use stays.
    """
    pointer = folder / _POINTER
    if version is None:
        pointer.unlink(missing_ok=True)
        return
    load(folder, version)
    handle, name = tempfile.mkstemp(prefix=".current-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"version": version}, file)
    Path(name).chmod(0o644)
    Path(name).replace(pointer)


def models(folder: Path) -> list[Card]:
    """The cards of all models there that can be read, oldest first."""
    found = []
    for path in folder.glob("*/model.json"):
        try:
            found.append(Card(**json.loads(path.read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            continue
    return sorted(found, key=lambda card: card.trained_at)


def _checked(version: str) -> str:
    if not _VERSION.fullmatch(version):
        raise ModelError(f"no model can be called {version!r}")
    return version
