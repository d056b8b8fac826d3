"""Finds a municipality by any of its spellings."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import structlog

from members.municipalities.file import load_sound
from members.municipalities.rules import Rules

__all__ = ["rules"]

_log = structlog.get_logger()


def rules(name: str | None) -> Rules | None:
    """What is known of the municipality called ``name``, in any of its spellings; None when it is not in the file.

    What is wrong in the file is logged once and left out, fact by fact; all else holds. A file that cannot be read at
    all is tried again the next time.
    """
    if name is None:
        return None
    return _by_name().get(_key(name))


def _by_name() -> Mapping[str, Rules]:
    known = _read()
    if not known:
        _read.cache_clear()
    return known


@functools.lru_cache(maxsize=1)
def _read() -> Mapping[str, Rules]:
    found, faults = load_sound()
    if faults:
        _log.error("municipalities_faulty", faults=[str(fault) for fault in faults])
    return {_key(name): one for one in found for name in (one.name, *one.aliases)}


def _key(name: str) -> str:
    return "".join(name.split())
