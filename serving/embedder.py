"""Sentence-BERT by ONNX Runtime: texts to unit vectors. The folder is what `naviyam ax export-embedder` wrote.

    model.onnx      ids and mask, (rows, tokens) int64 → vectors, (rows, dimensions) float32; the weights of a
                    large one lie in model.onnx.data
    tokenizer.json  as the `tokenizers` library reads it
    embedder.json   name, dimensions, max_tokens, pad, checksum, and how far it was from sentence-transformers

Pooling and normalisation lie in the graph, so whatever a sentence-transformers folder says is what is computed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from components.ax.errors import BaseNotFound, CorruptFile
from serving.batching import Batcher
from serving.cache import Answers
from serving.schedule import Priority
from settings import Serving

__all__ = ["CARD", "GRAPH", "TOKENIZER", "Card", "Embedder", "EmbedderService", "checksum"]

CARD: Final = "embedder.json"
GRAPH: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
_NAME: Final = "embedder"


@dataclass(frozen=True)
class Card:
    """What an exported embedder is. ``deviation`` is the largest of a vector's components at export."""

    name: str
    dimensions: int
    max_tokens: int
    pad: int
    sha256: str
    deviation: float

    def write(self, folder: Path) -> None:
        """Write the folder's last file, which vouches for the others."""
        (folder / CARD).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Card:
        """Read it.

        Raises:
            BaseNotFound: there is no exported embedder.
            CorruptFile: the card cannot be read.
        """
        path = folder / CARD
        if not path.is_file():
            raise BaseNotFound(f"{folder}: no exported embedder there ({CARD}); naviyam ax export-embedder makes one")
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise CorruptFile(f"{path}: not readable ({error})") from error


class Embedder:
    """A loaded embedder. `embed` is called from one thread; `tokenize` from any."""

    def __init__(self, card: Card, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.card = card
        self._session, self._tokenizer = session, tokenizer

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0) -> Embedder:
        """Load and check an exported folder.

        Args:
            threads: that compute one batch; 0 is as many as the process may use.

        Raises:
            BaseNotFound, CorruptFile: see `Card.read`; also for a graph or tokenizer that is another or unreadable.
        """
        card = Card.read(folder)
        graph = folder / GRAPH
        try:
            if checksum(folder) != card.sha256:
                raise CorruptFile(f"{graph}: is not the file that was exported; export it anew")
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        except CorruptFile:
            raise
        except Exception as error:  # tokenizers and ONNX Runtime raise bare classes
            raise CorruptFile(f"{folder}: cannot be loaded ({error})") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(card.max_tokens)
        return cls(card, session, tokenizer)

    def tokenize(self, text: str) -> tuple[int, ...]:
        """Token ids of a text, cut to the card's ``max_tokens``."""
        return tuple(self._tokenizer.encode(_encodable(text)).ids)

    def embed(self, rows: Sequence[tuple[int, ...]]) -> NDArray[np.float32]:
        """Unit vectors of tokenized rows, (rows, dimensions) float32."""
        longest = max(len(row) for row in rows)
        ids = np.full((len(rows), longest), self.card.pad, dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


class EmbedderService:
    """An embedder as it is served: cache and batches. All but `compute` belongs to the event loop."""

    def __init__(self, embedder: Embedder, executor: Executor, settings: Serving) -> None:
        self.embedder = embedder
        self._answers: Answers[list[float]] = Answers(
            name=_NAME, seconds=settings.cache_seconds, rows_max=settings.cache_rows
        )
        self.batcher: Batcher[tuple[int, ...], list[float]] = Batcher(
            self.compute,
            executor,
            name=_NAME,
            rows_max=settings.batch_max,
            window_s=settings.window_ms / 1000,
            queue_max=settings.queue_max,
        )

    async def embed(self, texts: Sequence[str], *, priority: Priority, seconds: float) -> list[list[float]]:
        """A unit vector a text.

        Raises:
            ServingError: see `serving.errors`.
        """
        deadline = time.monotonic() + seconds
        known: dict[str, list[float]] = {}
        new: list[str] = []
        for text in dict.fromkeys(texts):
            vector = self._answers.get(text)
            if vector is None:
                new.append(text)
            else:
                known[text] = vector
        if new:
            rows = [(ids, len(ids)) for ids in map(self.embedder.tokenize, new)]
            vectors = await self.batcher.submit(rows, priority=priority, deadline=deadline)
            for text, vector in zip(new, vectors, strict=True):
                known[text] = vector
                self._answers.put(vector, text)
        return [known[text] for text in texts]

    def compute(self, rows: Sequence[tuple[int, ...]]) -> list[list[float] | Exception]:
        """A batch, in the device's thread."""
        return [vector.tolist() for vector in self.embedder.embed(rows)]


def checksum(folder: Path) -> str:
    """SHA-256 of the graph and, where it has some, of the weights beside it."""
    digest = hashlib.sha256()
    for name in (GRAPH, f"{GRAPH}.data"):
        if name == GRAPH or (folder / name).is_file():
            with (folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
