"""Where somebody is: named just now, shared by the device, or carried from before for as long as it can be true."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from actions.turn import Coordinates, Turn
from catalog.landmarks import Landmark, landmarks_named
from catalog.neighbourhoods import NEIGHBOURHOODS, Neighbourhood

__all__ = ["Place", "find", "known"]

_NEARBY: Final = "nearby"
_WHERE_I_AM: Final = re.compile(
    r"(?<![가-힣])(?:내|나|제|저)\s?(?:근처|주변|옆|위치|있는)|여기|요기|지금\s?있는|현\s?위치|현재\s?위치"
)
"""What asks for the place of the person; 근처 alone may mean the place talked about."""
_HAPPENED_THERE: Final = (
    r"(?:에서|에)\s(?!\s*(?:가까|가깝|먼|멀|걸|제일|젤|뭐|먹|밥|점심|저녁|갈\s?만|\d|[가-힣]{1,2}\s?(?:분|미터)"
    r"|나와|나오|나가))"
)
"""What follows a place where something only happened: 학교에서 체육해서 배고파 asks for nothing near the school."""
_BLANKS: Final = re.compile(r"\s+")
_SHORTEST_NAME: Final = 2
_TRUE_FOR: Final = dt.timedelta(hours=2)
"""How long a child is taken to be where it was: walking minutes from lunch's place are wrong at dinner."""


@dataclass(frozen=True)
class Place:
    """What is known of the place.

    ``where`` None: it has to be asked for, with ``choices`` when a name fits several, or because what was known is
    ``unsure``: too old, or a place elsewhere where the person's own was meant. ``unknown_name`` is a name nobody could
    place; with ``where`` it was passed over for what was known before, and the reply says so.
    """

    where: Coordinates | None
    is_named: bool = False
    unknown_name: str | None = None
    choices: tuple[Neighbourhood | Landmark, ...] = ()
    unsure: Literal["old", "elsewhere"] | None = None
    since: dt.datetime | None = None
    is_own: bool = False
    """Whether a named place was given as the person's own: out of the list, or when it was asked for."""

    def as_slot(self) -> dict[str, Any] | None:
        """The slot ``place``; a named place stays until another is named or the device's is asked for."""
        if self.where is None:
            return None
        since = None if self.since is None else self.since.isoformat()
        return self.where.as_slot() | {"named": self.is_named, "own": self.is_own, "since": since}


def find(turn: Turn) -> Place:
    """The place this turn is about."""
    pressed = Coordinates.parse(turn.first("place"))
    if pressed is not None:
        return Place(pressed, is_named=pressed.label is not None, since=turn.now, is_own=True)
    place = known(turn)
    names = [str(value) for value in turn.values("location")]
    if _NEARBY in names and len(set(names)) == 1:
        if turn.shared_place is not None:
            return Place(turn.shared_place, since=turn.now)
        if place.is_named and not place.is_own and _WHERE_I_AM.search(turn.text):
            return Place(None, unsure="elsewhere")
    named = next((name for name in names if name != _NEARBY), None)
    if named is None:
        return place
    found = _places_named(named, names)
    if not found and re.search(rf"{re.escape(named)}{_HAPPENED_THERE}", turn.text):
        return place
    if len(found) == 1:
        (one,) = found
        where = Coordinates(one.lat, one.lng, one.label)
        was_asked = any('"place"' in payload for payload in turn.offered)
        return Place(where, is_named=True, since=turn.now, is_own=was_asked)
    if found:
        return Place(None, choices=tuple(found))
    return Place(place.where, place.is_named, unknown_name=named, since=place.since, is_own=place.is_own)


def known(turn: Turn) -> Place:
    """Where the person is by what was said and shared before, without this turn's words.

    A place that was named outlives its two hours where nothing newer was shared: every list says its name.
    """
    slot = turn.slots.get("place")
    carried = Coordinates.parse(slot)
    if carried is None or not isinstance(slot, Mapping):
        return Place(turn.shared_place, since=turn.now)
    since = _moment(slot.get("since"))
    is_true = since is not None and abs(turn.now - since) <= _TRUE_FOR
    is_named, is_own = bool(slot.get("named")), bool(slot.get("own"))
    if is_named and is_true:
        return Place(carried, is_named=True, since=since, is_own=is_own)
    if turn.shared_place is not None:
        return Place(turn.shared_place, since=turn.now)
    if is_named:
        return Place(carried, is_named=True, since=turn.now, is_own=is_own)
    return Place(carried, since=since) if is_true else Place(None, unsure="old")


def _moment(stated: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(stated))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


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
