"""Where somebody is: named just now, shared by the device, or carried from before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from actions.turn import Coordinates, Turn
from catalog.landmarks import Landmark, landmarks_named
from catalog.neighbourhoods import NEIGHBOURHOODS, Neighbourhood

__all__ = ["Place", "find"]

_NEARBY: Final = "nearby"
_BLANKS: Final = re.compile(r"\s+")
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True)
class Place:
    """What is known of the place.

    ``where`` None: it has to be asked for, with ``choices`` when a name fits several. ``unknown_name`` is a name nobody
    could place; with ``where`` it was passed over for what was known before, and the reply says so.
    """

    where: Coordinates | None
    is_named: bool = False
    unknown_name: str | None = None
    choices: tuple[Neighbourhood | Landmark, ...] = ()

    def as_slot(self) -> dict[str, Any] | None:
        """The slot ``place``; a named place stays until another is named or the device's is asked for."""
        return None if self.where is None else self.where.as_slot() | {"named": self.is_named}


def find(turn: Turn) -> Place:
    """The place this turn is about."""
    pressed = Coordinates.parse(turn.first("place"))
    if pressed is not None:
        return Place(pressed, is_named=pressed.label is not None)
    slot = turn.slots.get("place")
    carried = Coordinates.parse(slot)
    is_named = bool(carried and isinstance(slot, dict) and slot.get("named"))
    known = Place(carried, is_named=True) if is_named else Place(turn.shared_place or carried)
    names = [str(value) for value in turn.values("location")]
    if _NEARBY in names and turn.shared_place is not None and len(set(names)) == 1:
        return Place(turn.shared_place)
    named = next((name for name in names if name != _NEARBY), None)
    if named is None:
        return known
    found = _places_named(named, names)
    if len(found) == 1:
        (one,) = found
        return Place(Coordinates(one.lat, one.lng, one.label), is_named=True)
    if found:
        return Place(None, choices=tuple(found))
    return Place(known.where, known.is_named, unknown_name=named)


def _places_named(name: str, names: list[str]) -> Sequence[Neighbourhood | Landmark]:
    """Those called so exactly, else the neighbourhoods whose names begin so or hold it."""
    exact = _neighbourhoods_named(name, (str.__eq__,))
    return exact or landmarks_named(names) or _neighbourhoods_named(name, (str.startswith, str.__contains__))


def _neighbourhoods_named(name: str, ways: Sequence[Callable[[str, str], bool]]) -> list[Neighbourhood]:
    wanted = _BLANKS.sub("", name)
    if len(wanted) < _SHORTEST_NAME:
        return []
    for fits in ways:
        if found := [one for one in NEIGHBOURHOODS if any(fits(known, wanted) for known in _names(one))]:
            return found
    return []


def _names(one: Neighbourhood) -> list[str]:
    names = (one.label, one.dong, *one.region.split(), *one.label.split(), *one.landmarks)
    return [_BLANKS.sub("", name) for name in names]
