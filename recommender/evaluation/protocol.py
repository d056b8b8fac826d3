"""One evaluation: learn from the log before the held-out requests, rank all their candidates, compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from recommender.evaluation import baselines, metrics
from recommender.evaluation.baselines import Judged
from recommender.learning import forward
from recommender.learning.artifact import Model
from recommender.learning.crosses import stage_code
from recommender.learning.dataset import Dataset, strangers
from recommender.learning.examples import Slates, features_of
from recommender.learning.rows import Ints, Reals
from recommender.score import WORDS_SHARE, Weights

__all__ = ["Report", "evaluate", "judged_of", "rule_score"]

_KS: Final = (1, 5, 10)
_SLATE: Final = 5
_STAGES: Final = ("onboarding (<3)", "enrichment (3-10)", "advanced (>10)")
_ADVANCED: Final = 2


@dataclass
class Report:
    """Figures by method, by stage, and of personalisation; `as_json` for machines."""

    dataset: str
    requests: int
    candidates: float
    """Mean number of candidates of a request."""
    methods: dict[str, dict[str, float]] = field(default_factory=dict)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    """Stage or warmth → method → NDCG@5, and the number of requests as ``requests``."""
    personal: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "dataset": self.dataset,
            "requests": self.requests,
            "candidates": self.candidates,
            "methods": self.methods,
            "stages": self.stages,
            "personal": self.personal,
        }


def judged_of(dataset: Dataset, model: Model | None = None) -> Judged:
    """The held-out requests whose wanted offer is among their candidates, and the features of all of these.

    Raises:
        ValueError: there is none.
    """
    held = np.flatnonzero(dataset.is_test)
    rows = dataset.rows_of(held)
    wanted = np.bincount(np.searchsorted(held, dataset.offers.of[rows]), dataset.wanted[rows], minlength=len(held))
    held = held[wanted == 1]
    if not len(held):
        raise ValueError("no held-out request with a wanted offer: nothing to judge by")
    features = features_of(dataset, held, None if model is None else model.markov)
    return Judged(dataset, held, dataset.rows_of(held), features, float(dataset.requests.day[held].min()) - 1e-9)


def evaluate(
    judged: Judged,
    model: Model | None,
    slates: tuple[Slates, Slates] | None,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Every method on the same requests and candidates.

    Args:
        model: the learnt one; None: baselines alone.
        slates: to train LightGBM on and to stop it by; None: without it.
        tell: called with the name of each method before it runs.
    """
    dataset, rows = judged.dataset, judged.rows
    counts = np.bincount(judged.features.of, minlength=len(judged.requests))
    runs: dict[str, Callable[[], Reals]] = {
        "popularity": lambda: baselines.popularity(judged),
        "nearest": lambda: baselines.nearest(judged),
        "rule score": lambda: rule_score(judged),
        "user frequency": lambda: baselines.frequency(judged),
        "item-kNN (SAR)": lambda: baselines.item_knn(judged),
        "implicit ALS": lambda: baselines.als(judged),
    }
    if slates is not None:
        runs["LightGBM"] = lambda: baselines.boosted_trees(judged, *slates)
    if model is not None:
        runs["Wide & Deep"] = lambda: model.weights.logits(judged.features)
    if np.isfinite(dataset.utility[rows]).all():
        runs["oracle"] = lambda: dataset.utility[rows]
    report = Report(dataset.name, len(judged.requests), float(counts.mean()))
    stages = _groups(judged)
    report.stages = {name: {"requests": float(mask.sum())} for name, mask in stages.items() if mask.any()}
    for name, run in runs.items():
        tell(name)
        score = run()
        rank = metrics.ranks(score, dataset.wanted[rows], counts)
        report.methods[name] = _figures(judged, score, rank, counts)
        for stage in report.stages:
            report.stages[stage][name] = round(metrics.ndcg(rank[stages[stage]], _SLATE), 4)
    if model is not None:
        tell("personalisation")
        shown = dataset.position[rows] > 0
        chance = forward.probabilities(model.weights.logits(judged.features), model.calibration)
        report.methods["Wide & Deep"]["ECE"] = round(
            metrics.calibration_error(chance[shown], dataset.chosen[rows][shown]), 4
        )
        report.personal = _personalisation(judged, model, counts)
    return report


def rule_score(judged: Judged) -> Reals:
    """The base of `recommender.score.RuleScorer`, from the same columns."""
    weights, offers = Weights(), judged.dataset.offers.take(judged.rows)
    asks = judged.dataset.requests.asks.take(judged.requests)
    of = judged.features.of
    target = np.maximum(np.minimum(8_000, 0.8 * asks.max_price), 1_000)[of]
    user = judged.dataset.requests.user[judged.requests]
    liked = judged.dataset.users.stated_categories[user][of, offers.category]
    is_snack = np.isin(offers.category, (10, 11)) & (asks.meal[of] != 2)
    words = WORDS_SHARE * (np.bincount(of, offers.similarity, minlength=len(judged.requests)) > 0)[of]
    base = (
        weights.distance * np.maximum(0, 1 - offers.distance_m / asks.radius_m[of])
        + weights.price * np.maximum(0, 1 - np.abs(offers.price - target) / target)
        + weights.popularity * np.minimum(1, offers.popularity)
        + weights.preference * np.where(liked > 0, liked, 0.5)
        + weights.open * np.where(offers.is_open > 0, 1, 0.3)
        + weights.meal * ~is_snack
    )
    return np.asarray((1 - words) * base + words * offers.similarity, np.float32)


def _figures(judged: Judged, score: Reals, rank: Any, counts: Ints) -> dict[str, float]:
    dataset, rows = judged.dataset, judged.rows
    best = metrics.top(score, counts, _SLATE)
    shop = np.where(best >= 0, dataset.offers.shop[rows][best], -1)
    category = np.where(best >= 0, dataset.offers.category[rows][best], -1)
    fame = judged.fame().astype(np.float64)
    figures = {f"Recall@{k}": metrics.recall(rank, k) for k in _KS}
    figures |= {f"NDCG@{k}": metrics.ndcg(rank, k) for k in _KS[1:]}
    figures |= {
        "MRR": metrics.reciprocal(rank),
        "coverage": metrics.coverage(shop, len(np.unique(dataset.offers.shop[rows]))),
        "diversity": metrics.intra_list_diversity(category),
        "novelty": metrics.novelty(shop, (fame + 1e-3) / (fame + 1e-3).sum()),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def _groups(judged: Judged) -> Mapping[str, Any]:
    dataset = judged.dataset
    stage = stage_code(dataset.requests.interactions[judged.requests])
    user, _, _ = judged.choices()
    is_warm = np.isin(dataset.requests.user[judged.requests], user)
    by_stage = {name: stage == code for code, name in enumerate(_STAGES)}
    return by_stage | {"warm (in training)": is_warm, "cold (new since)": ~is_warm}


def _personalisation(judged: Judged, model: Model, counts: Ints) -> dict[str, float]:
    """Own slates beside those of a stranger in the same context, for people of more than ten choices."""
    dataset = judged.dataset
    is_advanced = stage_code(dataset.requests.interactions[judged.requests]) == _ADVANCED
    if not is_advanced.any():
        return {}
    nobody = strangers(len(judged.requests))
    other = features_of(dataset, judged.requests, model.markov, people=nobody)
    own, strange = (metrics.top(model.weights.logits(f), counts, _SLATE) for f in (judged.features, other))
    differs = np.array([set(a) != set(b) for a, b in zip(own, strange, strict=True)])
    hit = _hits(judged, counts)
    own_hit, strange_hit = (np.where(best >= 0, hit[best], 0).sum(1) for best in (own, strange))
    user = dataset.requests.user[judged.requests][is_advanced]
    people, index = np.unique(user, return_inverse=True)

    def by_person(value: Any) -> Any:
        return np.bincount(index, value[is_advanced].astype(float), len(people)) / np.bincount(index)

    gain = by_person(own_hit - strange_hit)
    return {
        "people": float(len(people)),
        "slates_that_differ": round(float(differs[is_advanced].mean()), 4),
        "people_whose_slates_differ": round(float((by_person(differs) > 0).mean()), 4),
        "people_with_more_hits": round(float((gain > 1e-9).mean()), 4),
        "people_differing_and_hit_more": round(float(((gain > 1e-9) & (by_person(differs) > 0)).mean()), 4),
        "hit_rate_own": round(float(own_hit[is_advanced].mean()), 4),
        "hit_rate_stranger": round(float(strange_hit[is_advanced].mean()), 4),
    }


def _hits(judged: Judged, counts: Ints) -> Any:
    """(N,) the chance that the offer is the wanted one: exact in a simulation, what happened elsewhere."""
    dataset, rows = judged.dataset, judged.rows
    utility = dataset.utility[rows].astype(np.float64)
    if not np.isfinite(utility).all():
        return dataset.wanted[rows].astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    high = np.repeat(np.maximum.reduceat(utility, starts), counts)
    raised = np.exp(utility - high)
    return raised / np.repeat(np.add.reduceat(raised, starts), counts)
