"""``naviyam dialogue check | test | graph | try``: the designer's desk."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from settings import ROOT, get_settings

__all__ = ["register"]

_dialogue = typer.Typer(
    help="For those who write what the bot says and does (docs/designers.md).", no_args_is_help=True
)
_console = Console(highlight=False, soft_wrap=True)
_STORIES = ROOT / "tests/dialogue"


def register(app: typer.Typer) -> None:
    """Add this file's commands to ``app``."""
    app.add_typer(_dialogue, name="dialogue")


def _fail(message: object, code: int = 2) -> typer.Exit:
    Console(stderr=True, highlight=False, soft_wrap=True).print(str(message), style="red", markup=False)
    return typer.Exit(code)


@_dialogue.command()
def check(
    root: Path = typer.Option(ROOT, help="Where domain.yml, config.yml and data/ lie.", exists=True, file_okay=False),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Look for what is wrong in rules, stories and texts, with file and line. Exit code 2 when something is."""
    from ops.dialogue.check import check as look

    findings = look(root)
    if as_json:
        typer.echo(json.dumps([{"where": f.where, "problem": f.problem} for f in findings], ensure_ascii=False))
    else:
        for finding in findings:
            _console.print(str(finding), markup=False)
        _console.print(f"{len(findings)} findings" if findings else "rules, stories and texts are sound")
    if findings:
        raise typer.Exit(2)


@_dialogue.command(name="test")
def play_stories(
    path: Path = typer.Argument(_STORIES, help="A story file, or a folder of them."),
    only: str = typer.Option("", help="Only stories with this in their name."),
    as_json: bool = typer.Option(False, "--json", help="For machines."),
) -> None:
    """Play the stories against the running system (`naviyam up`). Exit code 1 when one goes another way."""
    from ops.dialogue import stories
    from ops.dialogue.play import play
    from ops.dialogue.talk import NotRunning

    try:
        chosen = [story for story in stories.read(path) if only in story.name]
        if not chosen:
            raise _fail(f"{path}: no story with “{only}” in its name")
        deviations = []
        with Progress(console=Console(stderr=True), transient=True) as progress:
            for story in progress.track(chosen, description="playing stories"):
                deviations += [(story, deviation) for deviation in play(get_settings(), story)]
    except stories.StoryFault as fault:
        raise _fail(fault) from fault
    except NotRunning as error:
        raise _fail(error, 1) from error
    if as_json:
        found = [{"story": s.name, "where": d.where, "said": d.said, "problem": d.problem} for s, d in deviations]
        typer.echo(json.dumps({"stories": len(chosen), "deviations": found}, ensure_ascii=False))
    else:
        for story, deviation in deviations:
            _console.print(f"[red]✗[/red] {story.name}")
            _console.print(f"  {deviation}", markup=False)
        _console.print(f"{len(chosen) - len(deviations)} of {len(chosen)} stories go as written")
    if deviations:
        raise typer.Exit(1)


@_dialogue.command()
def graph(
    out: Path = typer.Option(
        None, help="Where to; default var/dialogue/graph.svg. The suffix chooses svg, png or pdf."
    ),
) -> None:
    """Draw what follows what: intents, rules, forms, actions and responses."""
    from ops.dialogue.graph import draw
    from ops.dialogue.sources import read
    from ops.dialogue.yaml_lines import YamlFault

    target = out or get_settings().var_dir / "dialogue" / "graph.svg"
    try:
        draw(read(ROOT), target)
    except (YamlFault, ValueError, OSError) as fault:
        raise _fail(fault) from fault
    typer.echo(target)


@_dialogue.command(name="try")
def try_out(
    person: str = typer.Option(None, help="A demo person, such as demo-12000; a guest when left out."),
    at: str = typer.Option(None, help="A sample neighbourhood, such as 신림동."),
    now: str = typer.Option("", help="A pretended time, such as 2026-11-24T12:10:00+09:00; the clock when left out."),
) -> None:
    """Chat in the terminal, and see what was understood, which rule or policy chose what, and what is remembered."""
    from ops.dialogue.desk import converse
    from ops.dialogue.talk import NotRunning

    try:
        converse(get_settings(), _console, person=person, at=at, now=now)
    except ValueError as fault:
        raise _fail(fault) from fault
    except NotRunning as error:
        raise _fail(error, 1) from error
