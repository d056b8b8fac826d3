"""``naviyam ax export-embedder``: a sentence-transformers folder as the model server takes it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from naviyam.ax import group

__all__ = ["register"]


def register(_: typer.Typer) -> None:
    """Nothing: the command is one of `naviyam.ax`'s."""


@group.command("export-embedder")
def export_embedder(
    folder: Path = typer.Argument(..., help="A sentence-transformers folder (modules.json)."),
    out: Path = typer.Argument(None, help="Where to; left out: where the model server looks, under the folder's name."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Export a sentence embedder to ONNX, and compare its vectors with sentence-transformers' own."""
    from components.ax.errors import ExtraMissing
    from settings import get_settings

    try:
        from serving.export import export
    except ImportError as error:
        raise ExtraMissing(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh ax") from error
    target = out or get_settings().models_dir / "embedders" / folder.name
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("loading libraries", total=None)
        card = export(folder, target, tell=lambda what: progress.update(task, description=what))
    if as_json:
        typer.echo(json.dumps({"folder": str(target), **dataclasses.asdict(card)}, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{target}: {card.dimensions} dimensions, {card.max_tokens} tokens, {card.deviation:.1e} off at most")
