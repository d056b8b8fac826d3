"""Finds a municipality by any of its spellings."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import structlog

from members.municipalities.file import MunicipalitiesError, load
from members.municipalities.rules import Rules

__all__ = ["rules"]

_log = structlog.get_logger()


def rules(name: str | None) -> Rules | None:
    """What is known of the municipality called ``name``, in any of its spellings; None when it is not in the file.

    A file that is wrong is logged once and knows nothing: a card's own limits hold all the same.
    """
    if name is None:
        return None
    return _by_name().get(_key(name))


@functools.lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Rules]:
    try:
        found = load()
    except MunicipalitiesError as error:
        _log.error("municipalities_unknown", reason=str(error))
        return {}
    return {_key(name): one for one in found for name in (one.name, *one.aliases)}


def _key(name: str) -> str:
    return "".join(name.split())
