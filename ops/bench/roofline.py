"""What the machine can do at most, and what share of it a batch takes (Williams, Waterman and Patterson, 2009).

Both limits are measured here and now, by a product of large matrices and by a copy of much memory, so the share is of
what this machine gives to one process, not of a data sheet.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from ops.bench.ax_shape import Shape

__all__ = ["clock", "limits", "shares"]

_ROUNDS = 7


def clock() -> Callable[[], float]:
    """Seconds to measure with: those this process computed, where one thread does, as others may share the core."""
    alone = not torch.cuda.is_available() and torch.get_num_threads() == 1
    return time.process_time if alone else time.perf_counter


def limits(device: str, dtype: torch.dtype) -> dict[str, float]:
    """``gflops`` of matrix products in `dtype`, ``gb_per_s`` read and written by a copy; the best of some rounds."""
    big = device != "cpu"
    size = 8_192 if big else 1_024
    left, right = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
    block = torch.zeros((1 << 30 if big else 1 << 27) // 4, device=device)  # far beyond any cache
    target = torch.empty_like(block)
    multiplying = _best(lambda: torch.mm(left, right), device)
    copying = _best(lambda: target.copy_(block), device)
    return {"gflops": 2e-9 * size**3 / multiplying, "gb_per_s": 2e-9 * block.numel() * 4 / copying}


def shares(
    shape: Shape, *, rows: int, tokens: float, seconds: float, bytes_per_weight: float, most: dict[str, float]
) -> dict[str, float]:
    """What one batch reads and computes, the least time either would take, and the share that was reached."""
    read_gb = 1e-9 * bytes_per_weight * shape.matrix_weights
    gflop = 1e-9 * rows * shape.operations(round(tokens))
    return {
        "rows": rows,
        "weights_read_gb": round(read_gb, 4),
        "gflop": round(gflop, 2),
        "least_ms_memory": round(1000 * read_gb / most["gb_per_s"], 3),
        "least_ms_compute": round(1000 * gflop / most["gflops"], 3),
        "took_ms": round(1000 * seconds, 2),
        "share_of_bandwidth": round(read_gb / seconds / most["gb_per_s"], 3),
        "share_of_peak": round(gflop / seconds / most["gflops"], 3),
    }


def _best(work: Callable[[], object], device: str) -> float:
    now = clock()

    def once() -> float:
        began = now()
        work()
        if device != "cpu":
            torch.cuda.synchronize()
        return now() - began

    once()
    return min(once() for _ in range(_ROUNDS))
