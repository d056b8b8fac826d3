"""``naviyam up | down | status | doctor``: the local stack and our processes on it."""

from __future__ import annotations

import json

import typer
from rich.console import Console
from rich.table import Table

from ops.stack import doctor as stack_doctor
from ops.stack import status as stack_status
from ops.stack.down import bring_down
from ops.stack.up import bring_up
from settings import get_settings

__all__ = ["register"]

_console = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.command()(up)
    app.command()(down)
    app.command()(status)
    app.command()(doctor)


def up(
    only: str = typer.Option("all", help="'servers': only PostgreSQL, Redis and RabbitMQ, and the database."),
    shops: int = typer.Option(2000, min=1, help="Size of the sample catalogue that is made when there is none."),
) -> None:
    """Start everything, and return when all of it is ready. Safe to repeat."""
    if only not in {"all", "servers"}:
        raise typer.BadParameter("--only is 'servers' or left out")
    settings = get_settings()
    with _console.status("…") as spinner:

        def tell(message: str) -> None:
            _console.print(f"  {message}")
            spinner.update(message)

        bring_up(settings, servers_only=only == "servers", sample_shops=shops, tell=tell)
    if only == "all":
        _console.print(f"\n나비얌 is ready: [bold]http://{settings.rasa.host}:{settings.rasa.port}/chat/[/bold]")
        _console.print("It runs until you type: .venv/bin/naviyam down")


def down() -> None:
    """Stop everything that `naviyam up` started; nothing is left running."""
    settings = get_settings()
    with _console.status("stopping"):
        was_up = bring_down(settings)
    _console.print("stopped" if was_up else "nothing was running")


def status(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Show each server and process: state, port, health, memory. Exit code 1 unless all are ready."""
    rows = stack_status.read(get_settings())
    if as_json:
        typer.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False))
    else:
        table = Table("name", "state", "pid", "port", "health", "memory MB", "up for s")
        for row in rows:
            colour = "green" if row.is_ready else "red"
            health = "ready" if row.is_ready else row.reason or "-"
            table.add_row(
                row.name,
                row.state,
                str(row.pid or "-"),
                str(row.port),
                f"[{colour}]{health}[/{colour}]",
                str(row.memory_mb or "-"),
                str(row.uptime_s or "-"),
            )
        _console.print(table)
    raise typer.Exit(0 if all(row.is_ready for row in rows) else 1)


def doctor(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Look for what is off, and say how to mend it. Exit code 1 when something is."""
    findings = stack_doctor.examine(get_settings())
    if as_json:
        typer.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "[green]✓[/green]" if finding.is_well else "[red]✗[/red]"
            _console.print(f"{mark} {finding.what}: {finding.found}")
            if not finding.is_well:
                _console.print(f"  → {finding.remedy}")
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)
