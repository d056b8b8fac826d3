"""``naviyam catalog import | sample | status``: fill the catalogue, and look at what is in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from catalog import sample as sample_catalogue
from catalog import status as catalogue_status
from catalog.dishes import get_dishes
from catalog.errors import CatalogueError
from catalog.importing import FileReport, ParsedFile, import_file, parse
from settings import get_settings
from storage.errors import StorageError
from storage.postgres import Pool, open_pool

__all__ = ["register"]

_BAD_INPUT: Final = 2
_FAILED: Final = 1
_STATEMENT_TIMEOUT_MS: Final = 60_000

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
_group = typer.Typer(name="catalog", help="Fill the catalogue of shops, and look at it.", no_args_is_help=True)
_Result = TypeVar("_Result")


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_group)


@_group.command("import")
def import_(
    files: list[Path] = typer.Argument(..., help="CSV files of any layout we know (UTF-8 or CP949).", metavar="FILE…"),
    as_json: bool = typer.Option(False, "--json", help="For machines: a list with a report for each file."),
) -> None:
    """Import public lists of shops. Safe to repeat; each file is one transaction.

    Exit code 2 when a file cannot be used at all; nothing of it is loaded then, and the other files are.
    """
    parsed: list[ParsedFile] = []
    is_refused = False
    for path in files:
        try:
            with _err.status(f"reading {path.name}"):
                parsed.append(parse(path))
        except CatalogueError as error:
            _err.print(f"[red]{error}[/red]")
            is_refused = True
    # Lists that only add to known shops come after those that name them.
    parsed.sort(key=lambda file: file.layout.is_addition)
    reports, made_up = _run(_import_all(parsed, shows_progress=not as_json))
    if reports:
        _freshen_index()
    if as_json:
        typer.echo(json.dumps([report.as_json() for report in reports], ensure_ascii=False))
    elif reports:
        _show(reports)
        if made_up:
            _out.print(f"{made_up:,} made-up shops are there too; to take them out: naviyam catalog sample --remove")
    if is_refused:
        raise typer.Exit(_BAD_INPUT)


@_group.command()
def sample(
    shops: int = typer.Option(2000, min=1, max=200_000, help="How many shops."),
    seed: int = typer.Option(7, help="The same seed makes the same catalogue."),
    out: Path | None = typer.Option(None, help="Write it to this file (JSON lines) instead of into the catalogue."),
    remove: bool = typer.Option(False, "--remove", help="Take the sample out of the catalogue instead."),
) -> None:
    """Make a sample catalogue of made-up shops around real neighbourhoods, in place of an earlier sample."""
    if remove:
        _out.print(f"{_run(_with_pool(sample_catalogue.remove)):,} made-up shops removed")
        return
    if out is not None:
        rows = sample_catalogue.generate(shops, seed, get_dishes())
        with out.open("wb") as target:
            for row in rows:
                target.write(orjson.dumps({**row.as_json(), "menus": [menu.as_json() for menu in row.menus]}) + b"\n")
        _out.print(f"{len(rows):,} made-up shops written to {out}")
        return
    with _out.status("making shops"):
        written = _run(_with_pool(lambda pool: sample_catalogue.load(pool, shops=shops, seed=seed)))
    same = shops - len(written.new) - len(written.changed)
    _out.print(f"{shops:,} made-up shops: {len(written.new):,} new, {len(written.changed):,} changed, {same:,} same")


@_group.command()
def status(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Show what the catalogue holds."""
    found = _run(_with_pool(catalogue_status.read))
    if as_json:
        typer.echo(orjson.dumps(found.as_json()).decode())
        return
    totals = Table("shops", "with coordinates", "with hours", "with menus", "closed down", "made up", "menus")
    totals.add_row(*(f"{value:,}" for value in found.totals))
    _out.print(totals)
    for title, counts in (("category", found.categories), ("card", found.cards), ("source", found.sources)):
        table = Table(title, "shops")
        for name, count in counts.items():
            table.add_row(name, f"{count:,}")
        _out.print(table)


async def _import_all(files: list[ParsedFile], *, shows_progress: bool) -> tuple[list[FileReport], int]:
    """The reports, and how many shops of the sample are in the catalogue beside the real ones."""
    if not files:
        return [], 0
    settings = get_settings()
    reports: list[FileReport] = []
    pool = await open_pool(settings, name="naviyam-import", statement_timeout_ms=_STATEMENT_TIMEOUT_MS)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err, transient=True, disable=not shows_progress) as progress:
        try:
            for file in files:
                task = progress.add_task(file.path.name, total=len(file.records))
                reports.append(
                    await import_file(
                        pool,
                        file,
                        findings_dir=settings.var_dir / "rejects",
                        tell=lambda done, task=task: progress.advance(task, done),  # type: ignore[misc]
                    )
                )
                progress.update(task, completed=len(file.records))
            found = await catalogue_status.read(pool)
        finally:
            await pool.close()
    return reports, found.totals.made_up


def _freshen_index() -> None:
    """Have the search know what was imported, where there are indexes already (``naviyam up`` makes the first)."""
    from recommender.search import maintenance
    from recommender.search.embedder import EmbedderDown
    from recommender.search.store import BuildRunning

    settings = get_settings()
    if not maintenance.is_there(settings):
        return
    try:
        with _err.status("bringing the search indexes up to date"):
            asyncio.run(maintenance.freshen(settings))
    except (BuildRunning, EmbedderDown, StorageError) as error:
        _err.print(f"the search does not know of it yet ({error}); to try again: naviyam index build --add")


async def _with_pool(work: Any) -> Any:
    pool: Pool = await open_pool(get_settings(), name="naviyam-catalog", statement_timeout_ms=_STATEMENT_TIMEOUT_MS)
    try:
        return await work(pool)
    finally:
        await pool.close()


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run to the end; an error of ours is one line and an exit code."""
    try:
        return asyncio.run(work)
    except CatalogueError as error:
        _err.print(f"[red]{error}[/red]")
        raise typer.Exit(_BAD_INPUT) from error
    except StorageError as error:
        _err.print(f"[red]{error}[/red]")
        raise typer.Exit(_FAILED) from error


def _show(reports: list[FileReport]) -> None:
    figures = ("read", "new", "changed", "same", "rejected", "joined", "mended", "s")
    right = [Column(name, justify="right", no_wrap=True) for name in figures]
    table = Table(Column("file", overflow="fold"), *right, box=SIMPLE_HEAD, padding=(0, 0, 0, 1))
    for report in reports:
        rejected = sum(report.rejected.values())
        numbers = (report.read, report.new, report.changed, report.same, rejected, report.joined, report.mended)
        table.add_row(report.file, *(f"{number:,}" for number in numbers), f"{report.seconds:.1f}")
    _out.print(table)
    for report in reports:
        for reason, count in report.rejected.most_common():
            _out.print(f"  {report.file}: {count:,} rejected: {reason}")
        if report.findings_file:
            _out.print(f"  {report.file}: every line left out or mended is in {report.findings_file}")
