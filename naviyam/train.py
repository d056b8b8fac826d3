"""``naviyam train``: make the model for the present files."""

from __future__ import annotations

import typer
from rich.console import Console

from rasa_bot import training
from settings import get_settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add this file's command to ``app``."""
    app.command()(train)


def train(force: bool = typer.Option(False, "--force", help="Train also when the model is up to date.")) -> None:
    """Train the model from config.yml, domain.yml, data/ and components/, unless it is up to date."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    settings = get_settings()
    try:
        with console.status("looking for the model") as spinner:
            model = training.train(settings, spinner.update, force=force)
    except training.TrainingFailed as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
    typer.echo(model)
