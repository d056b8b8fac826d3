"""``naviyam bench nlu``: what understanding a message costs, in the pipeline as the Rasa server runs it."""

from __future__ import annotations

import datetime
import logging
import os
import platform
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from threadpoolctl import threadpool_limits

from ops.stack import status
from rasa_bot import training
from settings import Settings
from telemetry import logs

__all__ = ["run"]

_MEGABYTE = 1 << 20
_WARM_UP = 50


def run(settings: Settings, texts: Sequence[str], *, train: bool, tell: Callable[[], None]) -> dict[str, Any]:
    """Read every text once, pinned to one core; times in ms, memory in MB (2**20 bytes, resident).

    Args:
        train: measure a training from nothing too.
        tell: hears of every text read.

    Raises:
        TrainingFailed: there was no model, and none could be trained.
    """
    trained_s = _training_seconds(settings) if train else None
    model = training.train(settings)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from components.evaluation.parser import Parser

    logs.configure("bench", stream=sys.stderr)  # at info: Rasa's debug lines would print every text
    parser = Parser(model)
    threadpool_limits(1)  # as in the Rasa server
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        for _ in parser.parse(texts[:_WARM_UP]):
            pass
        took = []
        for _, milliseconds in parser.parse(texts):
            took.append(milliseconds)
            tell()
    finally:
        os.sched_setaffinity(0, cores)
    p50, p95, p99 = (round(float(value), 2) for value in np.percentile(took, (50, 95, 99)))
    return {
        "texts": len(took),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "texts_per_second": round(1000 * len(took) / sum(took), 1),
        "this_process_mb": round(psutil.Process().memory_info().rss / _MEGABYTE),
        "rasa_server_mb": _server_memory(settings),
        "rasa_workers": settings.rasa.workers,
        "training_s": trained_s,
        "load_average": round(os.getloadavg()[0], 2),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    }


def _training_seconds(settings: Settings) -> float:
    """How long a training takes that can reuse nothing; its model is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        alone = settings.copy(update={"models_dir": Path(folder)})
        began = time.monotonic()
        training.train(alone)
        return round(time.monotonic() - began, 1)


def _server_memory(settings: Settings) -> int | None:
    """The running Rasa server's proportional memory, all its workers together; None when none runs."""
    return next((row.memory_mb for row in status.read(settings) if row.name == "rasa" and row.memory_mb), None)
