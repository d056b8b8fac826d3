"""One index: the vectors of distinct texts, a FAISS index over them, and which rows of the catalogue have each text.

A catalogue names the same menu in a thousand shops; its text is embedded, stored and searched once. Up to a size the
search is exact (``Flat``), beyond it IVF-PQ (Jégou, Douze and Schmid 2011) whose k nearest are ranked again by the
original vectors. Where the codes of PQ cannot tell texts apart (menus that differ by their shop's name alone), eight
bits a place (``ivf-sq8``) take their stead. Vectors are of unit length, so the inner product is the cosine. They are
kept as float16 in a file that is mapped into memory, so that all workers of a machine share them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import faiss
import numpy as np
import numpy.typing as npt

__all__ = ["BadIndex", "Hits", "VectorIndex", "make_faiss"]

_TRAINED_ON: Final = 50_000
_RECALL_QUERIES: Final = 200
_SEED: Final = 20_261_124
_MAPPED: Final = "r"

Matrix = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class BadIndex(ValueError):
    """An index cannot be read, or does not belong to the embedder; the message says which and why."""


@dataclass(frozen=True)
class Hits:
    """Rows of the catalogue found, the likest first, and the cosine of each, in [-1, 1]."""

    ids: Ids
    similarities: Matrix

    @classmethod
    def none(cls) -> Hits:
        """Nothing found."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float32))


class VectorIndex:
    """The index of one kind of row (menus, shops or reviews). Read-only once made, and safe to share by threads."""

    def __init__(
        self,
        index: Any,
        vectors: npt.NDArray[np.float16],
        ids: Ids,
        text_of: npt.NDArray[np.int32],
        keys: npt.NDArray[np.void],
    ) -> None:
        """Take the parts as they are.

        Args:
            index: FAISS index over ``vectors``, inner product, in their order.
            vectors: one unit vector a distinct text, shape (texts, dimensions).
            ids: catalogue ids of the rows, ascending.
            text_of: for each row the place of its text in ``vectors``.
            keys: SHA-256 of model and text (`recommender.search.text.cache_key`), one a vector.
        """
        self._index = index
        self._vectors = vectors
        self.ids = ids
        self.text_of = text_of
        self.keys = keys
        order = np.argsort(text_of, kind="stable")
        self._rows = order.astype(np.int32)
        self._starts = np.searchsorted(text_of[order], np.arange(len(vectors) + 1)).astype(np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def texts(self) -> int:
        """How many distinct texts the rows have."""
        return len(self._vectors)

    @property
    def bytes(self) -> int:
        """What the vectors and the codes take, in memory or mapped into it."""
        codes = self._index.code_size if hasattr(self._index, "code_size") else 4 * self._vectors.shape[1]
        return int(self._vectors.nbytes + self.texts * codes + self.ids.nbytes + 2 * self.text_of.nbytes)

    @property
    def lists(self) -> int:
        """How many lists the index is cut into; 1: it is exact."""
        return 1 if self.kind == "flat" else int(self._index.nlist)

    @property
    def kind(self) -> str:
        """``flat``, ``ivf-pq`` or ``ivf-sq8``."""
        if isinstance(self._index, faiss.IndexFlat):
            return "flat"
        return "ivf-pq" if isinstance(self._index, faiss.IndexIVFPQ) else "ivf-sq8"

    def search(self, query: Matrix, *, nprobe: int, nearest: int, kept: int) -> Hits:
        """The rows whose texts come nearest to ``query`` (shape (dimensions,)): ``kept`` texts and all rows of each.

        The index gives the ``nearest`` texts, and the original vectors choose among them.
        """
        if not len(self) or not query.any():
            return Hits.none()
        parameters = None if self.kind == "flat" else faiss.SearchParametersIVF(nprobe=nprobe)
        _, found = self._index.search(query[None], min(nearest, self.texts), params=parameters)
        texts = found[0][found[0] >= 0]
        exact = self._vectors[texts].astype(np.float32) @ query
        best = np.argsort(-exact, kind="stable")[:kept]
        spans = [self._rows[self._starts[text] : self._starts[text + 1]] for text in texts[best]]
        similarities = np.repeat(exact[best], [len(span) for span in spans])
        return Hits(self.ids[np.concatenate(spans)], similarities.astype(np.float32))

    def similarities(self, query: Matrix, rows: npt.NDArray[np.int64]) -> Matrix:
        """The exact cosine of ``query`` with each of ``rows`` (places in `ids`), each distinct text computed once."""
        texts, back = np.unique(self.text_of[rows], return_inverse=True)
        return np.asarray((self._vectors[texts].astype(np.float32) @ query)[back], np.float32)

    def rows_of(self, ids: Sequence[int]) -> npt.NDArray[np.int64]:
        """Where ``ids`` stand in `ids`; -1 for one that is not (any more) in the index."""
        if not len(self):
            return np.full(len(ids), -1, np.int64)
        wanted = np.asarray(ids, np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[at] == wanted, at, -1)

    def vectors_of(self, rows: npt.NDArray[np.int64]) -> Matrix:
        """The vectors of rows, shape (rows, dimensions); zeros for -1."""
        found = np.zeros((len(rows), self._vectors.shape[1]), np.float32)
        known = rows >= 0
        found[known] = self._vectors[self.text_of[rows[known]]]
        return found

    def recall(self, *, nprobe: int, nearest: int, kept: int) -> float:
        """The share of the exact ``kept`` nearest texts that `search` finds, for texts of the index as queries."""
        if self.kind == "flat" or not self.texts:
            return 1.0
        draw = np.random.default_rng(_SEED)
        queries = self._vectors[draw.choice(self.texts, min(_RECALL_QUERIES, self.texts), replace=False)]
        queries = queries.astype(np.float32)
        _, found = self._index.search(queries, nearest, params=faiss.SearchParametersIVF(nprobe=nprobe))
        shares = []
        everything = self._vectors[:].astype(np.float32)
        for query, texts in zip(queries, found, strict=True):
            exact = everything @ query
            threshold = np.partition(exact, -kept)[-kept]
            candidates = texts[texts >= 0]
            reranked = np.sort(exact[candidates])[::-1][:kept]
            # By value, not by number: texts of equal vectors stand for one another.
            shares.append(float((reranked >= threshold - 1e-5).sum()) / kept)
        return float(np.mean(shares))

    def added(self, vectors: npt.NDArray[np.float16]) -> tuple[Any, npt.NDArray[np.float16]]:
        """The FAISS index and the vectors with further ones at their end; this index is used up by it."""
        if len(vectors):
            self._index.add(vectors.astype(np.float32))
        return self._index, np.concatenate([self._vectors, vectors])

    def made_finer(self) -> VectorIndex:
        """The same rows with finer codes, or exact where these did not do."""
        finer = self.kind == "ivf-pq"
        index = make_faiss(self._vectors, flat_max=0 if finer else self.texts, codes="sq8")
        return VectorIndex(index, self._vectors, self.ids, self.text_of, self.keys)

    def save(self, folder: Path) -> None:
        """Write the index into a folder that is not there yet."""
        folder.mkdir(parents=True)
        faiss.write_index(self._index, str(folder / "index.faiss"))
        np.save(folder / "vectors.npy", self._vectors)
        np.save(folder / "ids.npy", self.ids)
        np.save(folder / "text_of.npy", self.text_of)
        np.save(folder / "keys.npy", self.keys)

    @classmethod
    def load(cls, folder: Path, *, dimensions: int) -> VectorIndex:
        """Read an index that `save` wrote; call it in the process that will search, after any fork.

        Raises:
            BadIndex: files are missing, damaged, or of another embedder.
        """
        try:
            index = faiss.read_index(str(folder / "index.faiss"))
            vectors = np.load(folder / "vectors.npy", mmap_mode=_MAPPED)
            ids, text_of = np.load(folder / "ids.npy"), np.load(folder / "text_of.npy")
            keys = np.load(folder / "keys.npy", mmap_mode=_MAPPED)
        except (OSError, ValueError, EOFError, RuntimeError) as error:
            raise BadIndex(f"{folder}: {str(error).splitlines()[0]}") from error
        sizes = (vectors.ndim, index.ntotal, len(keys), len(text_of), int(text_of.max(initial=-1)) < len(vectors))
        if sizes != (2, len(vectors), len(vectors), len(ids), True) or vectors.shape[1] != dimensions:
            raise BadIndex(f"{folder}: its parts do not fit one another or the embedder ({dimensions} dimensions)")
        return cls(index, vectors, ids, text_of, keys)


def make_faiss(vectors: npt.NDArray[np.float16], *, flat_max: int, codes: Literal["pq", "sq8"] = "pq") -> Any:
    """A FAISS index over unit vectors: exact up to ``flat_max`` of them, else IVF with ``codes``; always the same."""
    count, dimensions = vectors.shape
    if count <= flat_max:
        index = faiss.IndexFlatIP(dimensions)
    else:
        lists = 2 ** round(math.log2(4 * math.sqrt(count)))
        coarse = faiss.IndexFlatIP(dimensions)
        if codes == "pq":
            index = faiss.IndexIVFPQ(coarse, dimensions, lists, _codes(dimensions), 8, faiss.METRIC_INNER_PRODUCT)
            index.pq.cp.seed = _SEED
        else:
            eight = faiss.ScalarQuantizer.QT_8bit
            index = faiss.IndexIVFScalarQuantizer(coarse, dimensions, lists, eight, faiss.METRIC_INNER_PRODUCT)
        index.cp.seed = _SEED
        draw = np.random.default_rng(_SEED)
        sample = draw.choice(count, min(count, max(_TRAINED_ON, 40 * lists)), replace=False)
        index.train(vectors[np.sort(sample)].astype(np.float32))
    for start in range(0, count, _TRAINED_ON):
        index.add(vectors[start : start + _TRAINED_ON].astype(np.float32))
    return index


def _codes(dimensions: int) -> int:
    """How many bytes a vector becomes: one for every four places, where that divides them."""
    return next(codes for codes in (dimensions // 4, dimensions // 8, dimensions // 2, 1) if dimensions % codes == 0)
