"""``naviyam nlu parse | evaluate | lint``: what the bot understands, how well, and whether its data is sound."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from components.classifier.context import SAID
from components.evaluation import data, lint
from settings import ROOT, get_settings

if TYPE_CHECKING:
    from components.evaluation.parser import Parser
    from components.evaluation.report import Report

__all__ = ["register"]

_nlu = typer.Typer(help="What the bot understands, how well, and whether its data is sound.", no_args_is_help=True)
_console = Console(highlight=False)
_TRAINING = ROOT / "data/nlu/train"
_HELD_OUT = tuple(sorted((ROOT / "data/nlu").glob("*.yml")))
_SHOWN_PROBLEMS = 50


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_nlu, name="nlu")


def _fail(message: str) -> typer.Exit:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
    return typer.Exit(2)


def _parser() -> Parser:
    """The present model, trained first when there is none; quiet about TensorFlow."""
    from rasa_bot import training

    settings = get_settings()
    if training.current_model(settings) is None:
        Console(stderr=True).print("no model for the present files: training one (a few minutes)")
    model = training.train(settings)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    from components.evaluation.parser import Parser
    from telemetry import logs

    logs.configure("nlu", stream=sys.stderr)
    return Parser(model)


@_nlu.command()
def parse(
    text: str = typer.Argument(None, help="What somebody types."),
    file: Path = typer.Option(None, help="Instead: a file with one text a line; '-' is standard input."),
    after: str = typer.Option(None, help="What the bot said before: slate, question, statement or nothing."),
    as_json: bool = typer.Option(False, "--json", help="One JSON line a text."),
) -> None:
    """Show intent, ranking, confidence and entities, with the extractor that found each."""
    if (text is None) == (file is None):
        raise _fail("give either a TEXT or --file FILE")
    if after is not None and after not in SAID:
        raise _fail(f"--after {after}: must be one of {', '.join(SAID)}")
    try:
        texts = [text] if file is None else _lines(file)
    except (OSError, UnicodeDecodeError) as error:
        raise _fail(f"{file}: cannot be read as UTF-8 text ({error})") from error
    for answer, milliseconds in _parser().parse(texts, after):
        if as_json:
            typer.echo(json.dumps(answer, ensure_ascii=False))
            continue
        intent = answer["intent"]
        _console.print(f"[bold]{intent['name']}[/bold] {intent['confidence']:.2f}  ({milliseconds:.1f} ms)")
        _console.print("  " + ", ".join(f"{e['name']} {e['confidence']:.2f}" for e in answer["ranking"][:4]))
        for found in answer["entities"]:
            surface = answer["text"][found["start"] : found["end"]]
            role = f" ({found['role']})" if found["role"] else ""
            _console.print(
                f"  {found['entity']} = {found['value']}{role}  “{surface}”  {found['extractor']}", markup=False
            )


def _lines(file: Path) -> list[str]:
    content = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line.strip()]


@_nlu.command()
def evaluate(
    file: Path = typer.Argument(..., help="An annotated set in Rasa's YAML, such as data/nlu/test.yml."),
    noise: bool = typer.Option(True, help="Also measure how much typing noise costs."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Measure the model on an annotated set; pictures go to var/nlu."""
    from components.evaluation.noise import NOISES
    from components.evaluation.plots import draw
    from components.evaluation.report import evaluate as measure

    try:
        utterances = data.read(data.files_of(file))
    except data.DataFault as fault:
        raise _fail(str(fault)) from fault
    if not utterances:
        raise _fail(f"{file}: no examples in it")
    if wrong := lint.problems(utterances):
        raise _fail(str(wrong[0]))
    parser = _parser()
    rounds = 1 + (len(NOISES) if noise else 0)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("asking the model", total=rounds * len(utterances))
        report = measure(parser, utterances, with_noise=noise, tell=lambda: progress.advance(task))
    pictures = draw(report, get_settings().var_dir / "nlu" / file.stem)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    _show(report)
    _console.print("pictures: " + ", ".join(str(picture) for picture in pictures))


def _show(report: Report) -> None:
    for title, scores in (("intent", report.intents), ("entity", report.entities)):
        table = Table(title, "precision", "recall", "F1", "n")
        for name, score in scores.items():
            table.add_row(name, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.support))
        _console.print(table)
    for row in report.confusions[:15]:
        _console.print(f"{row['count']:3d} × {row['true']} taken for {row['predicted']}")
    _console.print(
        f"n {report.n}  accuracy {report.accuracy:.4f}  macro-F1 {report.macro_f1:.4f}  "
        f"entity F1 {report.entity_f1:.4f}  ECE {report.ece:.4f}  "
        f"asked back {report.asked_back:.1%}  p50 {report.p50_ms} ms  p95 {report.p95_ms} ms"
    )
    for name, accuracy in report.noise.items():
        _console.print(f"under {name}: {accuracy:.4f} ({(accuracy - report.accuracy) * 100:+.1f} points)")


@_nlu.command(name="lint")
def lint_data(
    path: Path = typer.Argument(_TRAINING, help="Training data: a folder or a file in Rasa's YAML."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Look for labels outside the guide, one text under two intents, leaked test sentences. Exit code 2 then."""
    try:
        training = data.read(data.files_of(path))
        held_out = data.read(file for file in _HELD_OUT if file.is_file()) if path == _TRAINING else []
    except data.DataFault as fault:
        raise _fail(str(fault)) from fault
    problems = lint.problems(training, held_out)
    variety = lint.diversity(training)
    if as_json:
        found = [{"where": problem.where, "reason": problem.reason} for problem in problems]
        typer.echo(json.dumps({"problems": found, "diversity": variety.as_json()}, ensure_ascii=False))
    else:
        for problem in problems[:_SHOWN_PROBLEMS]:
            _console.print(str(problem), markup=False, soft_wrap=True)
        _console.print(
            f"{variety.utterances} utterances of {len(variety.intents)} intents; {len(problems)} problems; "
            f"distinct pairs {variety.distinct_2:.1%}, triples {variety.distinct_3:.1%}; "
            f"near-duplicates {variety.near_duplicates:.1%}"
        )
    if problems:
        raise typer.Exit(2)
