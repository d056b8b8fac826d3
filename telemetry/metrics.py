"""Prometheus metrics, right also when several worker processes answer on one port.

Each room declares its own metrics, named ``naviyam_…``, with the buckets given here. A process that forks workers
calls `share_between_workers` before it imports anything that declares one: prometheus_client decides at that moment
whether values live in memory or in files that all workers share.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

__all__ = ["LATENCY_BUCKETS_S", "exposition", "forget_worker", "share_between_workers"]

LATENCY_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 3.5, 5.0)
"""Upper bounds in seconds, close together where the promises lie (p50 200 ms, p95 500 ms, p99 2 s, limit 5 s)."""

_DIRECTORY_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share_between_workers(directory: Path) -> None:
    """Keep values in ``directory``, emptied first, so that any worker can answer for all.

    Raises:
        RuntimeError: too late, prometheus_client is imported already.
    """
    if "prometheus_client" in sys.modules:
        raise RuntimeError("share_between_workers must be called before prometheus_client is imported")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    os.environ[_DIRECTORY_VARIABLE] = str(directory)


def exposition() -> tuple[bytes, str]:
    """What ``GET /metrics`` answers: the body and its content type."""
    import prometheus_client
    from prometheus_client import multiprocess

    registry = prometheus_client.REGISTRY
    if _DIRECTORY_VARIABLE in os.environ:
        registry = prometheus_client.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return prometheus_client.generate_latest(registry), prometheus_client.CONTENT_TYPE_LATEST


def forget_worker(pid: int) -> None:
    """Drop the live gauges of a worker process that ended; its counts stay."""
    from prometheus_client import multiprocess

    if _DIRECTORY_VARIABLE in os.environ:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
