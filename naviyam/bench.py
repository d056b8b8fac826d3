"""``naviyam bench NAME``: measure the running system."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from settings import ROOT, get_settings

__all__ = ["add", "register"]

_bench = typer.Typer(help="Measure the running system; each prints a table, or JSON with --json.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_bench, name="bench")


def add(command: Callable[..., None]) -> None:
    """Add a benchmark that stands in a file of its own; its name is the function's."""
    _bench.command()(command)


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


@_bench.command()
def nlu(
    file: Path = typer.Option(ROOT / "data/nlu/dev.yml", help="Whose utterances are read, in Rasa's YAML."),
    rounds: int = typer.Option(3, min=1, max=50, help="How often each utterance is read."),
    train: bool = typer.Option(False, "--train", help="Also train from nothing, which takes minutes."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Understanding one message after another on one core: milliseconds, memory, and training time if asked for."""
    from components.evaluation import data
    from ops.bench import nlu as bench

    try:
        texts = [utterance.text for utterance in data.read(data.files_of(file))]
    except data.DataFault as fault:
        Console(stderr=True, highlight=False).print(str(fault), style="red", markup=False)
        raise typer.Exit(2) from fault
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=rounds * len(texts))
        report = bench.run(get_settings(), texts * rounds, train=train, tell=lambda: progress.advance(task))
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    table = Table("what", "figure")
    for name, figure in report.items():
        table.add_row(name, str(figure))
    Console(highlight=False).print(table)


@_bench.command()
def serving(
    seconds: float = typer.Option(5.0, min=0.5, max=120, help="How long each level of load lasts."),
    shape: str = typer.Option(
        "auto", help="Of the random weights: tiny, real (A.X 3.1 Light's; needs a GPU), or auto."
    ),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """A.X behind its batcher: latency, utterances a second by batch size, training step, memory, and what is left."""
    from components.ax.errors import ExtraMissing
    from components.evaluation import data

    try:
        from ops.bench import serving as bench
    except ImportError as error:
        raise ExtraMissing(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh dev ax") from error
    if shape not in {"auto", "tiny", "real"}:
        Console(stderr=True).print(f"--shape {shape}: must be auto, tiny or real", style="red", markup=False)
        raise typer.Exit(2)
    texts = [utterance.text for utterance in data.read(data.files_of(ROOT / "data/nlu/train"))]
    columns = (TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("loading libraries", total=None)
        report = bench.run(
            texts,
            seconds=seconds,
            real=None if shape == "auto" else shape == "real",
            tell=lambda what: progress.update(task, description=what),
        )
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for name in ("batches", "served", "roofline"):
        table = Table(*report[name][0], title=name)
        for row in report[name]:
            table.add_row(*map(str, row.values()))
        console.print(table)
    for name, figure in report.items():
        if name not in {"batches", "served", "roofline"}:
            console.print(f"{name}: {figure}")
