"""The sample catalogue in the tests' own database, and the moment most tests stand at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from catalog import sample
from catalog.hours import SEOUL
from catalog.neighbourhoods import NEIGHBOURHOODS
from recommender import Request
from storage.postgres import Pool

TUESDAY_NOON = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)


@pytest.fixture(scope="module")
async def catalogue(pool: Pool) -> Pool:
    """The pool, with the sample catalogue in its database."""
    await sample.load(pool, shops=2000, seed=7)
    return pool


def request_at(neighbourhood: int = 0, **changes: Any) -> Request:
    """A plain request in the middle of a sample neighbourhood, with ``changes``."""
    centre = NEIGHBOURHOODS[neighbourhood]
    plain = Request(user_id=None, lat=centre.lat, lng=centre.lng, at=TUESDAY_NOON, radius_m=1000)
    return replace(plain, **changes)
