"""Figures of ranked lists, checked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.evaluation import metrics

COUNTS = np.array([3, 2])
WANTED = np.array([False, True, False, True, False])


def test_ranks_count_from_zero_and_ties_share_the_middle() -> None:
    assert metrics.ranks(np.array([3.0, 2.0, 1.0, 5.0, 1.0]), WANTED, COUNTS).tolist() == [1, 0]
    assert metrics.ranks(np.zeros(5), WANTED, COUNTS).tolist() == [1, 0.5]


def test_what_is_no_number_ranks_last() -> None:
    assert metrics.ranks(np.array([3.0, np.nan, 1.0, 5.0, 1.0]), WANTED, COUNTS)[0] == 2


def test_a_request_without_a_wanted_offer_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        metrics.ranks(np.zeros(5), np.zeros(5, bool), COUNTS)
    with pytest.raises(ValueError, match="lengths"):
        metrics.ranks(np.zeros(4), WANTED, COUNTS)


def test_gains_fall_with_the_logarithm_of_the_rank() -> None:
    rank = np.array([0.0, 1.0, 5.0])
    assert metrics.recall(rank, 5) == pytest.approx(2 / 3)
    assert metrics.ndcg(rank, 5) == pytest.approx((1 + 1 / np.log2(3)) / 3)
    assert metrics.reciprocal(rank) == pytest.approx((1 + 1 / 2 + 1 / 6) / 3)


def test_the_top_of_short_lists_is_padded() -> None:
    found = metrics.top(np.array([1.0, 3.0, 2.0, 5.0, 9.0]), COUNTS, 3)
    assert found.tolist() == [[1, 2, 0], [4, 3, -1]]


def test_diversity_coverage_and_novelty_by_hand() -> None:
    assert metrics.intra_list_diversity(np.array([[1, 1, 2], [3, -1, -1]])) == pytest.approx(2 / 3)
    assert metrics.coverage(np.array([[1, 2], [2, -1]]), 4) == 0.5
    assert metrics.novelty(np.array([[0, 1], [0, -1]]), np.array([0.5, 0.25])) == pytest.approx((1 + 2 + 1) / 3)


@given(st.floats(0.05, 0.95))
def test_an_honest_chance_has_next_to_no_calibration_error(chance: float) -> None:
    draw = np.random.default_rng(1)
    taken = draw.random(20_000) < chance
    assert metrics.calibration_error(np.full(20_000, chance), taken) < 0.04
    assert metrics.calibration_error(np.full(20_000, 1 - chance), taken) == pytest.approx(abs(1 - 2 * chance), abs=0.04)
