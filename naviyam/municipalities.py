"""``naviyam municipalities check | show``: what is known of the meal cards' rules, and what is wrong with the file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from members import municipalities
from members.card import SEOUL
from members.municipalities.file import PATH

__all__ = ["register"]

_BAD_INPUT = 2
_group = typer.Typer(name="municipalities", help="What municipalities say of their meal cards.", no_args_is_help=True)
_out = Console(highlight=False, soft_wrap=True)
_FILE = typer.Option(PATH, "--file", help="Another file than data/municipalities.yml.")


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_group)


@_group.command()
def check(file: Path = _FILE, as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Say what is wrong with the file, by line, and which facts are old. Exit code 2 when it cannot be used."""
    faults = municipalities.check(file, today=dt.datetime.now(SEOUL).date())
    if as_json:
        rows = [{"line": one.line, "where": one.where, "what": one.what, "is_error": one.is_error} for one in faults]
        typer.echo(json.dumps(rows, ensure_ascii=False))
    for fault in () if as_json else faults:
        _out.print(f"{file.name} {fault}", style="red" if fault.is_error else "yellow", markup=False)
    if any(fault.is_error for fault in faults):
        raise typer.Exit(_BAD_INPUT)
    if not as_json:
        _out.print(f"{len(municipalities.load(file))} municipalities, no error")


@_group.command()
def show(file: Path = _FILE, as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Show every fact with its source and date; what is not in the table is not known."""
    try:
        found = municipalities.load(file)
    except municipalities.MunicipalitiesError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), style="red", markup=False)
        raise typer.Exit(_BAD_INPUT) from error
    facts = [(one.name, name, fact) for one in found for name, fact in one.facts.items()]
    if as_json:
        names = ("municipality", "fact", "value", "as_of", "source")
        rows = [
            dict(zip(names, (place, name, str(fact.value), f"{fact.as_of}", fact.source), strict=True))
            for place, name, fact in facts
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("municipality", "fact", "value", "as of", "source", box=SIMPLE_HEAD)
    for place, name, fact in facts:
        table.add_row(place, name, str(fact.value), f"{fact.as_of}", fact.source)
    _out.print(table)
