"""The made-up town: the same for the same seed, biased by position, and with a truth nobody else is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from recommender.learning.dataset import Dataset, DatasetError, load, save
from recommender.simulate.run import Size, simulate
from recommender.simulate.words import make_wishes

TINY = Size(users=40, shops=60, districts=1, days=8, test_days=2)


def test_the_same_seed_makes_the_same_log() -> None:
    first, same, other = simulate(TINY, 1), simulate(TINY, 1), simulate(TINY, 2)
    np.testing.assert_array_equal(first.offers.shop, same.offers.shop)
    np.testing.assert_array_equal(first.chosen, same.chosen)
    np.testing.assert_array_equal(first.utility, same.utility)
    assert len(first.offers.shop) != len(other.offers.shop) or (first.offers.shop != other.offers.shop).any()


def test_what_is_shown_first_is_taken_more_often_than_it_deserves(log: Dataset) -> None:
    learnt = ~log.is_test[log.offers.of]
    taken = [log.chosen[learnt & (log.position == place)].mean() for place in range(1, 6)]
    liked = [log.wanted[learnt & (log.position == place)].mean() for place in range(1, 6)]
    assert taken[0] > 2 * taken[4]
    assert taken[0] / taken[4] > 1.2 * liked[0] / max(liked[4], 1e-9)


def test_held_out_requests_have_all_their_candidates_and_one_wanted_offer(log: Dataset) -> None:
    held = np.flatnonzero(log.is_test)
    rows = log.rows_of(held)
    counts = np.bincount(log.offers.of[rows])[held]
    assert counts.mean() > 10
    assert (np.bincount(log.offers.of[rows], log.wanted[rows])[held] == 1).all()
    assert (np.bincount(log.offers.of[log.rows_of(np.flatnonzero(~log.is_test))]) <= 5).all()


def test_nothing_is_offered_that_the_card_cannot_pay(log: Dataset) -> None:
    assert (log.offers.price <= log.requests.asks.max_price[log.offers.of]).all()
    assert (log.offers.distance_m <= log.requests.asks.radius_m[log.offers.of]).all()


def test_what_is_said_in_words_is_wanted_and_the_search_sees_some_of_it(log: Dataset) -> None:
    held = np.flatnonzero(log.is_test)
    rows = log.rows_of(held)
    similarity, of = log.offers.similarity[rows], log.offers.of[rows]
    speaks = np.isin(of, of[similarity > 0])
    assert 0.15 < len(np.unique(of[speaks])) / len(held) < 0.4
    wanted = log.wanted[rows]
    assert similarity[speaks & wanted].mean() > 1.5 * similarity[speaks & ~wanted].mean()
    assert similarity.max() <= 1


def test_words_say_what_somebody_means_only_roughly() -> None:
    wishes = make_wishes(np.random.default_rng(1))
    understood = wishes.similarity.any(1)
    assert understood.mean() > 0.9
    pairs = zip(wishes.meant[understood], wishes.similarity[understood], strict=True)
    assert 0.2 < np.mean([np.corrcoef(*pair)[0, 1] for pair in pairs]) < 0.8


def test_a_log_survives_its_file(log: Dataset, tmp_path: Path) -> None:
    save(log, tmp_path / "log.npz")
    again = load(tmp_path / "log.npz")
    for part in ("users", "events", "offers"):
        for field in dataclasses.fields(getattr(log, part)):
            np.testing.assert_array_equal(
                getattr(getattr(log, part), field.name), getattr(getattr(again, part), field.name)
            )
    np.testing.assert_array_equal(log.is_test, again.is_test)
    assert [path.name for path in tmp_path.iterdir()] == ["log.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"no dataset"])
def test_a_broken_file_is_said_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"broken\.npz"):
        load(path)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="naviyam recommender simulate"):
        load(tmp_path / "none.npz")
