"""``naviyam catalog …`` as a person types it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from naviyam import catalog as command
from recommender.search import maintenance
from settings import Settings, get_settings
from tests.catalog.conftest import WriteCsv
from tests.catalog.test_import import BUTCHER, DUBU, DUBU_PRICE, KIMBAP
from tests.catalog.test_layouts import GOOD_PRICE, MUNICIPAL
from tests.instance import environment_of

Command = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("catalogue", "_environment")


@pytest.fixture
def _environment(catalogue_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the command finds in its environment leads to the catalogue of these tests."""
    for name, value in environment_of(catalogue_settings).items():
        if name.startswith("NAVIYAM_"):
            monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def naviyam() -> Command:
    """``naviyam("import", path)``: as typed on the command line, on an empty catalogue."""
    app = typer.Typer()
    command.register(app)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, ["catalog", *map(str, arguments)])

    return run


def test_an_import_shows_what_it_did_and_where_the_rejects_are(naviyam: Command, write_csv: WriteCsv) -> None:
    shown = naviyam("import", write_csv("merchants.csv", MUNICIPAL, DUBU, KIMBAP, BUTCHER, DUBU))
    assert shown.exit_code == 0, shown.output
    assert "merchants.csv" in shown.stdout
    assert "1 rejected: no place for a meal: 정육점" in shown.stdout
    assert "1 rejected: duplicate" in shown.stdout
    assert str(get_settings().var_dir / "rejects" / "merchants.csv") in shown.stdout


def test_an_import_can_be_read_by_machines(naviyam: Command, write_csv: WriteCsv) -> None:
    merchants = write_csv("merchants.csv", MUNICIPAL, DUBU, KIMBAP)
    prices = write_csv("prices.csv", GOOD_PRICE, DUBU_PRICE, encoding="cp949")
    shown = naviyam("import", "--json", merchants, prices)
    assert shown.exit_code == 0, shown.output
    first, second = json.loads(shown.stdout)
    assert (first["layout"], first["read"], first["new"], first["rejected"]) == ("municipal-merchants", 2, 2, {})
    assert (second["encoding"], second["changed"], second["joined"]) == ("cp949", 1, 1)


def test_a_file_that_cannot_be_used_ends_in_one_line_and_exit_code_2(
    naviyam: Command, write_csv: WriteCsv, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    shown = naviyam("import", "--json", empty, write_csv("merchants.csv", MUNICIPAL, DUBU))
    assert shown.exit_code == 2
    assert shown.stderr == f"{empty}: the file is empty\n"
    assert [report["file"] for report in json.loads(shown.stdout)] == ["merchants.csv"], "the others are imported"
    assert json.loads(naviyam("status", "--json").stdout)["totals"]["shops"] == 1


def test_nothing_is_loaded_when_every_file_is_refused(naviyam: Command, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("이름,주소\n김밥,서울\n", encoding="utf-8")
    shown = naviyam("import", wrong)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert json.loads(naviyam("status", "--json").stdout)["totals"]["shops"] == 0


def test_the_sample_is_loaded_counted_and_removed(naviyam: Command) -> None:
    assert "60 made-up shops: 60 new" in naviyam("sample", "--shops", 60, "--seed", 3).stdout
    status = json.loads(naviyam("status", "--json").stdout)
    assert status["totals"]["shops"] == status["totals"]["made_up"] == status["sources"]["sample"] == 60
    assert sum(status["categories"].values()) == sum(status["cards"].values()) == 60
    assert "한식" in naviyam("status").stdout
    assert "60 made-up shops removed" in naviyam("sample", "--remove").stdout


def test_an_import_beside_the_sample_says_that_made_up_shops_are_there(naviyam: Command, write_csv: WriteCsv) -> None:
    naviyam("sample", "--shops", 20)
    assert "20 made-up shops" in naviyam("import", write_csv("merchants.csv", MUNICIPAL, DUBU)).stdout


def test_the_sample_can_be_written_to_a_file(naviyam: Command, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    assert naviyam("sample", "--shops", 30, "--seed", 5, "--out", first).exit_code == 0
    assert naviyam("sample", "--shops", 30, "--seed", 5, "--out", second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    shops = [json.loads(line) for line in first.read_text(encoding="utf-8").splitlines()]
    assert len(shops) == 30
    assert all(shop["menus"] for shop in shops)
    assert json.loads(naviyam("status", "--json").stdout)["totals"]["shops"] == 0


def test_an_absent_server_is_one_line_and_exit_code_1(
    naviyam: Command, write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVIYAM_POSTGRES__PORT", "1")
    get_settings.cache_clear()
    shown = naviyam("import", write_csv("merchants.csv", MUNICIPAL, DUBU))
    assert shown.exit_code == 1
    assert shown.stderr.count("\n") == 1
    assert "Traceback" not in shown.output


def test_an_import_brings_the_search_up_to_date_where_there_is_one(
    naviyam: Command, write_csv: WriteCsv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = get_settings()
    monkeypatch.setattr(maintenance, "index_folder", lambda _: tmp_path / "search")  # the running system has its own
    assert naviyam("import", write_csv("merchants.csv", MUNICIPAL, DUBU)).exit_code == 0
    assert maintenance.manifest_in_use(settings) is None
    first = asyncio.run(maintenance.build_indexes(settings))
    assert naviyam("import", write_csv("more.csv", MUNICIPAL, DUBU, KIMBAP)).exit_code == 0
    later = maintenance.manifest_in_use(settings)
    assert later is not None
    assert later.based_on == first.version
    assert (first.indexes["shops"]["rows"], later.indexes["shops"]["rows"]) == (1, 2)
