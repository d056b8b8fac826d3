"""The real public lists of one city: what is true in them reaches the child, and nothing is added."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import ROOT
from tests.e2e.test_recommendation import NOON, check_promises, slate_of
from tests.system import System

DATA = ROOT.parent / "shared" / "data" / "chuncheon"
FILES = (
    "mealcard_merchants_20250714",
    "merchants_geocoded",
    "good_price_shops",
    "model_restaurants",
    "food_businesses",
)
DENSEST = {"lat": 37.8785, "lng": 127.7310}  # most merchants with a real menu of at most 5,000 won within 1 km

pytestmark = pytest.mark.skipif(not Path(DATA).is_dir(), reason="the public data of ../shared/data is not here")


@pytest.fixture(scope="module")
def chuncheon(system: System) -> Iterator[System]:
    """The system with the city's files in its catalogue, and without the made-up shops while the module runs."""
    assert system.command("catalog", "sample", "--remove").returncode == 0
    files = [str(DATA / f"{name}.csv") for name in FILES]
    imported = system.command("catalog", "import", *files, time_limit_s=300)
    assert imported.returncode == 0, imported.stderr
    yield system
    assert system.command("catalog", "sample").returncode == 0


def test_a_child_in_chuncheon_is_shown_real_merchants_with_real_prices(chuncheon: System) -> None:
    messages = chuncheon.say("5천원으로 점심 먹을만한 곳 추천해줘", user="demo-12000", location=DENSEST, now=NOON)
    slate = slate_of(messages)
    assert slate is not None, messages
    assert 3 <= len(slate["items"]) <= 5
    check_promises(chuncheon, slate, budget=5000, spendable=12_000)


def test_hours_that_no_list_gives_are_said_to_be_unknown(chuncheon: System) -> None:
    sender = str(uuid.uuid4())
    messages = chuncheon.say("8천원으로 점심", sender=sender, user="demo-12000", location=DENSEST, now=NOON)
    slate = slate_of(messages)
    assert slate is not None
    assert all(item["open"] is None and item["closes_at"] is None for item in slate["items"])
    assert "확인" in messages[0]["text"]
    assert "열었" not in messages[0]["text"]


def test_importing_the_files_again_changes_nothing(chuncheon: System) -> None:
    counts = (
        "SELECT count(*) AS shops, max(shop_id) AS last, sum(hashtext(name || coalesce(address, ''))) AS sum FROM shops"
    )
    before = chuncheon.rows(counts)
    again = chuncheon.command("catalog", "import", *(str(DATA / f"{name}.csv") for name in FILES), time_limit_s=300)
    assert again.returncode == 0
    assert chuncheon.rows(counts) == before
