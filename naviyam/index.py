"""``naviyam index build | show | search``: the vectors behind *든든한 거*, and what they find."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from settings import get_settings

__all__ = ["register"]

_BAD_INPUT: Final = 2
_FAILED: Final = 1

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
_group = typer.Typer(
    name="index", help="The search indexes: build them, look at them, search in them.", no_args_is_help=True
)
_Result = TypeVar("_Result")


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_group)


@_group.command()
def build(
    adds: bool = typer.Option(False, "--add", help="Keep the vectors there are and embed only what is new."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Build the indexes from the catalogue; running processes take the new ones within seconds."""
    from recommender.search import maintenance

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err, transient=True, disable=as_json) as progress:
        task = progress.add_task("starting", total=None)

        def tell(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of or None)

        manifest = _run(maintenance.build_indexes(get_settings(), adds=adds, tell=tell))
    _show(manifest.as_json(), as_json)


@_group.command()
def show(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Show what the indexes in use are made of."""
    from recommender.search import maintenance

    manifest = maintenance.manifest_in_use(get_settings())
    if manifest is None:
        _err.print("[red]there is no index yet; make one by: naviyam index build[/red]")
        raise typer.Exit(_FAILED)
    _show(manifest.as_json(), as_json)


@_group.command()
def search(
    words: str = typer.Argument(..., help="What somebody says, e.g. '매콤한 국물'."),
    kind: str = typer.Option("menus", "--in", help="menus, shops or reviews."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Search the whole catalogue by meaning, whatever its place and hours."""
    from recommender.search import maintenance

    if kind not in maintenance.KINDS:
        _err.print(f"[red]there is no index of {kind!r}; there are {', '.join(maintenance.KINDS)}[/red]")
        raise typer.Exit(_BAD_INPUT)
    if not words.strip():
        _err.print("[red]say what to look for, e.g. naviyam index search '매콤한 국물'[/red]")
        raise typer.Exit(_BAD_INPUT)
    found = _run(maintenance.search_index(get_settings(), kind, words))
    if as_json:
        typer.echo(orjson.dumps(found).decode())
        return
    table = Table("similarity", "id", "name", "shop" if kind == "menus" else "")
    for row in found:
        table.add_row(
            f"{row['similarity']:.3f}", str(row["id"]), row["name"], str(row.get("shop") or row.get("category") or "")
        )
    _out.print(table if found else "nothing was understood, or nothing is like it")


def _show(manifest: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(manifest).decode())
        return
    table = Table("index", "rows", "texts", "new", "kind", "nprobe", "k", "recall", "MB", "s")
    for name, one in manifest["indexes"].items():
        counts = (f"{one[key]:,}" for key in ("rows", "texts", "new_texts"))
        how = (one["kind"], str(one["nprobe"]), str(one["nearest"]), f"{one['recall']:.3f}")
        table.add_row(name, *counts, *how, f"{one['megabytes']:.1f}", f"{one['seconds']:.1f}")
    _out.print(table)
    based = f", added to {manifest['based_on']}" if manifest["based_on"] else ""
    made = f"{manifest['model']}, {manifest['dimensions']} dimensions, {manifest['seconds']} s"
    _out.print(f"version {manifest['version']}{based}: {made}")
    _out.print(f"catalogue as of {manifest['catalogue_time']}")


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run to the end; an error of ours is one line and an exit code."""
    from recommender.search.embedder import EmbedderDown
    from recommender.search.index import BadIndex
    from recommender.search.store import BuildRunning

    try:
        return asyncio.run(work)
    except (BadIndex, BuildRunning, EmbedderDown) as error:
        _err.print(f"[red]{error}[/red]")
        raise typer.Exit(_FAILED) from error
