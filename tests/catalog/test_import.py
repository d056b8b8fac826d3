"""Files into the catalogue, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from catalog.importing import FileReport, import_file, parse
from settings import Settings
from storage.errors import StorageError
from storage.postgres import Pool
from tests.catalog.conftest import Rows, WriteCsv
from tests.catalog.test_layouts import GOOD_PRICE, MUNICIPAL, NATIONAL, REGISTRY, municipal, national

DUBU = municipal(
    "행복한두부", "일반가맹점", "일반대중음식", "강원특별자치도춘천시 둥지길 4, 1층 (효자동)", "033-256-1234"
)
KIMBAP = municipal("33떡볶이 후평점", "일반가맹점", "한식", "강원특별자치도 춘천시 후석로 1 1층")
BUTCHER = municipal("미미축산", "일반가맹점", "정육점", "강원특별자치도 춘천시 후석로 2")
DUBU_PRICE = (
    "강원특별자치도", "춘천시", "한식_일반", "행복한 두부", "두부찌개", "8000원", "강원특별자치도 춘천시 둥지길 4",
    "강원특별자치도 춘천시 효자동 651-6", "37.87474796", "127.7353755", "2025-07-11",
)  # fmt: skip


Import = Callable[[Path], Awaitable[FileReport]]


@pytest.fixture
def imported(catalogue: Pool, tmp_path: Path) -> Import:
    """``await imported(path)``: the report."""

    async def load(path: Path) -> FileReport:
        return await import_file(catalogue, parse(path), findings_dir=tmp_path / "rejects")

    return load


@pytest.fixture
def refusing(catalogue_settings: Settings) -> Iterator[str]:
    """The name of a shop that PostgreSQL refuses to take."""
    with psycopg.connect(catalogue_settings.postgres_dsn(owner=True), autocommit=True) as owner:
        owner.execute("ALTER TABLE shops ADD CONSTRAINT refusing CHECK (name <> '거절식당')")
        yield "거절식당"
        owner.execute("ALTER TABLE shops DROP CONSTRAINT refusing")


def counts(report: FileReport) -> tuple[int, int, int, int, int]:
    return report.read, report.new, report.changed, report.same, sum(report.rejected.values())


async def test_every_row_is_new_changed_same_or_rejected(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    path = write_csv("a.csv", MUNICIPAL, DUBU, KIMBAP, BUTCHER, DUBU)
    first = await imported(path)
    assert counts(first) == (4, 2, 0, 0, 2)
    assert first.rejected == {"no place for a meal: 정육점": 1, "duplicate": 1}
    again = await imported(path)
    assert counts(again) == (4, 0, 0, 2, 2)
    moved = write_csv("b.csv", MUNICIPAL, (*DUBU[:7], "033-999-9999", *DUBU[8:]), KIMBAP)
    assert counts(await imported(moved)) == (2, 0, 1, 1, 0)
    assert {row["phone"] for row in await rows("SELECT phone FROM shops")} == {"033-999-9999", None}


async def test_a_second_import_touches_no_row(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    path = write_csv("a.csv", GOOD_PRICE, DUBU_PRICE)
    versions = "SELECT s.xmin::text AS shop, m.xmin::text AS menu, shop_id FROM shops s JOIN menus m USING (shop_id)"
    await imported(path)
    before = await rows(versions)
    await imported(path)
    assert await rows(versions) == before


@pytest.mark.parametrize("price_first", [True, False])
async def test_a_good_price_lands_on_its_merchant_in_any_order(
    imported: Import, write_csv: WriteCsv, rows: Rows, price_first: bool
) -> None:
    files = [write_csv("merchants.csv", MUNICIPAL, DUBU, KIMBAP), write_csv("prices.csv", GOOD_PRICE, DUBU_PRICE)]
    for path in reversed(files) if price_first else files:
        report = await imported(path)
    assert report.joined == 1
    shop, *others = await rows(
        "SELECT s.name, s.category, phone, is_food_card_shop, s.data_from, m.name AS menu, m.price, m.dish,"
        " m.allergens, ST_Y(location::geometry) AS lat, district, business_hours, data_as_of"
        " FROM shops s JOIN menus m USING (shop_id)"
    )
    assert others == []
    assert shop == {
        "name": "행복한두부",
        "category": "한식",
        "phone": "033-256-1234",
        "is_food_card_shop": "Y",
        "data_from": ["municipal-merchants", "good-price-shops"],
        "menu": "두부찌개",
        "price": 8000,
        "dish": "두부찌개",
        "allergens": None,
        "lat": 37.87474796,
        "district": "강원특별자치도 춘천시",
        "business_hours": None,
        "data_as_of": parse(files[0]).records[0].as_of,
    }


async def test_hours_are_stored_with_their_minutes(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    night = {"weekdayOperOpenHhmm": "1700", "weekdayOperColseHhmm": "0030"}
    await imported(write_csv("a.csv", NATIONAL, national("단지막창", "1", **night)))
    (shop,) = await rows(
        "SELECT business_hours, open_minutes @> 1450 AS tuesday_ten_past_midnight,"
        " open_minutes @> 7000 AS friday_night, open_minutes @> 1020 AS monday_five, holiday_minutes FROM shops"
    )
    assert shop["business_hours"]["fri"] == {"open": "17:00", "close": "24:30"}
    assert "sun" not in shop["business_hours"]
    assert shop["tuesday_ten_past_midnight"]
    assert shop["monday_five"]
    assert shop["friday_night"]
    assert shop["holiday_minutes"] is None


async def test_a_list_that_only_adds_makes_no_shop(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    address = ("강원특별자치도 춘천시 둥지길 4 (효자동)", "강원특별자치도 춘천시 효자동 651-6")
    registry = write_csv(
        "registry.csv",
        REGISTRY,
        ("일반음식점", "뀨", *address, "", "분식", "2025-04-30"),
        ("일반음식점", "다른집", *address, "", "한식", "2025-04-30"),
    )
    assert counts(await imported(registry)) == (2, 0, 0, 0, 2)
    await imported(write_csv("merchants.csv", MUNICIPAL, ("뀨", *DUBU[1:])))
    assert counts(await imported(registry)) == (2, 0, 1, 0, 1)
    assert await rows("SELECT category FROM shops") == [{"category": "분식"}]


async def test_two_dishes_of_one_shop_in_one_file_are_both_kept(
    imported: Import, write_csv: WriteCsv, rows: Rows
) -> None:
    tofu = (*DUBU_PRICE[:4], "순두부찌개", "7000원", *DUBU_PRICE[6:])
    report = await imported(write_csv("a.csv", GOOD_PRICE, DUBU_PRICE, tofu, DUBU_PRICE))
    assert counts(report) == (3, 2, 0, 0, 1)
    assert await rows("SELECT name, price FROM menus ORDER BY name") == [
        {"name": "두부찌개", "price": 8000},
        {"name": "순두부찌개", "price": 7000},
    ]


async def test_a_menu_that_is_gone_from_its_list_is_gone(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    await imported(write_csv("a.csv", GOOD_PRICE, DUBU_PRICE))
    renamed = (*DUBU_PRICE[:4], "두부전골", "9000원", *DUBU_PRICE[6:])
    report = await imported(write_csv("b.csv", GOOD_PRICE, renamed))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert await rows("SELECT name, price FROM menus") == [{"name": "두부전골", "price": 9000}]


async def test_rejects_are_written_with_file_line_and_reason(
    imported: Import, write_csv: WriteCsv, tmp_path: Path
) -> None:
    report = await imported(write_csv("list.csv", MUNICIPAL, DUBU, BUTCHER, ("이름만",), DUBU))
    path = tmp_path / "rejects" / "list.csv"
    assert report.findings_file == str(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["file"], row["line"], row["kind"], row["reason"]) for row in found] == [
        ("list.csv", "3", "rejected", "no place for a meal: 정육점"),
        ("list.csv", "4", "rejected", "has 1 of 11 columns"),
        ("list.csv", "5", "rejected", "duplicate of line 2"),
    ]
    assert found[0]["row"].startswith("미미축산,")
    await imported(write_csv("list.csv", MUNICIPAL, DUBU))
    assert not path.exists(), "a clean import leaves no old report behind"


async def test_a_file_that_fails_while_written_leaves_nothing(
    imported: Import, write_csv: WriteCsv, rows: Rows, refusing: str
) -> None:
    await imported(write_csv("a.csv", MUNICIPAL, KIMBAP))
    many = [municipal(f"식당{number}", "일반가맹점", "한식", f"춘천시 백령로 {number}") for number in range(1, 900)]
    last = municipal(refusing, "일반가맹점", "한식", "춘천시 백령로 900")
    with pytest.raises(StorageError):
        await imported(write_csv("b.csv", MUNICIPAL, *many, last))
    assert await rows("SELECT name FROM shops") == [{"name": "33떡볶이 후평점"}]
    assert await rows("SELECT count(*) AS n FROM shop_sources") == [{"n": 1}]


async def test_two_imports_at_once_make_each_shop_once(imported: Import, write_csv: WriteCsv, rows: Rows) -> None:
    paths = [write_csv(f"{number}.csv", MUNICIPAL, DUBU, KIMBAP) for number in range(3)]
    reports = await asyncio.gather(*(imported(path) for path in paths))
    assert sorted(report.new for report in reports) == [0, 0, 2]
    assert len(await rows("SELECT 1 FROM shops")) == 2
