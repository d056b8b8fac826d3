"""``naviyam nutrition import``: what dishes usually contain, on the menus that sell them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import typer
from rich.console import Console

from catalog import nutrition
from catalog.dishes import get_dishes
from settings import get_settings
from storage.postgres import open_pool

__all__ = ["register"]

_STATEMENT_TIMEOUT_MS = 60_000
_group = typer.Typer(name="nutrition", help="What dishes usually contain.", no_args_is_help=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_group)


@_group.callback()
def _face() -> None:
    """Keep ``import`` a command of the group while it is the only one."""


@_group.command("import")
def import_(
    file: Path = typer.Argument(..., help="The food safety ministry's list of dishes (CSV).", metavar="FILE"),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Import nutrients a serving of the dishes we know. Safe to repeat; exit code 2 when the file cannot be used."""
    with _err.status(f"reading {file.name}"):
        found = nutrition.read(file, get_dishes())
    with _err.status("writing menus"):
        changed = asyncio.run(_write(found))
    if as_json:
        typer.echo(json.dumps({"rows": found.rows, "dishes": len(found.dishes), "menus_changed": changed}))
    else:
        typer.echo(f"{found.rows:,} rows read, {len(found.dishes):,} of our dishes known, {changed:,} menus changed")


async def _write(found: nutrition.NutritionFile) -> int:
    pool = await open_pool(get_settings(), name="naviyam-nutrition", statement_timeout_ms=_STATEMENT_TIMEOUT_MS)
    try:
        return await nutrition.write(pool, found)
    finally:
        await pool.close()
