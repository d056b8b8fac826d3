"""``naviyam municipalities …`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from naviyam import municipalities as command


def run(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["municipalities", *arguments])


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yml"
    path.write_text("municipalities:\n  - name: 가상시\n    use_hours: always\n", encoding="utf-8")
    return path


def test_our_file_passes_and_its_facts_are_shown_with_their_source() -> None:
    assert run("check").exit_code == 0
    facts = json.loads(run("show", "--json").stdout)
    assert {"municipality": "춘천시", "fact": "grant_per_meal_won"}.items() <= facts[1].items()
    assert all(fact["source"] and fact["as_of"] for fact in facts)
    assert "춘천시" in run("show").stdout


def test_a_wrong_file_is_told_by_line_with_exit_code_2(wrong: Path) -> None:
    result = run("check", "--file", str(wrong))
    assert result.exit_code == 2
    assert "wrong.yml line 2: 가상시.use_hours: is null or a fact" in result.stdout
    faults = json.loads(run("check", "--json", "--file", str(wrong)).stdout)
    assert all(fault["line"] == 2 and fault["is_error"] for fault in faults)
    assert run("show", "--file", str(wrong)).exit_code == 2
