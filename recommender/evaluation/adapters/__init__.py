"""Public data in their published forms as a `Dataset`; the files are given by whoever has them, none comes with us."""

from __future__ import annotations

from pathlib import Path

from recommender.evaluation.adapters import foursquare, uci
from recommender.learning.dataset import Dataset, DatasetError, load

__all__ = ["read"]


def read(path: Path) -> Dataset:
    """What lies at ``path``: a dataset of ours (``.npz``), or a folder with UCI's or Foursquare's files.

    Raises:
        DatasetError: none of them; says what was looked for.
    """
    if path.suffix == ".npz":
        return load(path)
    folder = path if path.is_dir() else path.parent
    if (folder / foursquare.FILE).is_file():
        return foursquare.read(folder / foursquare.FILE)
    if (folder / uci.RATINGS).is_file():
        return uci.read(folder)
    raise DatasetError(f"{path}: neither a dataset (.npz) nor a folder with {foursquare.FILE} or {uci.RATINGS}")
