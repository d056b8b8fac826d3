"""Which adapters answer: the stable one, and a canary that answers a share of the senders.

One small file, replaced as a whole, is all the state: `naviyam ax promote` writes it, the model server watches it and
switches without a restart, and a crash at any moment leaves the old file or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from components.ax.errors import CorruptFile

__all__ = ["FILE", "ArmName", "Arms", "Choice", "read_arms", "write_arms"]

FILE: Final = "arms.json"
"""Beside the adapters: ``<models_dir>/ax/arms.json``."""

ArmName = Literal["stable", "canary"]
_SLOTS: Final = 10_000


class Choice(NamedTuple):
    """The arm of a sender and the adapter that answers for it."""

    arm: ArmName
    adapter: str


@dataclass(frozen=True)
class Arms:
    """Names of the adapters; ``canary_share`` in [0, 1] of the senders get the canary, if there is one.

    ``previous`` is the stable adapter before this one: what `naviyam ax rollback` goes back to.
    """

    stable: str
    canary: str | None = None
    canary_share: float = 0.1
    previous: str | None = None

    def __post_init__(self) -> None:
        if not self.stable or not 0.0 <= self.canary_share <= 1.0:
            raise ValueError(f"arms need a stable adapter and a share in [0, 1], not {self}")

    @property
    def adapters(self) -> tuple[str, ...]:
        """The adapters to be loaded, each once."""
        return tuple(dict.fromkeys(name for name in (self.stable, self.canary) if name))

    def choose(self, sender: str) -> Choice:
        """The sender's arm: the same while the canary and its share stay; another canary draws anew."""
        if self.canary is not None:
            digest = hashlib.sha256(f"{self.canary}\0{sender}".encode("utf-8", "surrogatepass")).digest()
            if int.from_bytes(digest[:8], "big") % _SLOTS < self.canary_share * _SLOTS:
                return Choice("canary", self.canary)
        return Choice("stable", self.stable)


def read_arms(folder: Path) -> Arms | None:
    """The arms of a store's folder; None when nothing was ever promoted.

    Raises:
        CorruptFile: the file is no such file.
    """
    path = folder / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Arms(**content)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise CorruptFile(f"{path}: not readable as arms ({error}); promote an adapter to write it anew") from error


def write_arms(folder: Path, arms: Arms) -> None:
    """Replace the file as a whole; a reader sees the old arms or the new, never half of them."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{FILE}.{os.getpid()}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(arms), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / FILE)
