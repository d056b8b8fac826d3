"""The sample catalogue: believable, varied, and the same for the same seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from catalog import sample
from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from catalog.errors import DictionaryError
from catalog.hours import DAYS
from catalog.neighbourhoods import NEIGHBOURHOODS
from catalog.rows import ShopRow
from catalog.sample.hours import SHAPES
from catalog.sample.kinds import read_kinds
from settings import ROOT
from storage.postgres import Pool
from tests.catalog.conftest import Rows


@pytest.fixture(scope="module")
def shops() -> list[ShopRow]:
    return sample.generate(2000, 7, get_dishes())


def share(count: int, of: int) -> float:
    return count / of


def test_the_same_seed_makes_the_same_catalogue_in_another_process(shops: list[ShopRow]) -> None:
    program = (
        "import hashlib; from catalog import sample; from catalog.dishes import get_dishes;"
        "print(hashlib.sha256(repr(sample.generate(2000, 7, get_dishes())).encode()).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert other.stdout.strip() == hashlib.sha256(repr(shops).encode()).hexdigest()


def test_another_seed_makes_another_catalogue(shops: list[ShopRow]) -> None:
    others = sample.generate(2000, 8, get_dishes())
    assert {shop.source_key for shop in shops}.isdisjoint(shop.source_key for shop in others)
    assert sum(mine.name == other.name for mine, other in zip(shops, others, strict=True)) < 100


def test_a_larger_sample_begins_with_the_smaller_one(shops: list[ShopRow]) -> None:
    assert sample.generate(50, 7, get_dishes()) == shops[:50]


def test_every_menu_is_a_dish_at_a_believable_price(shops: list[ShopRow]) -> None:
    dishes = get_dishes()
    for shop in shops:
        assert 3 <= len(shop.menus) <= 12, shop.name
        assert len({menu.name for menu in shop.menus}) == len(shop.menus), shop.name
        for menu in shop.menus:
            assert menu.dish in dishes
            assert 1_500 <= menu.price <= 20_000
            assert menu.price % 100 == 0
            assert menu.price <= max(1_500, dishes[menu.dish].price_high + 1_000)
            assert menu.allergens is None or menu.allergens == dishes[menu.dish].allergens


def test_a_quarter_of_the_menus_tell_no_ingredients_and_some_are_sold_out(shops: list[ShopRow]) -> None:
    menus = [menu for shop in shops for menu in shop.menus]
    assert 0.2 < share(sum(menu.allergens is None for menu in menus), len(menus)) < 0.3
    assert 0.04 < share(sum(not menu.is_available for menu in menus), len(menus)) < 0.08
    assert all(any(menu.is_popular for menu in shop.menus) for shop in shops)
    assert any("peanut" in (menu.allergens or ()) for menu in menus)


def test_the_card_is_accepted_in_the_shares_that_make_every_answer_occur(shops: list[ShopRow]) -> None:
    cards = Counter(shop.card for shop in shops)
    for card, expected in {"Y": 0.60, "P": 0.15, "N": 0.15, "U": 0.10}.items():
        assert abs(share(cards[card], len(shops)) - expected) < 0.03, card


def test_hours_have_every_shape_and_some_are_unknown(shops: list[ShopRow]) -> None:
    known = [shop.hours for shop in shops if shop.hours.days]
    assert 0.05 < 1 - share(len(known), len(shops)) < 0.11
    days = [day for hours in known for day in hours.days.values() if day is not None]
    assert any((day.open, day.close) == (0, 1440) for day in days)
    assert any(day.close > 1440 for day in days)
    assert any(day.pause for day in days)
    assert any(None in [hours.days[key] for key in DAYS] for hours in known)
    assert any("holiday" not in hours.days for hours in known)
    assert {shape for kind in read_kinds() for shape in kind.hours} == set(SHAPES)


def test_popularity_has_a_long_tail_and_flags_vary(shops: list[ShopRow]) -> None:
    popularity = sorted(shop.popularity for shop in shops)
    assert popularity[len(shops) // 2] < 0.1 < 0.4 < popularity[-20]
    assert 0.03 < share(sum(shop.is_good_influence for shop in shops), len(shops)) < 0.07
    assert 0 < sum(shop.is_closed_down for shop in shops) < 100
    assert {shop.rating is None for shop in shops} == {True, False}


def test_names_are_not_numbered_and_differ_within_a_neighbourhood(shops: list[ShopRow]) -> None:
    for place in NEIGHBOURHOODS:
        names = [shop.name for shop in shops if shop.district == place.region]
        assert len(set(names)) == len(names) == 400
    assert share(sum(shop.name[-2].isdigit() for shop in shops), len(shops)) < 0.03
    assert all(2 <= len(shop.name) <= 30 and "{" not in shop.name for shop in shops)
    assert all("-000-" in shop.phone for shop in shops if shop.phone), "a made-up number must reach nobody"


def test_the_kinds_sell_dishes_of_the_dictionary() -> None:
    dishes = get_dishes()
    unknown = {dish for kind in read_kinds() for dish in (*kind.signature, *kind.others) if dish not in dishes}
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[kind]]\ncategory = '한식'\n", "field required"),
        ("not toml", "sample.toml"),
        ("", "kind"),
    ],
)
def test_a_wrong_file_of_kinds_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "sample.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DictionaryError, match=says):
        read_kinds(path)


async def test_the_sample_is_dense_around_every_centre(catalogue: Pool, rows: Rows) -> None:
    assert await sample.is_empty(catalogue)
    written = await sample.load(catalogue, shops=2000, seed=7)
    assert len(written.new) == 2000
    assert not await sample.is_empty(catalogue)
    for place in NEIGHBOURHOODS:
        (found,) = await rows(
            "SELECT count(*) AS shops, count(DISTINCT category) AS categories,"
            " count(*) FILTER (WHERE is_food_card_shop IN ('Y', 'P') AND NOT is_closed_down AND EXISTS ("
            "  SELECT FROM menus m WHERE m.shop_id = s.shop_id AND m.price <= 5000 AND m.is_available)) AS cheap"
            " FROM shops s WHERE ST_DWithin(location, ST_Point(%s, %s)::geography, 1000)",
            place.lng,
            place.lat,
        )
        assert found["shops"] >= 100, place.label
        assert found["categories"] == len(CATEGORIES), place.label
        assert found["cheap"] >= 50, place.label


async def test_loading_again_changes_nothing_and_another_seed_replaces(catalogue: Pool, rows: Rows) -> None:
    await sample.load(catalogue, shops=60, seed=7)
    before = await rows("SELECT shop_id, name FROM shops ORDER BY shop_id")
    again = await sample.load(catalogue, shops=60, seed=7)
    assert (again.new, again.changed) == (frozenset(), frozenset())
    assert await rows("SELECT shop_id, name FROM shops ORDER BY shop_id") == before
    await sample.load(catalogue, shops=40, seed=7)
    assert await rows("SELECT shop_id, name FROM shops ORDER BY shop_id") == before[:40]
    await sample.load(catalogue, shops=40, seed=8)
    assert {row["shop_id"] for row in await rows("SELECT shop_id FROM shops")}.isdisjoint(
        row["shop_id"] for row in before
    )


async def test_removing_the_sample_leaves_real_shops(catalogue: Pool, rows: Rows) -> None:
    await sample.load(catalogue, shops=20, seed=7)
    await rows(
        "INSERT INTO shops (source_key, name, category, data_from)"
        " VALUES ('k', '진짜집', '한식', '{municipal-merchants}') RETURNING 1 AS one"
    )
    assert await sample.remove(catalogue) == 20
    assert await rows("SELECT name FROM shops") == [{"name": "진짜집"}]
