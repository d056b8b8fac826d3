"""What could be relaxed is counted truthfully, and never the diet."""

from __future__ import annotations

import pytest

from recommender import Relaxation, options, recommend
from recommender.relax import apply
from recommender.request import Request
from storage.postgres import Pool
from tests.recommender.conftest import request_at


def by_name(found: list[Relaxation]) -> dict[str, Relaxation]:
    return {option.name: option for option in found}


@pytest.mark.parametrize(
    "request_",
    [
        request_at(budget=1000, dishes=("짜장면",), radius_m=300),
        request_at(spendable=1600, categories=("일식",)),
        request_at(budget=2500, tastes=("spicy", "soup"), diet=frozenset({"pork"})),
        request_at(budget=100),
    ],
)
async def test_each_option_brings_the_shops_it_promises(catalogue: Pool, request_: Request) -> None:
    now = (await recommend(catalogue, request_)).total
    for option in await options(catalogue, request_):
        relaxed = apply(request_, option.name, budget=option.budget)
        found = await recommend(catalogue, relaxed)
        assert found.total == option.shops > now
        assert option.name in found.as_json()["relaxed"]


async def test_a_dearer_budget_is_named_in_full_hundreds_and_within_the_card(catalogue: Pool) -> None:
    request = request_at(budget=1000, spendable=6000, dishes=("짜장면",))
    option = by_name(await options(catalogue, request)).get("budget")
    assert option is not None
    assert option.budget is not None
    assert option.budget % 500 == 0
    assert 1000 < option.budget <= 6000


async def test_without_shops_around_nothing_is_offered(catalogue: Pool) -> None:
    assert await options(catalogue, request_at(lat=35.0, lng=130.9)) == []


async def test_leaving_the_card_aside_is_offered_when_the_card_is_the_limit(catalogue: Pool) -> None:
    assert "spendable" in by_name(await options(catalogue, request_at(spendable=1000)))
    assert "spendable" not in by_name(await options(catalogue, request_at(budget=1000, spendable=5000)))


async def test_whoever_named_a_least_amount_is_not_offered_less(catalogue: Pool) -> None:
    ranged = request_at(budget_min=14_900, budget=15_000)
    option = by_name(await options(catalogue, ranged)).get("budget")
    assert option is not None
    assert option.budget is not None
    assert option.budget > 15_000
    found = await recommend(catalogue, apply(ranged, "budget", budget=option.budget))
    assert found.items
    assert all(14_900 <= item.menu.price <= option.budget for item in found.items)


async def test_a_least_amount_alone_can_only_be_dropped(catalogue: Pool) -> None:
    option = by_name(await options(catalogue, request_at(budget_min=200_000))).get("budget")
    assert option is not None
    assert option.budget is None
