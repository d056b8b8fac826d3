"""Places people name, from ``data/places.tsv``; a name may stand for several."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from settings import ROOT

__all__ = ["Landmark", "landmarks_named"]


@dataclass(frozen=True)
class Landmark:
    """A named place, WGS 84 degrees."""

    name: str
    region: str
    """The town, as people say it."""
    lat: float
    lng: float

    @property
    def label(self) -> str:
        """As shown to people: ``안산 중앙역``."""
        return self.name if self.name.startswith(self.region) else f"{self.region} {self.name}"


def landmarks_named(names: list[str]) -> list[Landmark]:
    """The places one of ``names`` stands for; where another of them is a town, those in it."""
    said = {name.replace(" ", "") for name in names}
    found = [place for place in _places() if place.name in said or place.label.replace(" ", "") in said]
    there = [place for place in found if any(town in said for town in place.region.split())]
    return there or found


@functools.lru_cache(maxsize=1)
def _places() -> tuple[Landmark, ...]:
    places = []
    path = ROOT / "data" / "places.tsv"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            name, region, lat, lng = line.split("\t")
            places.append(Landmark(name, region, float(lat), float(lng)))
        except ValueError as error:
            raise ValueError(f"data/places.tsv:{number}: wants name, where, latitude, longitude: {line!r}") from error
    return tuple(places)
