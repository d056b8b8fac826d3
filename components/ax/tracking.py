"""Where the curves of a training go: nowhere, to TensorBoard's files, or to Weights & Biases."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from components.ax.errors import ExtraMissing

__all__ = ["Tracker", "open_tracker"]


class Tracker(Protocol):
    """Takes figures of a step."""

    def log(self, step: int, figures: Mapping[str, float]) -> None:
        """Keep the figures, each under its name."""


class _Nowhere:
    def log(self, step: int, figures: Mapping[str, float]) -> None:
        """Nothing: no tracker was asked for."""


class _TensorBoard:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def log(self, step: int, figures: Mapping[str, float]) -> None:
        """Append to the event file."""
        for name, value in figures.items():
            self._writer.add_scalar(name, value, step)


class _WandB:
    def __init__(self, run: Any) -> None:
        self._run = run

    def log(self, step: int, figures: Mapping[str, float]) -> None:
        """Send to the run."""
        self._run.log(dict(figures), step=step)


@contextlib.contextmanager
def open_tracker(
    kind: Literal["none", "tensorboard", "wandb"], logs: Path | None, plan: Mapping[str, Any]
) -> Iterator[Tracker]:
    """A tracker for one training.

    Raises:
        ExtraMissing: the library it needs is not installed.
    """
    if kind == "none" or (kind == "tensorboard" and logs is None):
        yield _Nowhere()
    elif kind == "tensorboard":
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ExtraMissing("TensorBoard is missing; type: bash ops/bootstrap.sh ax") from error
        with SummaryWriter(str(logs)) as writer:
            yield _TensorBoard(writer)
    else:
        try:
            import wandb
        except ImportError as error:
            raise ExtraMissing(
                "Weights & Biases is not installed; type: .venv/bin/python -m pip install wandb"
            ) from error
        run = wandb.init(project="naviyam-ax", config=dict(plan), dir=str(logs) if logs is not None else None)
        try:
            yield _WandB(run)
        finally:
            run.finish()
