"""Where indexes lie: a folder a version, and one pointer file that names the version in use, replaced in one go.

``var/search/current`` holds the name of ``var/search/<version>/``. A reader opens what the pointer names; a builder
writes a new folder beside it and moves the pointer last, so nobody ever sees half an index.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import fcntl
import math
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from recommender.search.index import BadIndex, VectorIndex

__all__ = [
    "FORMAT",
    "KINDS",
    "BuildRunning",
    "Manifest",
    "Places",
    "Store",
    "Stored",
    "all_to_xyz",
    "new_version",
    "to_xyz",
]

KINDS: Final = ("menus", "shops", "reviews")
_POINTER: Final = "current"
FORMAT: Final = 2
_DRAFT: Final = ".draft-"
_VERSIONS_KEPT: Final = 2
_EARTH_M: Final = 6_371_009.0


class BuildRunning(RuntimeError):
    """Another process is building the indexes of this instance."""


@dataclass(frozen=True)
class Manifest:
    """What an index was made of and from; stands in ``manifest.json``."""

    format: int
    """Of the files: one that this program does not write is not read."""
    version: str
    model: str
    dimensions: int
    catalogue_time: str | None
    """The newest change in the catalogue that it knows, ISO 8601."""
    built_at: str
    seconds: float
    based_on: str | None
    """The version it was added to; None: built from nothing."""
    indexes: dict[str, dict[str, Any]]
    """For each kind: rows, texts, kind, nprobe, nearest, recall, new_texts, seconds, megabytes."""

    def as_json(self) -> dict[str, Any]:
        """The manifest as it is stored."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Places:
    """Where the shops of the index stand, and which shop each menu belongs to."""

    shop_ids: npt.NDArray[np.int64]
    xyz: npt.NDArray[np.float32]
    """Unit vectors from the earth's centre; zeros where no place is known."""
    shop_of: npt.NDArray[np.int32]
    """For each row of the menus' index the place of its shop in ``shop_ids``."""
    popularity: npt.NDArray[np.float32]
    """As the catalogue had it when the index was built."""

    def near(self, lat: float, lng: float, radius_m: float) -> npt.NDArray[np.int64]:
        """Places in ``shop_ids`` of the shops within the radius, as the crow flies on a sphere: a sieve, no fact."""
        chord = 2 * np.sin(min(radius_m * 1.01 / _EARTH_M, np.pi) / 2)
        return np.flatnonzero(self.xyz @ to_xyz(lat, lng) >= 1 - chord**2 / 2 - 1e-7)

    def popular(self, shops: npt.NDArray[np.int64], most: int) -> list[int]:
        """Ids of the most popular of ``shops`` (places in ``shop_ids``); none that nobody has liked yet."""
        order = shops[np.argsort(-self.popularity[shops], kind="stable")[:most]]
        return [int(self.shop_ids[shop]) for shop in order if self.popularity[shop] > 0]

    def of(self, shop_id: int) -> tuple[float, float] | None:
        """Latitude and longitude of a shop; None where it is not known."""
        at = int(np.searchsorted(self.shop_ids, shop_id))
        if at >= len(self.shop_ids) or self.shop_ids[at] != shop_id or not self.xyz[at].any():
            return None
        x, y, z = map(float, self.xyz[at])
        return math.degrees(math.asin(max(-1.0, min(1.0, z)))), math.degrees(math.atan2(y, x))


@dataclass(frozen=True)
class Stored:
    """The parts of one version, loaded."""

    manifest: Manifest
    indexes: dict[str, VectorIndex]
    places: Places


class Store:
    """The indexes of one instance."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str | None:
        """The version in use, or None when there is none; cheap enough to ask often."""
        try:
            return (self.folder / _POINTER).read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def load(self, version: str) -> Stored:
        """Load one version.

        Raises:
            BadIndex: it is missing, damaged or its parts do not fit.
        """
        folder = self.folder / version
        manifest = self.manifest(version)
        try:
            with (folder / "places.npz").open("rb") as file, np.load(file) as stored:
                places = Places(stored["shop_ids"], stored["xyz"], stored["shop_of"], stored["popularity"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise BadIndex(f"{folder}: {error}") from error
        indexes = {kind: VectorIndex.load(folder / kind, dimensions=manifest.dimensions) for kind in KINDS}
        if len(places.shop_of) != len(indexes["menus"]):
            raise BadIndex(f"{folder}: places and menus do not fit")
        return Stored(manifest, indexes, places)

    def manifest(self, version: str) -> Manifest:
        """What a version is made of.

        Raises:
            BadIndex: it cannot be read.
        """
        path = self.folder / version / "manifest.json"
        try:
            told = orjson.loads(path.read_bytes())
            if told.get("format") == FORMAT:
                return Manifest(**told)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise BadIndex(f"{path}: {error}") from error
        raise BadIndex(f"{path}: made by another version of the program; build anew: naviyam index build")

    @contextlib.contextmanager
    def building(self) -> Iterator[None]:
        """Only one process builds inside the block.

        Raises:
            BuildRunning: one does already.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "building.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildRunning(f"{self.folder}: another process is building the indexes") from error
            for left in self.folder.glob(f"{_DRAFT}*"):
                shutil.rmtree(left)
            yield

    def publish(self, stored: Stored) -> None:
        """Write a version and make it the one in use; the one before stays for readers that still load it."""
        version = stored.manifest.version
        draft = self.folder / f"{_DRAFT}{version}"
        for kind, index in stored.indexes.items():
            index.save(draft / kind)
        places = stored.places
        np.savez(draft / "places.npz", **dataclasses.asdict(places))
        (draft / "manifest.json").write_bytes(orjson.dumps(stored.manifest.as_json(), option=orjson.OPT_INDENT_2))
        # The pointer must not outlive in a power cut what it points at.
        for path in (*draft.rglob("*"), draft):
            _sync(path)
        draft.rename(self.folder / version)
        pointer = self.folder / f"{_POINTER}.new"
        pointer.write_text(version, encoding="utf-8")
        _sync(pointer)
        _sync(self.folder)
        pointer.replace(self.folder / _POINTER)
        _sync(self.folder)
        versions = sorted(path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        for old in versions[:-_VERSIONS_KEPT]:
            shutil.rmtree(old)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_version() -> str:
    """A version's name: the moment, so that names sort by age."""
    return dt.datetime.now(dt.timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")


def to_xyz(lat: float, lng: float) -> npt.NDArray[np.float32]:
    """The unit vector from the earth's centre to a place."""
    return np.asarray(all_to_xyz(np.asarray([lat]), np.asarray([lng]))[0])


def all_to_xyz(lat: npt.NDArray[np.float64], lng: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Unit vectors, shape (places, 3); zeros where a coordinate is NaN."""
    phi, theta = np.radians(lat), np.radians(lng)
    xyz = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
    return np.asarray(np.nan_to_num(xyz), np.float32)
