"""``naviyam bench recommend``: slates out of a country's catalogue."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from naviyam.bench import add
from settings import get_settings
from telemetry import logs

__all__ = ["register"]


def register(app: typer.Typer) -> None:  # noqa: ARG001  # the command belongs to the group of another file
    """Add this file's command to the group ``bench``."""
    add(recommend)


def recommend(
    shops: int = typer.Option(100_000, min=100, max=1_000_000, help="Shops of the made-up country; ten menus each."),
    people: int = typer.Option(1_000, min=10, max=100_000, help="Requests, each by somebody else somewhere else."),
    concurrency: list[int] = typer.Option((1, 8), min=1, max=256, help="Slates at once; repeatable."),
    seconds: float = typer.Option(10.0, min=1, max=120, help="How long each level lasts."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Slates out of a country's catalogue, in a database of its own; the first run makes it (minutes)."""
    from ops.bench import recommend as bench

    logs.configure("bench", stream=sys.stderr)
    console = Console(highlight=False)
    err = Console(stderr=True)
    with err.status("starting") as status:
        report = asyncio.run(
            bench.run(
                get_settings(),
                shops=shops,
                people=people,
                concurrencies=tuple(concurrency),
                seconds=seconds,
                tell=lambda what: status.update(what),
            )
        )
    report["at"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    _show(report, console)


def _show(report: dict[str, Any], console: Console) -> None:
    table = Table("", "p50 ms", "p95 ms", "p99 ms")
    for name in ("slate_ms", "scoring_ms"):
        table.add_row(name.removesuffix("_ms"), *(str(report[name].get(key, "")) for key in ("p50", "p95", "p99")))
    console.print(table)
    stages = Table("stage", "mean ms")
    for name, mean in report["stage_mean_ms"].items():
        stages.add_row(name, str(mean))
    console.print(stages)
    levels = Table("at once", "slates/s", "p50 ms", "p95 ms", "p99 ms", "slates", "errors")
    for row in report["levels"]:
        keys = ("concurrency", "per_second", "p50_ms", "p95_ms", "p99_ms", "requests", "errors")
        levels.add_row(*(str(row[key]) for key in keys))
    console.print(levels)
    cpu = ", ".join(f"{name} {ms} ms" for name, ms in report["cpu_mean_ms"].items())
    console.print(f"processor time of one slate, mean: {cpu}")
    for line in report["plan"]:
        console.print(line, style="dim", markup=False)
    console.print(
        f"{report['shops']:,} shops, {report['menus']:,} menus, {report['people']:,} people; "
        f"{report['empty_slates']} empty slates; memory MB {report['memory_mb']}; "
        f"index built in {report['index']['seconds']} s; "
        f"load {report['machine']['load']} on {report['machine']['cores']} cores"
    )
