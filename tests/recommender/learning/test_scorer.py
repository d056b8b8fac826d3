"""The learnt scorer in the pipeline's place: its parts apart, and the rules whenever anything is wrong."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.categories import CATEGORIES
from recommender.learning.artifact import Model
from recommender.learning.dataset import strangers
from recommender.learning.forward import Ensemble
from recommender.learning.layout import DENSE
from recommender.learning.rows import Reals
from recommender.learning.scorer import WideDeepScorer
from recommender.learning.shop_facts import ShopFacts
from recommender.score import RuleScorer
from tests.recommender.conftest import request_at
from tests.recommender.test_ranking import candidate


def scorer(model: Model, facts: ShopFacts | None = None) -> WideDeepScorer:
    return WideDeepScorer(model, strangers(1), facts or ShopFacts.empty())


def _with_tables(model: Model, **tables: Reals) -> Model:
    members = tuple(dataclasses.replace(member, **tables) for member in model.weights.members)
    return dataclasses.replace(model, weights=Ensemble(members))


def test_the_card_counts_beside_the_model_and_is_told_apart(model: Model) -> None:
    accepted, partly = scorer(model).score([candidate(1), candidate(1, card="P")], request_at())
    assert accepted.bonus == 0.2
    assert partly.bonus == 0
    assert 0 < partly.base < 1
    assert accepted.score == pytest.approx((accepted.base + 0.2) / 1.2)
    assert partly.score == pytest.approx(partly.base / 1.2)


def test_a_model_knows_what_words_are_worth_and_likes_what_was_meant(model: Model) -> None:
    near, far = scorer(model).score(
        [candidate(1, similarity=0.9), candidate(1, similarity=0.0)], request_at(text="매콤한 국물")
    )
    assert model.knows_words
    assert near.base > far.base


def test_with_a_model_of_a_wordless_log_what_was_said_counts_as_it_does_in_the_rules(model: Model) -> None:
    scale = model.weights.members[0].scale.copy()
    scale[DENSE.index("text_similarity")] = 0
    wordless = _with_tables(model, scale=scale)
    near, far = candidate(1, similarity=0.9), candidate(1, similarity=0.0)
    said = scorer(wordless).score([near, far], request_at(text="매콤한 국물"))
    unsaid = scorer(wordless).score([near, far], request_at())
    assert said[0].base == pytest.approx(0.6 * unsaid[0].base + 0.4 * 0.9)
    assert said[1].base == pytest.approx(0.6 * unsaid[1].base)


def test_nothing_to_score_is_no_error(model: Model) -> None:
    assert scorer(model).score([], request_at()) == []


def test_the_order_of_candidates_does_not_matter(model: Model) -> None:
    offered = [candidate(number, distance=40.0 * number, price=3000 + 500 * number) for number in range(1, 20)]
    forward = scorer(model).score(offered, request_at())
    backward = scorer(model).score(offered[::-1], request_at())
    np.testing.assert_allclose([one.score for one in forward], [one.score for one in backward[::-1]], atol=1e-6)


def test_a_figure_that_is_no_number_means_the_rules_and_the_log_says_so(model: Model) -> None:
    judge = scorer(model)
    offered = [candidate(1, popularity=float("nan")), candidate(2)]
    found = judge.score(offered, request_at())
    assert judge.version == "rule-1"
    assert [one.base for one in found][1] == RuleScorer().score(offered, request_at())[1].base
    assert scorer(model).version == "small"


def test_a_category_of_nobody_means_the_rules(model: Model) -> None:
    judge = scorer(model)
    assert len(judge.score([candidate(1, category="우주식")], request_at())) == 1
    assert judge.version == "rule-1"


def test_a_model_that_breaks_means_the_rules(model: Model) -> None:
    broken = _with_tables(model, shop=model.weights.members[0].shop[:1])
    judge = scorer(broken)
    assert judge.score([candidate(7)], request_at())[0].base == RuleScorer().score([candidate(7)], request_at())[0].base
    assert judge.version == "rule-1"


_CANDIDATES = st.builds(
    candidate,
    st.integers(1, 2_000_000),
    category=st.sampled_from(CATEGORIES),
    card=st.sampled_from("YPNU"),
    popularity=st.floats(0, 99),
    distance=st.floats(0, 50_000),
    open_hint=st.sampled_from([True, False, None]),
    price=st.integers(1, 1_000_000),
    allergens=st.sampled_from([None, (), ("egg",)]),
    tastes=st.lists(st.sampled_from(["spicy", "hot", "light", "unheard of"])),
    similarity=st.floats(0, 1),
)


@settings(max_examples=200)
@given(st.lists(_CANDIDATES, max_size=12), st.sampled_from([None, 0, 3_000, 50_000]), st.integers(0, 23))
def test_whatever_is_offered_the_score_lies_in_the_unit_interval(
    model: Model, offered: list[object], spendable: int | None, hour: int
) -> None:
    at = request_at().at.replace(hour=hour)
    judge = scorer(model)
    found = judge.score(offered, request_at(spendable=spendable, at=at))  # type: ignore[arg-type]
    assert judge.version == "small"
    assert [one.candidate for one in found] == offered
    assert all(0 <= one.score <= 1 for one in found)
