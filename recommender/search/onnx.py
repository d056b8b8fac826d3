"""A sentence encoder from a folder: ``model.onnx`` and ``tokenizer.json``, run by ONNX Runtime (extra ``ax``).

Two kinds of graph are read: one that gives the states of all tokens, as encoders are published, and one that gives a
vector a text, as `naviyam ax export-embedder` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recommender.search.errors import EmbedderDown

__all__ = ["OnnxEmbedder"]

_MOST_TOKENS: Final = 512
_BATCH: Final = 32


class OnnxEmbedder:
    """The graph's own vectors; where it gives states, their mean over the tokens (Reimers and Gurevych 2019)."""

    is_slow: bool = True

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            EmbedderDown: ONNX Runtime or the tokenizers are not installed, or the folder holds no such model.
        """
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EmbedderDown("search.embedder is onnx: install the extra `ax` (ops/bootstrap.sh dev ax)") from error
        file = folder / "model.onnx"
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: Any = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        except Exception as error:  # both libraries raise bare Exceptions of their own for a damaged file
            raise EmbedderDown(f"{folder}: {str(error).splitlines()[0]}") from error
        self._tokenizer.enable_truncation(_most_tokens(folder))
        self._tokenizer.enable_padding()
        self.model = f"onnx-{folder.name}-{digest}"
        self._inputs = {node.name for node in self._session.get_inputs()}
        self.dimensions = int(self.embed_queries(["밥"]).shape[1])

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `Embedder`."""
        return np.concatenate([self._embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)])

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `Embedder`."""
        return self.embed_queries(texts)

    def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(list(texts))
        mask = np.asarray([one.attention_mask for one in encodings], np.int64)
        ids = np.asarray([one.ids for one in encodings], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = self._session.run(None, {name: value for name, value in feed.items() if name in self._inputs})
        vectors = states
        if states.ndim == 3:
            weights = mask[..., None].astype(np.float32)
            vectors = (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, np.float32)


def _most_tokens(folder: Path) -> int:
    """What the encoder can read, where the folder says so (``embedder.json``); never more than the specification's."""
    card = folder / "embedder.json"
    try:
        return min(_MOST_TOKENS, int(json.loads(card.read_text(encoding="utf-8"))["max_tokens"]))
    except FileNotFoundError:
        return _MOST_TOKENS
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbedderDown(f"{card}: cannot be read") from error
