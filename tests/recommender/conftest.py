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
from recommender.search.build import build
from recommender.search.embedder import open_embedder
from recommender.search.store import Store
from recommender.sources import Sources
from settings import Settings
from storage.postgres import Pool
from storage.redis import Client

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


@pytest.fixture(scope="module")
async def store(catalogue: Pool, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A folder with the indexes of the sample catalogue, built from nothing."""
    store = Store(tmp_path_factory.mktemp("search"))
    await build(catalogue, open_embedder(settings), store, settings)
    return store


@pytest.fixture
async def sources(store: Store, settings: Settings, redis: Client) -> Sources:
    """All sources of candidates, their indexes loaded and the popular list empty."""
    sources = Sources(settings, redis, folder=store.folder)
    await sources.refresh()
    return sources
