"""Keeps the adapters loaded that the arms file names, and switches while rows are being answered.

`naviyam ax promote` replaces the file; here its modification is looked for every second. The new adapters are loaded
first, then the arms change in one step, and the adapters of the arms before stay loaded until the next change: rows
that wait find theirs, and going back needs no loading. What cannot be loaded changes nothing and is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import structlog

from components.ax.adapter import LABELS
from components.ax.arms import FILE, Arms
from components.ax.errors import AXError
from components.ax.store import Store
from serving.metrics import SWITCHES

__all__ = ["Adapters", "ArmsKeeper"]

_log = structlog.get_logger()


class Adapters(Protocol):
    """What of `components.ax.model.AXModel` is needed here."""

    @property
    def adapters(self) -> tuple[str, ...]:
        """Names of the loaded adapters."""

    def add_adapter(self, name: str, folder: Path) -> None:
        """Load one."""

    def remove_adapter(self, name: str) -> None:
        """Forget one."""


class ArmsKeeper:
    """The present arms. `refresh` is called from one thread at a time; `arms` may be read from any."""

    def __init__(self, model: Adapters, store: Store) -> None:
        """Build one without arms."""
        self._model, self._store = model, store
        self._seen: tuple[int, ...] | None = None
        self._loaded: dict[str, tuple[int, ...]] = {}
        self.arms: Arms | None = None
        self.error: str | None = None
        """Why the arms file of now is not what answers; None when it is."""
        self.changes = 0
        """How often the arms, or an adapter's files, changed: answers of before are not those of now."""

    def refresh(self) -> bool:
        """Take over the arms file if it changed since; whether it was taken over."""
        stamp = _stamp(self._store.folder / FILE)
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            arms = self._store.arms()
            if arms is None:
                raise AXError("no adapter was promoted yet: naviyam ax promote NAME")
            self._load(arms)
        except AXError as error:
            self.error = str(error)
            SWITCHES.labels("refused").inc()
            _log.error("arms_not_taken_over", reason=self.error)
            return False
        before, self.arms, self.error = self.arms, arms, None
        SWITCHES.labels("done").inc()
        _log.info("arms_taken_over", stable=arms.stable, canary=arms.canary, canary_share=arms.canary_share)
        self.changes += 1
        kept = {*arms.adapters, *(before.adapters if before else ())}
        for name in set(self._model.adapters) - kept:
            self._model.remove_adapter(name)
        return True

    def _load(self, arms: Arms) -> None:
        for name in arms.adapters:
            folder = self._store.path(name)
            stamp = _stamp(folder / LABELS)
            if name not in self._model.adapters or stamp != self._loaded.get(name):
                self._model.add_adapter(name, folder)
                self._loaded[name] = stamp


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return (found.st_mtime_ns, found.st_size, found.st_ino)
