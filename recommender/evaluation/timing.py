"""How long one slate's features and scores take: 200 candidates, a person with a full history, one thread or as set."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from catalog.categories import CATEGORIES
from catalog.hours import SEOUL
from recommender.candidates import Candidate
from recommender.learning.artifact import Model
from recommender.learning.dataset import strangers
from recommender.learning.features import Features
from recommender.learning.forward import stay_on_one_thread
from recommender.learning.layout import HISTORY, PASSED, TASTES
from recommender.learning.rows import People, code_of
from recommender.learning.scorer import WideDeepScorer
from recommender.learning.shop_facts import ShopFacts
from recommender.request import Request

__all__ = ["CANDIDATES", "example", "time_saved_model", "time_scoring"]

CANDIDATES: Final = 200
_SHOPS: Final = 100_000
_WARM_UP: Final = 20


def time_scoring(model: Model, *, rounds: int = 500, seed: int = 7) -> dict[str, float]:
    """Milliseconds of `WideDeepScorer.score`, and of its two halves, over ``rounds`` slates of 200 candidates."""
    stay_on_one_thread()  # as in the action server
    draw = np.random.default_rng(seed)
    judge = WideDeepScorer(model, _regular(draw), _facts(draw))
    slates = [_candidates(draw) for _ in range(16)]
    request = Request(
        user_id="somebody", lat=37.48, lng=126.93, at=dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL), radius_m=1_000,
        spendable=9_000, meal_time="lunch",
    )  # fmt: skip
    features = [judge.features(slate, request) for slate in slates]
    found = {"score": _times(lambda n: judge.score(slates[n % 16], request), rounds)}
    found["features"] = _times(lambda n: judge.features(slates[n % 16], request), rounds)
    found["forward"] = _times(lambda n: model.score(features[n % 16]), rounds)
    return {f"{name}_{key}_ms": value for name, times in found.items() for key, value in times.items()}


def time_saved_model(path: Path, features: Features, *, rounds: int = 200) -> dict[str, float]:
    """The same forward pass by TensorFlow, and what loading it adds to a process, in megabytes and seconds."""
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    import tensorflow as tf

    from recommender.learning.training import inputs_of

    loaded = tf.saved_model.load(str(path)).signatures["serving_default"]
    inputs = inputs_of(features)
    loaded(**inputs)
    cost = {"load_s": time.perf_counter() - began, "memory_mb": (process.memory_info().rss - before) / 1e6}
    times = _times(lambda _: loaded(**inputs), rounds)
    return {f"forward_{key}_ms": value for key, value in times.items()} | {k: round(v, 1) for k, v in cost.items()}


def example(model: Model, seed: int = 7) -> Features:
    """Features of 200 candidates."""
    draw = np.random.default_rng(seed)
    request = Request(None, 37.48, 126.93, dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL), 1_000)
    return WideDeepScorer(model, _regular(draw), _facts(draw)).features(_candidates(draw), request)


def _times(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Percentiles of wall time, and of the thread's own time: what it would be on a machine with nobody else on it."""
    for number in range(_WARM_UP):
        work(number)
    wall, own = [], []
    for number in range(rounds):
        began, began_own = time.perf_counter(), time.thread_time()
        work(number)
        wall.append((time.perf_counter() - began) * 1_000)
        own.append((time.thread_time() - began_own) * 1_000)
    found = {f"p{q}": round(float(np.percentile(wall, q)), 3) for q in (50, 95, 99)}
    return found | {f"cpu_p{q}": round(float(np.percentile(own, q)), 3) for q in (50, 95, 99)}


def _regular(draw: np.random.Generator) -> People:
    """Somebody with as long a history as is looked at."""
    shops = draw.integers(1, _SHOPS, (1, HISTORY))
    return dataclasses.replace(
        strangers(1),
        user=np.array([code_of("somebody")]),
        interactions=np.array([HISTORY]),
        shop=shops,
        category=draw.integers(0, 13, (1, HISTORY)),
        meal=draw.integers(0, 5, (1, HISTORY)),
        age_days=np.sort(draw.uniform(0, 60, (1, HISTORY))).astype(np.float32),
        price=draw.uniform(3_000, 12_000, (1, HISTORY)).astype(np.float32),
        weight=np.full((1, HISTORY), 0.8, np.float32),
        tastes=draw.integers(0, 64, (1, HISTORY)),
        passed_shop=draw.integers(1, _SHOPS, (1, PASSED)),
        passed_category=draw.integers(0, 13, (1, PASSED)),
    )


def _facts(draw: np.random.Generator) -> ShopFacts:
    def reals(low: float, high: float) -> np.ndarray:  # type: ignore[type-arg]
        return draw.uniform(low, high, _SHOPS).astype(np.float32)

    return ShopFacts(
        shop=np.arange(1, _SHOPS + 1),
        district=draw.integers(1, 250, _SHOPS),
        rating=reals(2, 5),
        mean_price=reals(5_000, 12_000),
        min_price=reals(2_000, 5_000),
        menus=reals(3, 40),
        opened=draw.uniform(18_000, 20_000, _SHOPS),
    )


def _candidates(draw: np.random.Generator) -> list[Candidate]:
    return [
        Candidate(
            shop_id=int(shop), name="가게", category=CATEGORIES[int(draw.integers(0, 13))], card="Y",
            good_influence=False, popularity=float(draw.random()), business_hours=None,
            distance=float(draw.uniform(20, 1_000)), open_hint=True, menu_id=int(shop), menu_name="메뉴",
            price=int(draw.integers(20, 120)) * 100, allergens=(),
            tastes=[TASTES[int(draw.integers(0, 6))], "hot", "soup"], dish_asked=False, is_popular=False,
            is_side=False, total=CANDIDATES, chosen=0, similarity=float(draw.random()),
        )
        for shop in draw.integers(1, _SHOPS, CANDIDATES)
    ]  # fmt: skip
