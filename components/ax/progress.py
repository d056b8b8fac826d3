"""A training somebody waits for: loads the configured base, trains, and shows a bar on the terminal or in the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from components.ax.base import Base, load_base
from components.ax.errors import BadTrainingData, BaseNotFound
from components.ax.examples import Example
from components.ax.labels import LabelSet
from components.ax.training import Plan, Progress, Trained, train
from settings import Settings

__all__ = ["configured_base", "plan_of", "train_shown"]


def configured_base(settings: Settings) -> Base:
    """The base that the settings name.

    Raises:
        BaseNotFound: they name none.
        components.ax.errors.AXError: it cannot be used.
    """
    if settings.ax.model is None:
        raise BaseNotFound("no base model is configured; set NAVIYAM_AX__MODEL to its folder (docs/ax.md)")
    return load_base(
        settings.ax.model, device=settings.ax.device, dtype=settings.ax.dtype, quantise=settings.ax.quantise
    )


def plan_of(given: Mapping[str, Any]) -> Plan:
    """The specification's plan with what is given in its place.

    Raises:
        BadTrainingData: a field that a plan does not have.
    """
    try:
        return Plan(**given)
    except TypeError as error:
        raise BadTrainingData(f"no plan for A.X's training: {error}") from error


def train_shown(
    settings: Settings, examples: Sequence[Example], labels: LabelSet, folder: Path, *, plan: Mapping[str, Any]
) -> Trained:
    """Train into `folder` as `components.ax.training.train` does, with the settings' base and tracker.

    Raises:
        components.ax.errors.AXError: see `configured_base`, `plan_of` and `train`.
    """
    made = plan_of(plan)
    base = configured_base(settings)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("A.X", total=None)

        def tell(now: Progress) -> None:
            judged = "" if now.accuracy is None else f", held out {now.accuracy:.3f}/{now.tag_f1:.3f}"
            bar.update(task, total=now.steps, completed=now.step, description=f"A.X loss {now.loss:.3f}{judged}")

        logs = settings.var_dir / "ax" / "curves" / folder.name
        return train(base, examples, labels, folder, plan=made, tracking=settings.ax.tracking, logs=logs, tell=tell)
