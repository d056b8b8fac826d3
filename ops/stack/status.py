"""What runs, how it is and what it takes."""

from __future__ import annotations

import dataclasses

import psutil

from ops.stack.errors import NotRunning
from ops.stack.probes import ports, probe
from ops.stack.supervisor import Supervisor, configured
from settings import Settings

__all__ = ["Row", "memory_mb", "read"]


@dataclasses.dataclass(frozen=True)
class Row:
    """One server or process. ``memory_mb`` is the proportional share (PSS) of it and its children, in MiB."""

    name: str
    state: str
    pid: int
    port: int
    is_ready: bool
    reason: str | None
    memory_mb: int
    uptime_s: int

    def as_json(self) -> dict[str, object]:
        """The row for ``--json``."""
        return dataclasses.asdict(self)


def read(settings: Settings) -> list[Row]:
    """The rows in the Procfile's order; all ``STOPPED`` when there is no stack."""
    try:
        states = {state.name: state for state in Supervisor(settings).states()}
    except NotRunning:
        states = {}
    rows = []
    for name, port in ((name, ports(settings)[name]) for name in configured(settings)):
        state = states.get(name)
        is_running = state is not None and state.is_running
        reason = probe(name, settings) if is_running else None
        rows.append(
            Row(
                name=name,
                state=state.state if state else "STOPPED",
                pid=state.pid if state else 0,
                port=port,
                is_ready=is_running and reason is None,
                reason=reason,
                memory_mb=memory_mb(state.pid) if state and is_running else 0,
                uptime_s=state.uptime_s if state else 0,
            )
        )
    return rows


def memory_mb(pid: int) -> int:
    """The proportional memory of process ``pid`` and its children in MiB; 0 when it is gone.

    Proportional (PSS), so that pages which forked workers share are counted once.
    """
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for process in family:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return int(total / 2**20)
