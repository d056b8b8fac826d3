"""The sample's neighbourhoods by name, for those who try and test dialogues."""

from __future__ import annotations

from typing import Any

from catalog.neighbourhoods import NEIGHBOURHOODS

__all__ = ["place_named"]


def place_named(name: str) -> dict[str, Any]:
    """The ``location`` of a neighbourhood named in full or by its 동.

    Raises:
        ValueError: there is none of that name; the message lists them.
    """
    for one in NEIGHBOURHOODS:
        if name in (one.label, one.dong):
            return {"lat": one.lat, "lng": one.lng, "label": one.label}
    raise ValueError(f"“{name}” is none of: {', '.join(one.label for one in NEIGHBOURHOODS)}")
