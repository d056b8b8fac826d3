"""A device without memory: batches become smaller, and what cannot be computed even alone is told; the server stays up.

The lack is simulated at the boundary of the model, as no device here can be made to lack it at will.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("peft", reason="the extra is not installed: make test EXTRAS=ax")

from components.ax.arms import Arms, write_arms
from tests.serving.conftest import Home, Server, serving
from tests.serving.memory_server import ROWS_IN_MEMORY, TOO_MUCH


@pytest.fixture
def small(home: Home, tmp_path: Path) -> Iterator[Server]:
    write_arms(home.store, Arms(home.first))
    with serving(tmp_path, home, module="tests.serving.memory_server", SERVING__BATCH_MAX=8) as server:
        yield server


def test_batches_become_as_small_as_the_device_needs_and_every_row_is_answered(small: Server) -> None:
    assert small.metric('naviyam_serving_batch_cap{model="ax"}') == ROWS_IN_MEMORY  # learnt while it warmed up
    rows = [{"text": f"{number} 번째"} for number in range(30)]
    status, body = small.post("/v1/nlu", {"rows": rows, "deadline_ms": 30_000})
    assert status == 200
    assert [result["intent"]["name"] for result in body["results"]] == ["greet"] * 30


def test_a_row_too_large_for_the_device_is_told_and_its_neighbours_are_answered(small: Server) -> None:
    status, body = small.post("/v1/nlu", {"rows": [{"text": TOO_MUCH}]})
    assert (status, body["error"]["code"]) == (503, "out_of_memory")
    for _ in range(3):
        assert small.post("/v1/nlu", {"rows": [{"text": "안녕"}, {"text": "반가워"}]})[0] == 200
    assert small.get("/ready")[0] == 200
