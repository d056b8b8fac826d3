"""The embedder behind the model server: ``POST /v1/embed`` with ``{"texts"}`` gives ``{"model", "embeddings"}``."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recommender.search.errors import EmbedderDown

__all__ = ["RemoteEmbedder"]

_BATCH: Final = 64
_LONGER_FOR_A_BATCH: Final = 40
"""Times the patience for one query that a batch of passages gets: nobody waits for it."""


class RemoteEmbedder:
    """A sentence encoder that another process serves. Blocking: call it off the event loop."""

    is_slow: bool = True

    def __init__(self, url: str, *, timeout_s: float) -> None:
        """Ask the server what it runs.

        Raises:
            EmbedderDown: it does not answer.
        """
        if not url.startswith(("http://", "https://")):
            raise EmbedderDown(f"search.server_url is no web address: {url}")
        self._url = f"{url.rstrip('/')}/v1/embed"
        self._timeout_s = timeout_s
        answer = self._ask(["밥"], timeout_s=_LONGER_FOR_A_BATCH * timeout_s)
        self.model = str(answer["model"])
        self.dimensions = len(answer["embeddings"][0])

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `Embedder`."""
        return self._vectors(texts, self._timeout_s)

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `Embedder`."""
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.concatenate([self._vectors(batch, _LONGER_FOR_A_BATCH * self._timeout_s) for batch in batches])

    def _vectors(self, texts: Sequence[str], timeout_s: float) -> npt.NDArray[np.float32]:
        answer = self._ask(texts, timeout_s=timeout_s)
        vectors = np.asarray(answer["embeddings"], np.float32)
        if answer["model"] != self.model or vectors.shape != (len(texts), self.dimensions):
            raise EmbedderDown("the model server runs another model now")
        if not np.isfinite(vectors).all():
            raise EmbedderDown("the model server answered with numbers that are none")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), np.float32)

    def _ask(self, texts: Sequence[str], *, timeout_s: float) -> dict[str, Any]:
        body = json.dumps({"texts": list(texts)}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as response:
                answer = json.load(response)
            if not isinstance(answer["embeddings"], list) or not answer["embeddings"]:
                raise ValueError("no vectors")
            return {"model": answer["model"], "embeddings": answer["embeddings"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderDown(f"the model server does not embed: {type(error).__name__}") from error
