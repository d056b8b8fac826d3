"""Imports a file: read → clean and categorise → join → merge → write, in one transaction."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from psycopg.types.json import Jsonb

from catalog.dishes import get_dishes
from catalog.importing.joining import KnownRecord, join
from catalog.importing.layouts import Layout, recognise
from catalog.importing.merging import merge
from catalog.importing.record import Record, Rejected
from catalog.importing.report import FileReport, Finding, write_findings
from catalog.importing.text import Row, Table, read_table
from catalog.writing import Written, write
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["ParsedFile", "import_file", "parse"]

_LOCK: Final = 0x6361_7461  # "cata"
_CHUNK: Final = 500
_UNKNOWN_SHOP: Final = "no other list names this shop, and this one only adds to known shops"


@dataclass(frozen=True)
class ParsedFile:
    """A file whose layout is known and whose rows are records, before the database is asked anything."""

    path: Path
    layout: Layout
    table: Table
    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def rows(self) -> int:
        """Rows of the file, the unreadable ones included."""
        return len(self.table.rows) + len(self.table.bad_rows)


def parse(path: Path) -> ParsedFile:
    """Read a file and turn its rows into records; a bad row alone is left out.

    Raises:
        CatalogueFileError: the file as a whole cannot be read; see the tree in `catalog.errors`.
    """
    began = time.monotonic()
    table = read_table(path)
    layout = recognise(path, table.columns)
    findings = [Finding(bad.line, "rejected", bad.reason, bad.text) for bad in table.bad_rows]
    records: list[Record] = []
    for row in table.rows:
        try:
            record = layout.read(row)
        except Rejected as reason:
            findings.append(Finding(row.line, "rejected", str(reason), _text(row)))
            continue
        findings += [Finding(row.line, "mended", doubt, _text(row)) for doubt in record.doubts]
        records.append(record)
    return ParsedFile(path, layout, table, tuple(records), tuple(findings), time.monotonic() - began)


async def import_file(
    pool: Pool, file: ParsedFile, *, findings_dir: Path, tell: Callable[[int], None] = lambda _: None
) -> FileReport:
    """Write a parsed file into the catalogue, all of it or, when anything fails, nothing.

    Args:
        pool: of connections; each statement takes about a tenth of a second.
        file: as `parse` gave it.
        findings_dir: where ``<file>.csv`` with the rejected and mended rows goes, when there are any.
        tell: called with the number of rows done since the last call.

    Raises:
        StorageError: PostgreSQL is away or refuses.
    """
    began = time.monotonic()
    async with pool.connection() as conn:
        await queries.load("catalogue").lock_imports(conn, key=_LOCK)
        kept, findings = await _resolve(conn, file)
        written, joined = await _write(conn, file.layout, kept, tell)
    everything = (*file.findings, *findings)
    findings_file = findings_dir / f"{file.path.stem}.csv"
    if everything:
        write_findings(findings_file, file.path.name, everything)
    else:
        findings_file.unlink(missing_ok=True)
    rows = [key for key, record in kept.items() for _ in range(record.rows)]
    return FileReport(
        file=file.path.name,
        layout=file.layout.name,
        encoding=file.table.encoding,
        read=file.rows,
        new=sum(key in written.new for key in rows),
        changed=sum(key in written.changed for key in rows),
        same=sum(key not in written.new and key not in written.changed for key in rows),
        joined=sum(key in joined for key in rows),
        findings=everything,
        seconds=file.seconds + time.monotonic() - began,
        findings_file=str(findings_file) if everything else None,
    )


@dataclass(frozen=True)
class _Kept:
    """A file's record of one shop, and how many of its rows went into it."""

    record: Record
    rows: int


async def _resolve(conn: Connection, file: ParsedFile) -> tuple[dict[str, _Kept], list[Finding]]:
    """The file's records by the key of their shop; further rows of a shop only add menus, or are rejected."""
    keys = join(file.layout.name, file.records, await _known(conn, file.records))
    known_keys = await _existing(conn, keys) if file.layout.is_addition else frozenset(keys)
    kept: dict[str, _Kept] = {}
    findings: list[Finding] = []
    texts = {row.line: row for row in file.table.rows}
    for key, record in zip(keys, file.records, strict=True):
        if key not in known_keys:
            findings.append(Finding(record.line, "rejected", _UNKNOWN_SHOP, _text(texts[record.line])))
        elif key not in kept:
            kept[key] = _Kept(record, 1)
        elif more := [menu for menu in record.menus if menu not in kept[key].record.menus]:
            first = kept[key]
            kept[key] = _Kept(replace(first.record, menus=(*first.record.menus, *more)), first.rows + 1)
        else:
            reason = f"duplicate of line {kept[key].record.line}"
            findings.append(Finding(record.line, "rejected", reason, _text(texts[record.line])))
    return kept, findings


async def _known(conn: Connection, records: Sequence[Record]) -> list[KnownRecord]:
    names = sorted({record.name_key for record in records})
    addresses = sorted({key for record in records for key in record.address.keys})
    rows = queries.load("catalogue").known_records(conn, names=names, addresses=addresses)
    return sorted([KnownRecord.from_row(row) async for row in rows], key=lambda one: (one.source_key, one.name))


async def _existing(conn: Connection, keys: Sequence[str]) -> frozenset[str]:
    return frozenset([row["source_key"] async for row in queries.load("catalogue").records_of(conn, keys=list(keys))])


async def _write(
    conn: Connection, layout: Layout, kept: dict[str, _Kept], tell: Callable[[int], None]
) -> tuple[Written, frozenset[str]]:
    """Merge and write in chunks; returns what writing did and the keys that another source names too."""
    sql = queries.load("catalogue")
    dishes = get_dishes()
    new: set[str] = set()
    changed: set[str] = set()
    joined: set[str] = set()
    keys = list(kept)
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        others: dict[str, dict[str, Record]] = defaultdict(dict)
        async for row in sql.records_of(conn, keys=chunk):
            if row["source"] != layout.name:
                others[row["source_key"]][row["source"]] = Record.from_json(row["record"])
        shops = [merge(key, {**others[key], layout.name: kept[key].record}, dishes) for key in chunk]
        written = await write(conn, shops)
        records = [
            {
                "source_key": key,
                "name_key": kept[key].record.name_key,
                "address_keys": kept[key].record.address.keys,
                "record": kept[key].record.as_json(),
            }
            for key in chunk
        ]
        await sql.write_records(conn, source=layout.name, rows=Jsonb(records))
        new |= written.new
        changed |= written.changed
        joined |= {key for key in chunk if others[key]}
        tell(sum(kept[key].rows for key in chunk))
    return Written(frozenset(new), frozenset(changed)), frozenset(joined)


def _text(row: Row) -> str:
    return ",".join(row.values.values())
