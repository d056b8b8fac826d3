"""``naviyam recommender simulate | train | evaluate | models | timing``: the learnt recommender, from log to use."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from settings import get_settings

if TYPE_CHECKING:
    from recommender.evaluation.protocol import Report
    from recommender.learning.artifact import Card
    from recommender.learning.dataset import Dataset

__all__ = ["register"]

_BAD_INPUT: Final = 2
_FAILED: Final = 1
_DAYS: Final = 180
"""Of a simulated log: as long as the log that training reads by default."""
_HELD_OUT_DAYS: Final = 12
_SLOWEST_QUERY_MS: Final = 60_000
_FIGURES: Final = ("Recall@1", "Recall@5", "Recall@10", "NDCG@5", "MRR", "coverage", "diversity", "novelty")

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
_group = typer.Typer(name="recommender", help="Train the recommender, and measure it.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_group)


@_group.command()
def simulate(
    out: Path | None = typer.Option(None, help="The file to write; default var/recommender/simulation-SEED-DAYS.npz."),
    users: int = typer.Option(1_000, min=10, max=100_000, help="How many people."),
    shops: int = typer.Option(400, min=40, max=20_000, help="How many shops, over four districts."),
    days: int = typer.Option(_DAYS, min=5, max=400, help="How long; the last 12, or a fifth of few, are held out."),
    seed: int = typer.Option(7, help="The same seed makes the same log."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Make the log of a town whose people's tastes are known to nobody but the judge."""
    from recommender.learning.dataset import save

    path = out or _folder() / f"simulation-{seed}-{days}.npz"
    made = _simulated(users, shops, days, seed, quiet=as_json)
    save(made, path)
    found = {"file": str(path), "requests": len(made.is_test), "held_out": int(made.is_test.sum()),
             "choices": int(made.chosen.sum())}  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _out.print(
            f"{found['requests']:,} requests, {found['choices']:,} choices, {found['held_out']:,} held out: {path}"
        )


@_group.command()
def train(
    data: Path | None = typer.Option(None, help="A dataset to learn from; default: the log in the database."),
    days: int = typer.Option(_DAYS, min=1, max=3_650, help="How much of the log."),
    epochs: int = typer.Option(30, min=1, max=500, help="At most; it stops when later days get no better."),
    use: bool = typer.Option(True, help="Take the model into use at once."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Train Wide & Deep, write it under var/recommender/models, and take it into use."""
    _quiet_tensorflow()
    from recommender.evaluation import adapters
    from recommender.learning import artifact, publishing
    from recommender.learning.dataset import DatasetError
    from recommender.learning.network import Hyperparameters
    from recommender.learning.training import TrainingError

    settings = get_settings()
    version = f"wd-{dt.datetime.now(dt.timezone.utc):%Y%m%dT%H%M%S}"
    try:
        log = adapters.read(data) if data is not None else asyncio.run(_logged(days))
        with _bar(quiet=as_json) as bar:
            task = bar.add_task("training", total=epochs)
            trained, markov, valid = publishing.train(
                log,
                Hyperparameters(epochs=epochs),
                tell=lambda epoch, loss, held: bar.update(
                    task, completed=epoch, description=f"training: loss {loss:.4f}, later days {held:.4f}"
                ),
                log_dir=settings.var_dir / "recommender" / "tensorboard" / version,
            )
        folder = artifact.folder_of(settings.var_dir)
        card = publishing.publish(folder, version, log, trained, markov, valid, {})
        if use:
            artifact.point_at(folder, version)
    except DatasetError as error:
        _fail(error, _BAD_INPUT)
    except (TrainingError, artifact.ModelError) as error:
        _fail(error, _FAILED)
    is_recorded = asyncio.run(_recorded(card, is_current=use, log=None if data is not None else log))
    found = {"version": version, "in_use": use, "recorded": is_recorded, "data": card.data, "metrics": card.metrics}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    _out.print(f"{version}: learnt from {card.data}, best after {trained.best_epoch} epochs")
    _out.print(
        "in use: processes load it within seconds" if use else f"not in use: naviyam recommender models --use {version}"
    )


@_group.command()
def evaluate(
    data: Path | None = typer.Option(None, help="A dataset (.npz), or a folder of UCI's or Foursquare's files."),
    version: str | None = typer.Option(None, help="A trained model; default: one trained on the data's earlier days."),
    ablations: bool = typer.Option(False, "--ablations", help="Also without parts of it; trains five more."),
    next_order: bool = typer.Option(False, "--next-order", help="Also compare LSTM and Markov chain."),
    epochs: int = typer.Option(30, min=1, max=500, help="Of each training, at most."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Rank all candidates of held-out requests by every method, and compare; default data: the simulation of seed 7."""
    _quiet_tensorflow()
    from recommender.evaluation import adapters, run
    from recommender.learning.artifact import ModelError
    from recommender.learning.dataset import DatasetError
    from recommender.learning.training import TrainingError

    try:
        log = adapters.read(data) if data is not None else _default_data(quiet=as_json)
        with _err.status("reading") as spinner:
            report = run.evaluation(
                log,
                get_settings().var_dir,
                version=version,
                epochs=epochs,
                tell=lambda name: spinner.update(f"ranking by {name}"),
            )
            found = report.as_json()
            if ablations:
                found["ablations"] = run.ablations(
                    log, epochs=epochs, tell=lambda name: spinner.update(f"without {name}")
                )
            if next_order:
                spinner.update("the next order")
                found["next_order"] = run.next_order(log)
            if data is not None and (published := run.published_figures(data)) is not None:
                found["user_frequency_all_venues"] = published
    except DatasetError as error:
        _fail(error, _BAD_INPUT)
    except (TrainingError, ModelError, ValueError) as error:
        _fail(error, _FAILED)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(report, found)


@_group.command()
def models(
    use: str | None = typer.Option(None, help="Take this version into use."),
    none: bool = typer.Option(False, "--none", help="Take the one in use out of it: the rules score."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Show the trained models, or choose the one in use."""
    from recommender.learning import artifact

    folder = artifact.folder_of(get_settings().var_dir)
    try:
        if use is not None or none:
            artifact.point_at(folder, use if not none else None)
        current = artifact.current(folder)
        cards = artifact.models(folder)
    except artifact.ModelError as error:
        _fail(error, _FAILED)
    if as_json:
        rows = [{**vars(card), "in_use": card.version == current} for card in cards]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not cards:
        _out.print("no model yet: the rules score. Make one with: naviyam recommender train")
        return
    table = Table("version", "in use", "features", "trained", "learnt from", "figures")
    for card in cards:
        figures = ", ".join(f"{name} {value:g}" for name, value in card.metrics.items())
        table.add_row(
            card.version, "yes" if card.version == current else "", card.features, card.trained_at, card.data, figures
        )
    _out.print(table)


@_group.command()
def timing(
    version: str | None = typer.Option(None, help="A trained model; default: the one in use."),
    rounds: int = typer.Option(500, min=20, max=100_000, help="Slates of 200 candidates."),
    saved_model: bool = typer.Option(False, "--saved-model", help="TensorFlow too, and what loading it costs."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Measure features and score of a slate of 200 candidates."""
    _quiet_tensorflow()
    from recommender.evaluation import timing as clock
    from recommender.learning import artifact

    folder = artifact.folder_of(get_settings().var_dir)
    try:
        wanted = version or artifact.current(folder)
        if wanted is None:
            raise artifact.ModelError("no model is in use; name one, or make one with: naviyam recommender train")
        model = artifact.load(folder, wanted)
    except artifact.ModelError as error:
        _fail(error, _FAILED)
    found = {"numpy": clock.time_scoring(model, rounds=rounds)}
    if saved_model:
        found["tensorflow"] = clock.time_saved_model(folder / wanted / "saved_model", clock.example(model))
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("", "what", "value")
    for form, rows in found.items():
        for name, value in rows.items():
            table.add_row(form, name, f"{value:g}")
    _out.print(table)


def _show(report: Report, found: dict[str, Any]) -> None:
    _out.print(f"{report.dataset}: {report.requests:,} held-out requests, {report.candidates:.0f} candidates each")
    methods = Table("method", *_FIGURES, "ECE")
    for name, figures in report.methods.items():
        methods.add_row(
            name, *(f"{figures[key]:.4f}" for key in _FIGURES), f"{figures['ECE']:.4f}" if "ECE" in figures else ""
        )
    _out.print(methods)
    stages = Table("NDCG@5", "requests", *report.methods)
    for name, row in report.stages.items():
        stages.add_row(name, f"{row['requests']:,.0f}", *(f"{row[method]:.4f}" for method in report.methods))
    _out.print(stages)
    for name, value in report.personal.items():
        _out.print(f"{name.replace('_', ' ')}: {value:g}")
    for title in ("ablations", "next_order", "user_frequency_all_venues"):
        if title in found:
            _out.print(title.replace("_", " ") + ":")
            for name, row in found[title].items():
                _out.print(f"  {name}: {row}")


def _simulated(users: int, shops: int, days: int, seed: int, *, quiet: bool) -> Dataset:
    from recommender.simulate.run import Size, simulate

    with _bar(quiet=quiet) as bar:
        task = bar.add_task("days", total=days)
        size = Size(users=users, shops=shops, days=days, test_days=max(1, min(_HELD_OUT_DAYS, days // 5)))
        return simulate(size, seed, tell=lambda done: bar.update(task, completed=done))


def _default_data(*, quiet: bool) -> Dataset:
    from recommender.learning.dataset import load, save

    path = _folder() / f"simulation-7-{_DAYS}.npz"
    if not path.is_file():
        save(_simulated(1_000, 400, _DAYS, 7, quiet=quiet), path)
    return load(path)


async def _logged(days: int) -> Dataset:
    from recommender.learning.log_reading import read_log
    from storage.postgres import open_pool

    pool = await open_pool(get_settings(), name="naviyam-learning", statement_timeout_ms=_SLOWEST_QUERY_MS)
    try:
        return await read_log(pool, days=days)
    finally:
        await pool.close()


async def _recorded(card: Card, *, is_current: bool, log: Dataset | None) -> bool:
    """Write the registry's row and the vectors of who is in the log.

    A model is usable without either: a database that is away is said, and no more.
    """
    from recommender.learning import registry, vectors
    from storage.errors import StorageError
    from storage.postgres import open_pool

    try:
        pool = await open_pool(get_settings(), name="naviyam-learning")
        try:
            await registry.record(pool, card, is_current=is_current)
            if log is not None:
                await vectors.keep(pool, log)
        finally:
            await pool.close()
    except StorageError as error:
        _err.print(f"not recorded in model_registry: {error}", style="yellow", markup=False)
        return False
    return True


def _folder() -> Path:
    return get_settings().var_dir / "recommender"


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=_err, transient=True, disable=quiet)


def _quiet_tensorflow() -> None:
    """TensorFlow reads these once, at import: its start-up notes are no business of whoever types a command."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _fail(error: Exception, code: int) -> NoReturn:
    _err.print(str(error), style="red", markup=False)
    raise typer.Exit(code) from error
