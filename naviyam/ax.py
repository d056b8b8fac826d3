"""``naviyam ax``: train A.X's adapters, judge them, and let them answer."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from settings import ROOT, Settings, get_settings

if TYPE_CHECKING:
    from components.ax.golden import Figures
    from components.evaluation.data import Utterance

__all__ = ["group", "register"]

group = typer.Typer(help="A.X 3.1 Light: train adapters, judge them, let them answer.", no_args_is_help=True)
_console = Console(highlight=False, soft_wrap=True)
_GOLDEN = ROOT / "data/nlu/dev.yml"


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(group, name="ax")


@group.command()
def train(
    data: Path = typer.Option(ROOT / "data/nlu/train", help="A folder or a file in Rasa's YAML."),
    epochs: int = typer.Option(3, min=1, max=100),
    learning_rate: float = typer.Option(2e-4, min=1e-7, max=1.0),
    batch_size: int = typer.Option(4, min=1, max=256, help="Utterances of one forward pass."),
    accumulation: int = typer.Option(4, min=1, max=256, help="Forward passes of one optimiser step."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Train an adapter over the base that NAVIYAM_AX__MODEL names, and store it; it does not answer yet."""
    progress = _extra("components.ax.progress")
    from components.ax.examples import of_utterances
    from components.ax.labels import LabelSet
    from components.ax.store import Store

    settings = get_settings()
    plan = {
        "epochs": epochs,
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "accumulation": accumulation,
    }
    with tempfile.TemporaryDirectory() as folder:
        examples, labels = of_utterances(_utterances(data)), LabelSet.of_domain(ROOT / "domain.yml")
        trained = progress.train_shown(settings, examples, labels, Path(folder), plan=plan)
        name = Store(settings.ax_store).add(Path(folder))
    if trained.untrained_intents:
        _warn(f"no examples of {', '.join(trained.untrained_intents)}: this adapter never says them")
    figures = {**dataclasses.asdict(trained), "folder": str(Store(settings.ax_store).path(name)), "name": name}
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    memory = "" if trained.peak_mib is None else f", at most {trained.peak_mib} MiB on the device"
    _console.print(
        f"{name}: held out {trained.accuracy:.3f} of intents, {trained.tag_f1:.3f} F1 of tags; "
        f"{trained.steps} steps of {trained.step_ms:.0f} ms{memory}"
    )


@group.command()
def evaluate(
    name: str = typer.Argument(..., help="A stored adapter; `naviyam ax models` lists them."),
    golden: Path = typer.Option(_GOLDEN, help="An annotated set in Rasa's YAML."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Measure an adapter alone, without rules and look-ups, on an annotated set."""
    (figures,) = _measured(get_settings(), [name], golden).values()
    if as_json:
        typer.echo(json.dumps({"name": name, **figures.as_json()}))
        return
    _show_figures({name: figures})


@group.command()
def promote(
    name: str = typer.Argument(..., help="A stored adapter; `naviyam ax models` lists them."),
    canary: float = typer.Option(
        None, min=0.0, max=1.0, help="Instead of making it stable: for this share of senders."
    ),
    golden: Path = typer.Option(_GOLDEN, help="The set of the dry run, in Rasa's YAML."),
    accuracy: float = typer.Option(0.9, min=0.0, max=1.0, help="Least share of right intents in the dry run."),
    span_f1: float = typer.Option(0.7, min=0.0, max=1.0, help="Least F1 of entity spans in the dry run."),
    loss: float = typer.Option(0.01, min=0.0, max=1.0, help="By how much it may fall behind the stable adapter."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Let an adapter answer, if it passes a dry run on the golden set; the model server follows without a restart."""
    from components.ax.golden import Thresholds, dry_run
    from components.ax.store import Store

    settings = get_settings()
    store = Store(settings.ax_store)
    store.path(name)
    now = store.arms()
    stable = now.stable if now is not None and now.stable != name and now.stable in store.names() else None
    figures = _measured(settings, [name, *([stable] if stable else [])], golden)
    dry_run(figures[name], figures[stable] if stable else None, Thresholds(accuracy, span_f1, loss))
    arms = store.promote(name, share=canary)
    if as_json:
        dry = {adapter: found.as_json() for adapter, found in figures.items()}
        typer.echo(json.dumps({"arms": dataclasses.asdict(arms), "dry_run": dry}))
        return
    _show_figures(figures)
    _show_arms(dataclasses.asdict(arms))


@group.command()
def rollback(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Take the canary away; without one, go back to the stable adapter before this one."""
    from components.ax.store import Store

    arms = dataclasses.asdict(Store(get_settings().ax_store).rollback())
    if as_json:
        typer.echo(json.dumps({"arms": arms}))
        return
    _show_arms(arms)


@group.command()
def models(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """List the stored adapters and say which of them answer."""
    from components.ax.adapter import Manifest
    from components.ax.errors import AXError
    from components.ax.store import Store

    store = Store(get_settings().ax_store)
    arms = store.arms()
    rows: list[dict[str, Any]] = []
    for name in store.names():
        arm = None if arms is None else {arms.stable: "stable", arms.canary: "canary"}.get(name)
        try:
            manifest = Manifest.read(store.path(name))
            held_out = manifest.trained.get("held_out", {})
            rows.append({"name": name, "arm": arm, "base": manifest.base, **held_out, "fault": None})
        except AXError as error:
            rows.append({"name": name, "arm": arm, "fault": str(error)})
    if as_json:
        answer = {"adapters": rows, "arms": dataclasses.asdict(arms) if arms else None}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    table = Table("adapter", "arm", "base", "intents right (held out)", "tag F1 (held out)", "fault")
    for row in rows:
        keys = ("name", "arm", "base", "accuracy", "tag_f1", "fault")
        table.add_row(*("" if row.get(key) is None else str(row[key]) for key in keys))
    _console.print(table if rows else "no adapter is stored; `naviyam ax train` makes one")


@group.command(name="import")
def import_adapter(
    source: Path = typer.Argument(..., help="An adapter's folder, or a Rasa model (.tar.gz) that holds one."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Put an adapter made elsewhere into the store; it does not answer yet."""
    from components.ax.store import Store

    store = Store(get_settings().ax_store)
    name = store.add(source) if source.is_dir() else store.add_from_rasa(source)
    typer.echo(json.dumps({"name": name}) if as_json else name)


@group.command(name="make-tiny")
def make_tiny(
    folder: Path = typer.Argument(..., help="Where to write it; it must not hold a model already."),
    seed: int = typer.Option(0, help="Another seed, another base."),
) -> None:
    """Make a tiny base model of the same architecture, with random weights, to try the machinery."""
    tiny = _extra("components.ax.tiny")
    if (folder / "config.json").exists():
        raise _fail(f"{folder}: there is a model already; name another folder")
    texts = [utterance.text for utterance in _utterances(ROOT / "data/nlu/train")]
    typer.echo(tiny.make_tiny(folder, texts, seed=seed))


def _measured(settings: Settings, names: list[str], golden: Path) -> dict[str, Figures]:
    """Figures of each adapter on the golden set."""
    axmodel = _extra("components.ax.model").AXModel
    from components.ax.errors import BaseNotFound
    from components.ax.golden import measure
    from components.ax.labels import LabelSet
    from components.ax.store import Store

    if settings.ax.model is None:
        raise BaseNotFound("no base model is configured; set NAVIYAM_AX__MODEL to its folder (docs/ax.md)")
    store = Store(settings.ax_store)
    folders = {name: store.path(name) for name in names}
    utterances = _utterances(golden)
    ax = settings.ax
    labels = LabelSet.of_domain(ROOT / "domain.yml")
    options = {"device": ax.device, "dtype": ax.dtype, "quantise": ax.quantise, "labels": labels}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("loading", total=len(names) * -(-len(utterances) // 8))
        model = axmodel.load(ax.model, folders, **options)
        progress.update(task, description="asking")
        return {n: measure(model, n, utterances, tell=lambda: progress.advance(task)) for n in names}


def _utterances(path: Path) -> list[Utterance]:
    from components.evaluation import data

    try:
        found = data.read(data.files_of(path))
    except data.DataFault as fault:
        raise _fail(str(fault)) from fault
    if not found:
        raise _fail(f"{path}: no examples in it")
    return found


def _extra(module: str) -> Any:
    """A module that needs the extra `ax`, imported late: the base install has no torch."""
    import importlib

    from components.ax.errors import ExtraMissing

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ExtraMissing(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh dev ax") from error


def _show_figures(figures: dict[str, Figures]) -> None:
    table = Table("adapter", "n", "intents right", "macro-F1", "span F1", "ECE")
    for name, found in figures.items():
        shares = (found.accuracy, found.macro_f1, found.span_f1, found.ece)
        table.add_row(name, str(found.n), *(f"{share:.3f}" for share in shares))
    _console.print(table)


def _show_arms(arms: dict[str, Any]) -> None:
    canary = f", canary {arms['canary']} for {arms['canary_share']:.0%}" if arms["canary"] else ""
    _console.print(f"stable {arms['stable']}{canary}")


def _warn(message: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="yellow", markup=False)


def _fail(message: str) -> typer.Exit:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
    return typer.Exit(2)
