"""The embedder's seam: text in, unit vectors out; which one stands behind it is a setting.

``local`` is trained here (`recommender.search.local`). ``server`` asks the model server's sentence encoder, ``onnx``
runs one from a folder; both know far more language and are slower, so what they answered is cached.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import structlog

from catalog.dishes import get_dishes
from recommender.search.errors import EmbedderDown
from recommender.search.lexicon import get_lexicon
from recommender.search.local import LocalEmbedder, fingerprint
from settings import Settings

__all__ = ["Embedder", "EmbedderDown", "local_embedder", "open_embedder"]

_log = structlog.get_logger()
_FOLDER: Final = "search"


class Embedder(Protocol):
    """What the search asks of an embedder."""

    @property
    def model(self) -> str:
        """Names the model and its version: vectors of different ones must not meet."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def is_slow(self) -> bool:
        """Whether looking its answer up in the cache is quicker than asking it again."""

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of what people say, shape (texts, dimensions).

        Raises:
            EmbedderDown: it did not answer in time, or not rightly.
        """

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of menus, shops or reviews, shape (texts, dimensions); raises as `embed_queries`."""


def open_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings.

    Raises:
        EmbedderDown: a model server or folder is named wrongly or does not answer.
    """
    chosen = settings.search.embedder
    if chosen == "server":
        from recommender.search.remote import RemoteEmbedder

        if settings.search.server_url is None:
            raise EmbedderDown("search.embedder is server, but search.server_url is not set")
        return RemoteEmbedder(settings.search.server_url, timeout_s=settings.search.server_timeout_ms / 1000)
    if chosen == "onnx":
        from recommender.search.onnx import OnnxEmbedder

        if settings.search.onnx_dir is None:
            raise EmbedderDown("search.embedder is onnx, but search.onnx_dir is not set")
        return OnnxEmbedder(settings.search.onnx_dir)
    return local_embedder(settings.models_dir)


def local_embedder(models_dir: Path) -> LocalEmbedder:
    """The embedder trained here: read from ``models_dir``, or made and kept there when its training data is new."""
    dishes, lexicon = get_dishes(), get_lexicon()
    path = models_dir / _FOLDER / f"embedder-{fingerprint(dishes, lexicon)}.npz"
    try:
        return LocalEmbedder.load(path)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("embedder_unreadable", file=path.name, reason=str(error))
    made = LocalEmbedder.train(dishes, lexicon)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return made
