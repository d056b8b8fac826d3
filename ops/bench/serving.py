"""``naviyam bench serving``: A.X behind its batcher, with random weights; no HTTP, nothing from the cache.

On a GPU the weights have the real model's shape, in 4 bits; on a CPU they are tiny, which measures the mechanics alone.
Two adapters are loaded, and rows are of about 64 tokens, no two alike.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import torch

from components.ax.base import load_base
from components.ax.examples import Example
from components.ax.labels import LabelSet
from components.ax.model import AXModel
from components.ax.result import Row
from components.ax.store import Store
from components.ax.training import Plan, Trained, train
from ops.bench.ax_shape import REAL, TINY, make
from ops.bench.load import run_level
from ops.bench.roofline import clock, limits, shares
from serving.nlu import Nlu
from serving.request import Utterance
from serving.schedule import Priority
from settings import ROOT, Serving
from telemetry import logs

__all__ = ["run"]

_TOKENS: Final = 64
_BATCHES: Final = (1, 2, 4, 8, 16, 32)
_CONCURRENCIES: Final = (1, 8, 32)
_STEPS: Final = 4
_PIECES: Final = 300
_BYTES_PER_WEIGHT: Final = {torch.float32: 4.0, torch.bfloat16: 2.0, torch.float16: 2.0}
_NF4_BYTES: Final = 0.516  # 4 bits, and doubly quantised scales of blocks of 64


def run(texts: Sequence[str], *, seconds: float, real: bool | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure; figures ready for JSON.

    Args:
        texts: what rows are made of.
        seconds: how long each level of load lasts.
        real: whether to take the real shape; None: where there is a GPU.
    """
    logging.disable(logging.WARNING)
    logs.configure("bench", stream=sys.stderr)
    cuda = torch.cuda.is_available()
    shape = REAL if (cuda if real is None else real) else TINY
    with tempfile.TemporaryDirectory(prefix="naviyam-bench-") as name:
        folder = Path(name)
        tell("making a model of random weights")
        base = make(shape, folder / "base", texts)
        store = Store(folder / "ax")
        tell("training two adapters for a few steps")
        trained = _train_two(base, texts, folder, store)
        model = AXModel.load(base, {name: store.path(name) for name in store.names()})
        rows = _Rows(model, texts)
        if cuda:
            torch.cuda.reset_peak_memory_stats()
        tell("batches of each size")
        batches = [_batch(model, rows, size) for size in _BATCHES]
        tell("limits of this machine")
        dtype = torch.bfloat16 if "bfloat16" in model.dtype else torch.float32
        most = limits("cuda" if cuda else "cpu", dtype)
        weight_bytes = _NF4_BYTES if model.dtype.startswith("nf4/") else _BYTES_PER_WEIGHT[dtype]
        report: dict[str, Any] = {
            "bench": "serving",
            "shape": shape.name,
            "device": torch.cuda.get_device_name() if cuda else "cpu",
            "dtype": model.dtype,
            "threads": torch.get_num_threads(),
            "batch_times_are": "of the processor" if clock() is time.process_time else "of the wall",
            "matrix_weights": shape.matrix_weights,
            "tokens_a_row": round(rows.mean_tokens, 1),
            "batches": batches,
            "batching_gain": round(batches[-1]["per_second"] / batches[0]["per_second"], 2),
            "one_adapter_of_two": _batch(model, rows, _BATCHES[-1], adapters=1),
            "served": asyncio.run(_served(model, store, rows, seconds, tell)),
            "training": {
                "step_ms": round(trained.step_ms, 1),
                "rows_a_step": Plan().batch_size * Plan().accumulation,
                "steps": trained.steps,
                "peak_mib": trained.peak_mib,
            },
            "limits": {name: round(value, 1) for name, value in most.items()},
            "roofline": [
                shares(
                    shape,
                    rows=batch["rows"],
                    tokens=rows.mean_tokens,
                    seconds=batch["ms"] / 1000,
                    bytes_per_weight=weight_bytes,
                    most=most,
                )
                for batch in (batches[0], batches[3], batches[-1])
            ],
            "peak_memory_mib": {
                "process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                "gpu": torch.cuda.max_memory_allocated() >> 20 if cuda else None,
            },
        }
    report["load_average"] = round(os.getloadavg()[0], 2)
    report["machine"] = (
        f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
    )
    report["at"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    return report


class _Rows:
    """Rows of about `_TOKENS` tokens, each another, of the adapters in turn."""

    def __init__(self, model: AXModel, texts: Sequence[str]) -> None:
        self._adapters = model.adapters
        self._dice = random.Random(0)  # noqa: S311 - texts of a benchmark
        empty = model.tokenize("")
        self._pieces = [(text, model.tokenize(text) - empty) for text in self._dice.sample(list(texts), _PIECES)]
        self._room = _TOKENS - empty
        self._made: list[int] = []

    def next(self, number: int, adapters: int = 2) -> Row:
        """The next row; `adapters` of the loaded ones take turns."""
        words: list[str] = []
        tokens = 0
        while True:
            text, length = self._dice.choice(self._pieces)
            if tokens + length > self._room:
                break
            words.append(text)
            tokens += length
        self._made.append(tokens + _TOKENS - self._room)
        return Row(" ".join(words), "", self._adapters[number % adapters])

    @property
    def mean_tokens(self) -> float:
        """Of the rows made so far."""
        return statistics.fmean(self._made)


def _train_two(base: Path, texts: Sequence[str], folder: Path, store: Store) -> Trained:
    """Two adapters of a few steps, as the specification trains them; gives the second's figures."""
    labels = LabelSet.of_domain(ROOT / "domain.yml")
    loaded = load_base(base)
    count = round(_STEPS * Plan().batch_size * Plan().accumulation / 0.9)
    examples = [Example(text, labels.intents[i % len(labels.intents)]) for i, text in enumerate(texts[:count])]
    for seed in (0, 1):
        trained = train(loaded, examples, labels, folder / f"adapter-{seed}", plan=Plan(epochs=1, seed=seed))
        store.add(folder / f"adapter-{seed}")
    del loaded
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return trained


def _batch(model: AXModel, rows: _Rows, size: int, *, adapters: int = 2) -> dict[str, Any]:
    """The median of some batches of one size."""
    took, now = [], clock()
    for repeat in range(6):
        batch = [rows.next(number, adapters) for number in range(size)]
        began = now()
        model.predict(batch)
        if repeat:  # the first warms up
            took.append(now() - began)
    median = statistics.median(took)
    return {"rows": size, "ms": round(1000 * median, 2), "per_second": round(size / median, 1)}


async def _served(
    model: AXModel, store: Store, rows: _Rows, seconds: float, tell: Callable[[str], None]
) -> list[dict[str, Any]]:
    """A closed loop of so many senders at once, through arms, tokenizer, queue and batches of up to 32."""
    names = store.names()
    store.promote(names[0])
    store.promote(names[1], share=0.5)
    levels = []
    with ThreadPoolExecutor(1) as executor:
        nlu = Nlu(model, store, executor, Serving(batch_max=_BATCHES[-1], cache_seconds=0))
        nlu.batcher.start()
        nlu.keeper.refresh()
        prepared = [rows.next(number).text for number in range(256)]

        async def send(number: int) -> None:
            asked = Utterance(f"{number % 97} {prepared[number % len(prepared)]}", sender=str(number))
            await nlu.understand([asked], priority=Priority.INTERACTIVE, seconds=60)

        for concurrency in _CONCURRENCIES:
            tell(f"{concurrency} at once")
            await run_level(send, concurrency=concurrency, seconds=min(1.0, seconds), tell=lambda _: None)
            level = await run_level(send, concurrency=concurrency, seconds=seconds, tell=lambda _: None)
            levels.append(level.as_json())
        await nlu.batcher.close()
    return levels
