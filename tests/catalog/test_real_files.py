"""The published files themselves, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.importing import FileReport, import_file, parse
from storage.postgres import Pool
from tests.catalog.conftest import Rows

CHUNCHEON = (
    "mealcard_merchants_20250714.csv",
    "merchants_geocoded.csv",
    "good_price_shops.csv",
    "model_restaurants.csv",
    "food_businesses.csv",
)
SEOUL = "mealcard_merchants_2020.csv"
DAEGU = "대구_아동급식카드가맹점_20221125_sample.csv"
CONTENT = """
    SELECT name, category, address, phone, ST_AsText(location::geometry) AS place, is_food_card_shop, data_from,
           data_as_of, search_text,
           (SELECT array_agg(ROW(m.name, m.price, m.dish)::text ORDER BY m.name)
            FROM menus m WHERE m.shop_id = s.shop_id) AS menus
    FROM shops s ORDER BY name, address
"""


@pytest.fixture
def chuncheon(real_data: Path) -> list[Path]:
    return [real_data / "chuncheon" / name for name in CHUNCHEON]


async def load(catalogue: Pool, paths: list[Path], tmp_path: Path) -> list[FileReport]:
    return [await import_file(catalogue, parse(path), findings_dir=tmp_path) for path in paths]


async def test_chuncheons_lists_become_one_catalogue_and_a_second_import_changes_nothing(
    catalogue: Pool, rows: Rows, chuncheon: list[Path], tmp_path: Path
) -> None:
    merchants, geocoded, prices, models, registry = await load(catalogue, chuncheon, tmp_path)
    assert (merchants.read, geocoded.read, prices.read, models.read, registry.read) == (4593, 1372, 111, 99, 6272)
    assert merchants.new == merchants.read - sum(merchants.rejected.values())
    assert merchants.rejected["duplicate"] >= 13
    assert merchants.rejected["no place for a meal: 정육점"] == 6
    assert geocoded.new == 0, "all geocoded shops are merchants"
    assert prices.joined >= 54
    assert models.joined >= 75
    assert prices.rejected["no place for a meal: 이미용업"] == 29
    assert registry.new == 0
    assert merchants.seconds < 20
    (found,) = await rows(
        "SELECT count(*) FILTER (WHERE location IS NOT NULL) AS placed,"
        " count(*) FILTER (WHERE is_food_card_shop = 'P') AS partly,"
        " count(*) FILTER (WHERE business_hours IS NOT NULL) AS with_hours,"
        " count(*) FILTER (WHERE location IS NOT NULL AND is_food_card_shop IN ('Y', 'P') AND EXISTS ("
        "  SELECT FROM menus m WHERE m.shop_id = s.shop_id)) AS usable"
        " FROM shops s"
    )
    assert found["placed"] >= 1372
    assert found["partly"] >= 24
    assert found["with_hours"] == 0, "no list of Chuncheon tells hours, and none are invented"
    assert found["usable"] >= 54
    assert await rows("SELECT count(*) AS n FROM menus WHERE allergens IS NOT NULL") == [{"n": 0}]
    again = await load(catalogue, chuncheon, tmp_path)
    assert [(report.new, report.changed) for report in again] == [(0, 0)] * 5


async def test_the_order_of_real_files_does_not_matter(
    catalogue: Pool, rows: Rows, chuncheon: list[Path], tmp_path: Path
) -> None:
    naming_shops = chuncheon[:4]
    await load(catalogue, naming_shops, tmp_path)
    first = await rows(CONTENT)
    async with catalogue.connection() as conn:
        await conn.execute("DELETE FROM shops")
    await load(catalogue, naming_shops[::-1], tmp_path)
    assert await rows(CONTENT) == first


async def test_seoul_and_daegu_are_read(catalogue: Pool, rows: Rows, real_data: Path, tmp_path: Path) -> None:
    paths = [real_data / "seoul" / SEOUL, real_data / "daegu" / DAEGU]
    seoul, daegu = await load(catalogue, paths, tmp_path)
    assert seoul.rejected["no place for a meal: an account for delivery fees"] == 9
    assert seoul.new > 1900
    assert (daegu.read, daegu.new, daegu.mended) == (24, 24, 1)
    late = await rows("SELECT name FROM shops WHERE business_hours -> 'mon' ->> 'close' > '24:00' ORDER BY name")
    assert {"name": "단지막창"} in late
    closed_on_holidays = await rows("SELECT name FROM shops WHERE business_hours -> 'holiday' = 'null'")
    assert {row["name"] for row in closed_on_holidays} == {"얌샘김밥 대구계명대점", "승짬뽕"}
    always = await rows("SELECT category FROM shops WHERE open_minutes = '{[0,10080)}'")
    assert always == [{"category": "편의점"}] * 4
