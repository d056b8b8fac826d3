"""Puts the command groups together, and turns the project's own errors into one line and an exit code.

Every file beside this one registers its own commands.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import typer
from rich.console import Console

from settings import SettingsError

__all__ = ["app", "main"]

app = typer.Typer(
    name="naviyam",
    help="나비얌: a messenger chatbot that finds a child with a meal card a meal.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

for _file in sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])):
    if _file not in {"__main__", "app"}:
        importlib.import_module(f"naviyam.{_file}").register(app)


def main() -> None:
    """Run the command line; an error of ours ends in one line on stderr and the exit code its class names."""
    from catalog.errors import CatalogueError
    from components.ax.errors import AXError
    from ops.stack.errors import StackError
    from rasa_bot.training import TrainingFailed
    from storage.errors import StorageError

    try:
        app()
    except (AXError, CatalogueError, SettingsError, StackError, StorageError, TrainingFailed) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), style="red", markup=False)
        sys.exit(2 if isinstance(error, (AXError, CatalogueError)) else 1)
