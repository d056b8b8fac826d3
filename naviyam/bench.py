"""``naviyam bench NAME``: measure the running system."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Callable

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from settings import get_settings

__all__ = ["add", "register"]

_bench = typer.Typer(help="Measure the running system; each prints a table, or JSON with --json.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_bench, name="bench")


def add(command: Callable[..., None]) -> None:
    """Add a benchmark that stands in a file of its own; its name is the function's."""
    _bench.command()(command)


@_bench.callback()
def _group() -> None:
    """Keeps ``bench NAME`` a group while it has one benchmark."""


@_bench.command()
def chat(
    concurrency: list[int] = typer.Option((1, 8, 32), min=1, max=256, help="Senders at once; repeatable."),
    seconds: float = typer.Option(10.0, min=1, max=120, help="How long each level lasts."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Greetings and recommendation turns, end to end through the REST webhook, every sender another."""
    from catalog.neighbourhoods import NEIGHBOURHOODS
    from ops.bench import chat as bench

    settings = get_settings()
    first = NEIGHBOURHOODS[0]
    with Progress(
        TextColumn("{task.description}"),
        TextColumn("{task.completed} answers"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task("warming up", total=None)

        def tell(scenario: str, senders: int, count: int) -> None:
            progress.update(task, description=f"{scenario}, {senders} at once", completed=count)

        report = asyncio.run(
            bench.run(
                settings,
                place=(first.lat, first.lng),
                concurrencies=tuple(concurrency),
                seconds=seconds,
                tell=tell,
            )
        )
    report["at"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    table = Table("scenario", "at once", "answers/s", "p50 ms", "p95 ms", "p99 ms", "requests", "errors")
    for row in report["levels"]:
        keys = ("scenario", "concurrency", "per_second", "p50_ms", "p95_ms", "p99_ms", "requests", "errors")
        table.add_row(*(str(row[key]) for key in keys))
    console = Console(highlight=False)
    console.print(table)
    for error in {row["first_error"] for row in report["levels"] if row["first_error"]}:
        console.print(f"first error: {error}")
    memory = ", ".join(f"{name} {megabytes}" for name, megabytes in report["memory_mb"].items())
    console.print(f"memory MB: {memory}; Rasa workers: {report['rasa_workers']}; cores: {report['machine']['cores']}")
