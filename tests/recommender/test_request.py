"""A request is complete and sound before any database sees it."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from recommender import RequestError
from tests.recommender.conftest import request_at


@pytest.mark.parametrize(
    "changes",
    [
        {"lat": math.nan},
        {"lng": 181.0},
        {"radius_m": 0},
        {"budget": -1},
        {"spendable": -5},
        {"at": dt.datetime(2026, 11, 24, 12, 0)},  # noqa: DTZ001  # the point of the test
    ],
)
def test_an_unsound_request_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        request_at(**changes)


@pytest.mark.parametrize(
    ("limits", "dearest"),
    [
        ({"budget": 5000, "spendable": 12_000}, 5000),
        ({"budget": 10_000, "spendable": 3200}, 3200),
        ({"spendable": 3200}, 3200),
        ({"budget": 5000}, 5000),
        ({"budget": 5000, "below_price": 3000}, 2999),
        ({"budget": 0, "spendable": 3200}, 0),
    ],
)
def test_the_least_limit_is_the_dearest_price(limits: dict[str, int], dearest: int) -> None:
    assert request_at(**limits).max_price == dearest


def test_mild_means_that_no_menu_may_be_spicy() -> None:
    request = request_at(tastes=("mild", "soup"))
    assert "spicy" in request.avoided.tastes
    assert request.wanted_tastes == ("soup",)


def test_shops_of_unknown_card_use_come_in_only_when_that_was_agreed_to() -> None:
    assert request_at().cards == ("Y", "P")
    assert request_at(relaxed=frozenset({"card"})).cards == ("Y", "P", "U")
