"""Training on a small town: better than what costs nothing, and its two forms are one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from recommender.evaluation.protocol import evaluate, judged_of
from recommender.learning import forward, publishing
from recommender.learning.artifact import Model
from recommender.learning.dataset import Dataset
from recommender.learning.examples import features_of
from recommender.learning.layout import VERSION
from recommender.learning.training import TrainingError, without_columns
from tests.recommender.learning.conftest import Learnt


def test_the_saved_model_and_the_numpy_form_are_one(folder: Path, learnt: Learnt, model: Model) -> None:
    _, _, valid = learnt
    rows = valid.row[valid.row >= 0]
    saved, features_version = publishing.saved_probabilities(folder / "small" / "saved_model", valid.features, rows)
    here = model.score(valid.features)[rows]
    assert features_version == VERSION
    np.testing.assert_allclose(saved, here, atol=1e-5)
    assert saved.std() > 0.01


def test_learning_beats_what_costs_nothing_and_stays_below_the_truth(log: Dataset, model: Model) -> None:
    found = evaluate(judged_of(log, model), model, None).methods
    ours = found["Wide & Deep"]["NDCG@5"]
    for name in ("popularity", "nearest", "rule score", "user frequency", "item-kNN (SAR)", "implicit ALS"):
        assert found[name]["NDCG@5"] < ours, name
    assert ours < found["oracle"]["NDCG@5"]
    assert found["Wide & Deep"]["ECE"] < 0.1


def test_the_first_place_is_learnt_as_a_place_and_not_as_a_merit(learnt: Learnt) -> None:
    position = learnt[0].networks[0].position.numpy()[:, 0]
    assert position[1] > position[5]


def test_of_whom_and_what_the_log_does_not_know_nothing_is_held(learnt: Learnt, log: Dataset) -> None:
    weights, train = learnt[0].weights.members[0], features_of(log, np.flatnonzero(~log.is_test))
    met = np.isin(np.arange(len(weights.cares)), train.user)
    shown = np.isin(np.arange(len(weights.style)), train.shop)
    assert weights.cares[met].any(axis=1).all()
    assert weights.liking[met].any(axis=1).all()
    assert not weights.cares[~met].any()
    assert not weights.liking[~met].any()
    assert not weights.style[~shown].any()


def test_l1_keeps_most_of_the_wide_part_empty(learnt: Learnt) -> None:
    wide = learnt[0].weights.members[0].wide
    assert 0 < np.count_nonzero(wide) < 0.5 * wide.size


def test_calibration_undoes_the_class_weights(learnt: Learnt) -> None:
    trained, _, valid = learnt
    there = valid.row >= 0
    chance = forward.probabilities(trained.weights.logits(valid.features), trained.calibration)[valid.row[there]]
    # Within a tenth: the calibration is of the network that had not learnt these days, the one in use has.
    assert chance.mean() == pytest.approx(valid.label[there].mean(), rel=0.1)


def test_too_few_choices_are_said_and_not_learnt_from(log: Dataset) -> None:
    none = dataclasses.replace(log, chosen=np.zeros_like(log.chosen))
    with pytest.raises(TrainingError, match="the log has 0 choices"):
        publishing.split_of(none)


def test_validation_lies_after_training(log: Dataset) -> None:
    split = publishing.split_of(log)
    assert log.requests.day[split.train].max() <= log.requests.day[split.valid].min()
    assert not log.is_test[split.train].any()
    assert not log.is_test[split.valid].any()


def test_a_column_left_out_is_zero_and_the_others_stay(learnt: Learnt) -> None:
    features = learnt[2].features
    without = without_columns(features, frozenset({"distance_penalty"}))
    changed = (without.dense != features.dense).any(0)
    assert changed.sum() == 1


def test_networks_of_different_seeds_are_averaged(learnt: Learnt) -> None:
    trained, _, valid = learnt
    members = trained.weights.members
    assert len(members) == len(trained.networks) == 3
    assert (members[0].style != members[1].style).any()
    each = np.stack([member.logits(valid.features) for member in members])
    np.testing.assert_allclose(trained.weights.logits(valid.features), each.mean(0), atol=1e-5)
