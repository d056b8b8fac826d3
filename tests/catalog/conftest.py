"""A catalogue of the tests' own, and files to fill it with."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from ops.stack import database
from settings import ROOT, Settings
from storage.postgres import Pool, open_pool

REAL_DATA = ROOT.parent / "shared" / "data"
"""Public files as they are published; none is part of the project."""

_DATABASE = "naviyam_catalog_{}"
_OWN_NAME = re.compile(r"naviyam_catalog_(\d+)")

WriteCsv = Callable[..., Path]
Rows = Callable[..., Any]


@pytest.fixture(scope="session")
def catalogue_settings(servers: Settings) -> Iterator[Settings]:
    """Settings with a database that only the tests of this folder write to."""
    name = _DATABASE.format(os.getpid())
    own = servers.copy(update={"postgres": servers.postgres.copy(update={"database": name})})
    with database.as_superuser(servers) as server:
        names = [row[0] for row in server.execute("SELECT datname FROM pg_database")]
    for left in (match for match in map(_OWN_NAME.fullmatch, names) if match and not psutil.pid_exists(int(match[1]))):
        database.drop(servers, left[0])
    database.create(own)
    yield own
    database.drop(servers, name)


@pytest.fixture(scope="session")
async def _pool(catalogue_settings: Settings) -> AsyncIterator[Pool]:
    # As the import commands open theirs: thousands of rows in one statement are long work.
    pool = await open_pool(catalogue_settings, name="tests-catalog", statement_timeout_ms=60_000)
    yield pool
    await pool.close()


@pytest.fixture
async def catalogue(_pool: Pool) -> Pool:
    """A pool on an empty catalogue."""
    async with _pool.connection() as conn:
        await conn.execute("DELETE FROM shops")
    return _pool


@pytest.fixture
def rows(catalogue: Pool) -> Rows:
    """``await rows("SELECT …", value, …)``: the rows of a query of the test's own."""

    async def fetch(statement: str, *values: object) -> list[dict[str, Any]]:
        async with catalogue.connection() as conn:
            return await (await conn.execute(statement.encode(), values)).fetchall()

    return fetch


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """``write_csv("a.csv", header, row, …, encoding="utf-8-sig")``: a file of comma-separated values."""

    def make(name: str, *lines: Sequence[str], encoding: str = "utf-8-sig") -> Path:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(lines)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return make


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published files; the test is skipped where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("the published files (../shared/data) are not here")
    return REAL_DATA
