"""Finds a municipality by any of its spellings."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from members.municipalities.file import load
from members.municipalities.rules import Rules

__all__ = ["rules"]


def rules(name: str | None) -> Rules | None:
    """What is known of the municipality called ``name``, in any of its spellings; None when it is not in the file.

    Raises:
        MunicipalitiesError: ``data/municipalities.yml`` cannot be read; the message names line and fault.
    """
    if name is None:
        return None
    return _by_name().get(_key(name))


@functools.lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Rules]:
    return {_key(name): one for one in load() for name in (one.name, *one.aliases)}


def _key(name: str) -> str:
    return "".join(name.split())
