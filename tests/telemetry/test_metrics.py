"""Metrics add up over worker processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from settings import ROOT

_TWO_WORKERS = """
import os, sys
from pathlib import Path
from telemetry import metrics
metrics.share_between_workers(Path(sys.argv[1]))
from prometheus_client import Counter
turns = Counter("naviyam_test_turns_total", "turns")
for _ in range(2):
    if os.fork() == 0:
        turns.inc(3)
        os._exit(0)
    os.wait()
print(metrics.exposition()[0].decode())
"""


def test_counts_of_two_workers_are_one_sum_and_old_files_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"left by the last start")
    run = [sys.executable, "-c", _TWO_WORKERS, str(tmp_path)]
    result = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert "naviyam_test_turns_total 6.0" in result.stdout
