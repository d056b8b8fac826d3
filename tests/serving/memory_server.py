"""The model server over a device that has memory for two rows at once, and for no row that asks for too much.

Run as ``python -m tests.serving.memory_server``: only the boundary of the model is another, all else is the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from components.ax.errors import OutOfMemory
from components.ax.result import Intent, Prediction, Row
from serving.server import create_app
from settings import Settings, get_settings
from telemetry import logs

ROWS_IN_MEMORY = 2
TOO_MUCH = "too much"


class SmallDevice:
    """Speaks for `components.ax.model.AXModel`."""

    fingerprint, device, dtype = "small", "cpu", "float32"

    def __init__(self) -> None:
        self.adapters: tuple[str, ...] = ()

    def add_adapter(self, name: str, folder: Path) -> None:  # noqa: ARG002
        self.adapters = (*self.adapters, name)

    def remove_adapter(self, name: str) -> None:
        self.adapters = tuple(known for known in self.adapters if known != name)

    def tokenize(self, text: str, context: str = "") -> int:
        return min(128, len(text) + len(context))

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        if len(rows) > ROWS_IN_MEMORY or any(row.text == TOO_MUCH for row in rows):
            raise OutOfMemory(f"not enough memory for a batch of {len(rows)}")
        return [Prediction(row.adapter, (Intent("greet", 1.0),), ()) for row in rows]


def load(_: Settings) -> SmallDevice:
    return SmallDevice()


if __name__ == "__main__":
    settings = get_settings()
    logs.configure("serving")
    create_app(settings, load=load).run(settings.serving.host, settings.serving.port, access_log=False, motd=False)
