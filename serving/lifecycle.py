"""From start to readiness: load what is configured, compute every kind of batch once, answer one measured request.

Loading runs beside the server, which answers ``/health`` from its first moment. A model that cannot be loaded leaves
the server up: ``/ready`` and every request for it say why, and the other model answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from components.ax.errors import AXError, ExtraMissing
from components.ax.labels import LabelSet
from components.ax.result import Row
from components.ax.store import Store
from serving.batching import Batcher
from serving.embedder import Embedder, EmbedderService
from serving.errors import NotReady, NotServed
from serving.metrics import READY
from serving.nlu import Model, Nlu
from serving.request import Utterance
from serving.schedule import BUCKETS, Priority
from settings import ROOT, Settings
from telemetry.health import Checks

__all__ = ["Models"]

_log = structlog.get_logger()

T = TypeVar("T")

_WATCH_S: Final = 1.0
_STUCK_S: Final = 20.0
_FIRST_S: Final = 120.0
_DUMMY: Final = "안녕하세요"
_FILLER: Final = "밥 "

LoadModel = Callable[[Settings], Model]


class Models:
    """The models of this process. `start` and `close` belong to the event loop."""

    def __init__(self, settings: Settings, *, load: LoadModel | None = None) -> None:
        """Know what is configured; nothing is loaded yet.

        Args:
            load: gives the language model without adapters; tests bring their own.
        """
        self._settings = settings
        self._load = load or _load_ax
        self._executors: dict[str, Executor] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._nlu: Nlu | None = None
        self._embedder: EmbedderService | None = None
        self._why: dict[str, str] = {}
        self.first_ms: dict[str, float] = {}
        """How long the first request of each model took that is ready."""
        if settings.ax.model is not None:
            self._why["ax"] = "loading"
        if settings.embedder_folder is not None:
            self._why["embedder"] = "loading"

    def start(self) -> None:
        """Begin to load."""
        starts: dict[str, Callable[[], Awaitable[None]]] = {"ax": self._start_ax, "embedder": self._start_embedder}
        for name in self._why:
            READY.labels(name).set(0)
            self._tasks.append(asyncio.get_running_loop().create_task(self._begin(name, starts[name])))

    async def close(self) -> None:
        """Stop loading, watching and serving."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for service in (self._nlu, self._embedder):
            if service is not None:
                await service.batcher.close()
        for executor in self._executors.values():
            executor.shutdown(wait=False, cancel_futures=True)

    @property
    def nlu(self) -> Nlu:
        """The language model.

        Raises:
            NotServed: none is configured.
            NotReady: it cannot answer; the reason says why.
        """
        return self._ready("ax", self._nlu, "NAVIYAM_AX__MODEL names none")

    @property
    def embedder(self) -> EmbedderService:
        """The embedder.

        Raises:
            NotServed, NotReady: as `nlu`.
        """
        return self._ready("embedder", self._embedder, "NAVIYAM_SERVING__EMBEDDER names none")

    def checks(self) -> Checks:
        """One check a configured model, for ``/ready``; nothing configured is not ready."""
        checks = Checks()

        async def ax() -> None:
            _require_moving(self.nlu.batcher)

        async def embedder() -> None:
            _require_moving(self.embedder.batcher)

        async def configured() -> None:
            raise NotServed("neither NAVIYAM_AX__MODEL nor an embedder")

        for name in self._why or ("configured",):
            checks.add(name, {"ax": ax, "embedder": embedder, "configured": configured}[name])
        return checks

    def described(self) -> dict[str, Any]:
        """What ``GET /v1/models`` answers."""
        return {name: {"ready": not why, "reason": why or None, **self._facts(name)} for name, why in self._why.items()}

    def _facts(self, name: str) -> dict[str, Any]:
        if name == "ax" and self._nlu is not None:
            model, arms = self._nlu.model, self._nlu.keeper.arms
            return {
                "base": self._settings.ax.model.name if self._settings.ax.model else None,
                "fingerprint": model.fingerprint,
                "device": model.device,
                "dtype": model.dtype,
                "adapters": sorted(model.adapters),
                "arms": None
                if arms is None
                else {"stable": arms.stable, "canary": arms.canary, "canary_share": arms.canary_share},
                "arms_error": self._nlu.keeper.error,
                "batch_max": self._nlu.batcher.rows_max,
                "first_request_ms": self.first_ms.get(name),
            }
        if name == "embedder" and self._embedder is not None:
            card = self._embedder.embedder.card
            return {
                "name": card.name,
                "dimensions": card.dimensions,
                "max_tokens": card.max_tokens,
                "device": "cpu",
                "first_request_ms": self.first_ms.get(name),
            }
        return {}

    def _ready(self, name: str, service: T | None, unserved: str) -> T:
        if name not in self._why:
            raise NotServed(f"this server has no such model: {unserved}")
        if self._why[name] or service is None:
            raise NotReady(self._why[name])
        return service

    async def _begin(self, name: str, start: Callable[[], Awaitable[None]]) -> None:
        await self._make_ready(name, start)
        if name == "ax" and self._nlu is not None:
            await self._watch(self._nlu)

    async def _make_ready(self, name: str, start: Callable[[], Awaitable[None]]) -> None:
        began = time.monotonic()
        try:
            await start()
        except (AXError, NotReady) as error:
            self._why[name] = f"{type(error).__name__}: {error}"
            _log.error("model_not_loaded", model=name, reason=str(error))
        except Exception as error:
            self._why[name] = f"could not be loaded ({type(error).__name__}); the log says more"
            _log.error("model_not_loaded", model=name, exc_info=error)
        else:
            self._why[name] = ""
            READY.labels(name).set(1)
            first = round(self.first_ms[name], 1)
            _log.info("model_ready", model=name, seconds=round(time.monotonic() - began, 1), first_request_ms=first)

    async def _start_ax(self) -> None:
        loop, settings = asyncio.get_running_loop(), self._settings
        model = await loop.run_in_executor(None, self._load, settings)
        self._nlu = nlu = Nlu(model, Store(settings.ax_store), self._executor(model.device), settings.serving)
        nlu.batcher.start()
        await loop.run_in_executor(None, nlu.keeper.refresh)
        await self._first_ax(nlu)

    async def _first_ax(self, nlu: Nlu) -> None:
        """Warm up and answer once; needs adapters."""
        if nlu.keeper.arms is None:
            raise NotReady(nlu.keeper.error or "no adapter was promoted yet: naviyam ax promote NAME")
        stable = nlu.keeper.arms.stable
        await self._warm_up(nlu.batcher, lambda tokens: _row_of(nlu.model, stable, tokens), nlu.compute)
        dummy = Utterance(_DUMMY)
        self.first_ms["ax"] = await _measured(nlu.understand([dummy], priority=Priority.BULK, seconds=_FIRST_S))

    async def _watch(self, nlu: Nlu) -> None:
        """Take over changed arms; what waited for its first adapters becomes ready with them."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_WATCH_S)
            changed = await loop.run_in_executor(None, nlu.keeper.refresh)
            if self._why["ax"] and nlu.keeper.arms is None:
                self._why["ax"] = nlu.keeper.error or self._why["ax"]
            elif self._why["ax"] and changed:
                await self._make_ready("ax", lambda: self._first_ax(nlu))

    async def _start_embedder(self) -> None:
        folder = _required(self._settings.embedder_folder)
        loop = asyncio.get_running_loop()
        embedder = await loop.run_in_executor(None, Embedder.load, folder)
        self._embedder = service = EmbedderService(embedder, self._executor("cpu"), self._settings.serving)
        service.batcher.start()
        one = embedder.tokenize(_DUMMY)
        await self._warm_up(
            service.batcher, lambda tokens: (one * tokens)[: min(tokens, embedder.card.max_tokens)], service.compute
        )
        self.first_ms["embedder"] = await _measured(service.embed([_DUMMY], priority=Priority.BULK, seconds=_FIRST_S))

    async def _warm_up(
        self, batcher: Batcher[Any, Any], row: Callable[[int], T], compute: Callable[[Sequence[T]], Sequence[object]]
    ) -> None:
        """Compute a smallest and a largest batch of each bucket: twice, as the first is not measured."""
        loop, executor = asyncio.get_running_loop(), batcher.executor
        for bucket in BUCKETS:
            for rows in sorted({1, batcher.rows_max}):
                batch = [row(bucket)] * rows
                for measured in (False, True):
                    began = time.monotonic()
                    outcomes = await loop.run_in_executor(executor, compute, batch)
                    for outcome in outcomes:
                        if isinstance(outcome, Exception):
                            raise outcome
                    if measured:
                        batcher.times.observe(bucket, rows, time.monotonic() - began)

    def _executor(self, device: str) -> Executor:
        """The one thread of a device: models of the same device share it."""
        return self._executors.setdefault(device, ThreadPoolExecutor(1, thread_name_prefix=device))


def _require_moving(batcher: Batcher[Any, Any]) -> None:
    if batcher.running_s > _STUCK_S:
        raise NotReady(f"a batch has been running for {batcher.running_s:.0f} s")


def _row_of(model: Model, adapter: str, tokens: int) -> Row:
    """A row of about so many tokens."""
    words = 1
    while words < 4 * tokens and model.tokenize(_FILLER * words) < tokens:
        words += 1
    return Row(_FILLER * words, "", adapter)


async def _measured(answering: Awaitable[object]) -> float:
    began = time.monotonic()
    await answering
    return 1000 * (time.monotonic() - began)


def _load_ax(settings: Settings) -> Model:
    try:
        from components.ax.model import AXModel
    except ImportError as error:
        raise ExtraMissing(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh ax") from error
    return AXModel.load(
        _required(settings.ax.model),
        {},
        device=settings.ax.device,
        dtype=settings.ax.dtype,
        quantise=settings.ax.quantise,
        labels=LabelSet.of_domain(ROOT / "domain.yml"),
        max_tokens=BUCKETS[-1],
    )


def _required(folder: Path | None) -> Path:
    if folder is None:
        raise NotServed("no folder is configured")
    return folder
