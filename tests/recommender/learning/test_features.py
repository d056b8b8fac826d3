"""Features v1: the design's layout, the same alone and in a crowd, and nothing of the future."""

from __future__ import annotations

import dataclasses

import numpy as np

from recommender.learning.dataset import Dataset, people_at, strangers
from recommender.learning.examples import features_of, slates_of
from recommender.learning.features import compute
from recommender.learning.layout import CROSS, DENSE, ONLINE, SHOP, USER
from recommender.learning.next_order import Markov
from recommender.learning.rows import Offers, taste_mask

TEST_REQUESTS = np.arange(60)


def test_the_layout_is_the_designs() -> None:
    assert (len(USER), len(SHOP), len(CROSS)) == (32, 24, 16)
    assert len(set(DENSE + ONLINE)) == 72 + 26
    assert DENSE.index("likes_한식") == 0
    assert DENSE.index("is_한식") == 32
    assert DENSE.index("category_match") == 56


def test_every_column_stays_near_the_unit_interval(log: Dataset) -> None:
    features = features_of(log, np.flatnonzero(log.is_test)[:300])
    gap = DENSE.index("budget_gap")
    others = np.delete(features.dense, gap, axis=1)
    assert features.is_finite
    assert others.min() >= 0
    assert others.max() <= 1
    assert np.abs(features.dense[:, gap]).max() <= 1
    assert features.online.min() >= 0
    assert features.online.max() <= 1


def test_an_offer_has_the_same_features_alone_and_among_thousands(log: Dataset) -> None:
    markov = Markov.fit(log.events, before=1e9)
    requests = np.flatnonzero(log.is_test)[:40]
    together = features_of(log, requests, markov)
    for number, request in enumerate(requests):
        alone = features_of(log, np.array([request]), markov)
        rows = together.of == number
        np.testing.assert_array_equal(together.dense[rows], alone.dense)
        np.testing.assert_array_equal(together.online[rows], alone.online)
        np.testing.assert_array_equal(together.crosses[rows], alone.crosses)


def test_what_happens_later_changes_nothing_of_what_was_known(log: Dataset) -> None:
    day = float(np.quantile(log.requests.day, 0.5))
    before = np.flatnonzero(log.requests.day < day)[-50:]
    events = log.events
    kept = dataclasses.replace(
        log,
        events=type(events)(**{f.name: getattr(events, f.name)[events.day < day] for f in dataclasses.fields(events)}),
    )
    np.testing.assert_array_equal(features_of(log, before).dense, features_of(kept, before).dense)


def test_a_choice_of_this_very_request_is_not_known_to_its_features(log: Dataset) -> None:
    chosen = log.offers.of[np.flatnonzero(log.chosen)[:200]]
    first = chosen[log.requests.interactions[chosen] == 0]
    assert len(first)
    assert not people_at(log, first).shop.any()


def test_an_unknown_person_and_an_unknown_shop_have_zeros_and_no_surprises(log: Dataset) -> None:
    requests = np.flatnonzero(log.is_test)[:5]
    offers = log.offers.take(log.rows_of(requests))
    local = dataclasses.replace(offers, of=np.searchsorted(requests, offers.of))
    bare = {"rating": 0, "mean_price": 0, "min_price": 0, "menus": 0, "popularity": 0, "price": 0, "final_price": 0}
    empty = dataclasses.replace(local, **{name: np.zeros(len(local.of), np.float32) for name in bare})
    features = compute(strangers(5), log.requests.asks.take(requests), empty)
    assert features.is_finite
    for name in ("visited", "favourite", "category_match", "visit_recency", "interactions", "rating", "menus"):
        assert not features.dense[:, DENSE.index(name)].any(), name
    assert not features.recent.any()


def test_a_visited_shop_says_so(log: Dataset) -> None:
    requests = np.flatnonzero(log.is_test & (log.requests.interactions > 5))
    features = features_of(log, requests)
    rows = log.rows_of(requests)
    people = people_at(log, requests)
    was_there = (people.shop[features.of] == log.offers.shop[rows][:, None]).any(1)
    assert was_there.any()
    assert ((features.dense[:, DENSE.index("visited")] > 0) == was_there).all()


def test_slates_hold_what_was_shown_in_its_order(log: Dataset) -> None:
    slates = slates_of(log, TEST_REQUESTS)
    assert slates.row.shape == (60, 5)
    assert set(np.unique(slates.position)) == {1, 2, 3, 4, 5}
    assert (slates.label.sum(1) <= 1).all()
    assert slates.label.sum() == log.chosen[log.rows_of(TEST_REQUESTS)].sum()


def test_tastes_that_are_not_in_the_layout_are_left_out() -> None:
    assert taste_mask(["spicy", "hot", "soup", "light"]) == 1 + 32
    assert "tastes" in Offers.__annotations__
