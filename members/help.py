"""Public help that may be named: ``data/help.yml``, each entry with its source."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from settings import ROOT

__all__ = ["Help", "known_help"]

_PATH: Final = ROOT / "data" / "help.yml"


@dataclass(frozen=True)
class Help:
    """Somebody who helps. ``number`` None: it has no single one."""

    key: str
    name: str
    number: str | None
    what: str
    source: str
    as_of: dt.date
    hours: str | None = None


@functools.lru_cache(maxsize=1)
def known_help(path: Path = _PATH) -> Mapping[str, Help]:
    """All entries by key.

    Raises:
        TypeError, KeyError: an entry lacks a field or has one too many.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["help"]
    return {entry["key"]: Help(**entry) for entry in entries}
