"""Which kind of index is worth its memory: ``python -m ops.bench.index_kinds [SHOPS]``.

The distinct menu texts of the benchmark's made-up country, embedded as the product does, in an exact index, in those
the product makes (IVF with PQ or 8-bit codes) and in HNSW (Malkov and Yashunin, 2018). A JSON line a row.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import faiss
import numpy as np
import numpy.typing as npt

from ops.bench.recommend.catalogue import made_up
from recommender.search.embedder import local_embedder
from recommender.search.index import make_faiss
from recommender.search.text import menu_text
from settings import get_settings

__all__ = ["measure"]

_SEED: Final = 1
_QUERIES: Final = 300
_KEPT: Final = 20
_EMBEDDED_TOGETHER: Final = 256

Matrix = npt.NDArray[np.float32]


def measure(vectors: npt.NDArray[np.float16]) -> list[dict[str, Any]]:
    """A row a kind and setting: processor seconds to build, MB (10**6), µs of a query (p50), recall of 20.

    Recall is that of the `_KEPT` best once the candidates are ranked again by the original vectors, as `VectorIndex`
    does.
    """
    faiss.omp_set_num_threads(1)
    floats = vectors.astype(np.float32)
    queries = floats[np.random.default_rng(_SEED).choice(len(floats), _QUERIES, replace=False)]
    rows: list[dict[str, Any]] = []
    makers: dict[str, Callable[[], Any]] = {
        "flat": lambda: make_faiss(vectors, flat_max=len(vectors)),
        "ivf-pq": lambda: make_faiss(vectors, flat_max=0),
        "ivf-sq8": lambda: make_faiss(vectors, flat_max=0, codes="sq8"),
        "hnsw": lambda: _hnsw(floats),
    }
    for kind, make in makers.items():
        began = time.process_time()
        index = make()
        made = {
            "kind": kind,
            "texts": len(vectors),
            "build_cpu_s": round(time.process_time() - began, 1),
            "mb": round(len(faiss.serialize_index(index)) / 1e6, 1),
        }
        rows += [
            {**made, **setting, **_searched(index, kind, floats, queries, **setting)} for setting in _settings(kind)
        ]
    return rows


def _settings(kind: str) -> list[dict[str, int]]:
    if kind == "flat":
        return [{"k": 100}]
    if kind == "hnsw":
        return [{"k": 100, "ef": ef} for ef in (100, 200, 400)]
    return [{"k": k, "nprobe": 32} for k in (100, 400)]


def _hnsw(vectors: Matrix) -> Any:
    index = faiss.IndexHNSWFlat(vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 80
    index.add(vectors)
    return index


def _searched(
    index: Any, kind: str, vectors: Matrix, queries: Matrix, *, k: int, nprobe: int = 0, ef: int = 0
) -> dict[str, float]:
    if kind == "flat":
        parameters = None
    elif kind == "hnsw":
        parameters = faiss.SearchParametersHNSW(efSearch=ef)
    else:
        parameters = faiss.SearchParametersIVF(nprobe=nprobe)
    spent, shares = [], []
    for query in queries:
        began = time.process_time()
        _, found = index.search(query[None], k, params=parameters)
        spent.append(time.process_time() - began)
        exact = vectors @ query
        threshold = np.partition(exact, -_KEPT)[-_KEPT]
        best = np.sort(exact[found[0][found[0] >= 0]])[::-1][:_KEPT]
        # By value, not by number: texts of equal vectors stand for one another.
        shares.append(float((best >= threshold - 1e-5).sum()) / _KEPT)
    return {"query_us_p50": round(1e6 * float(np.median(spent))), "recall_20": round(float(np.mean(shares)), 3)}


def main() -> None:
    """Make the texts and print the rows."""
    shops = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    texts = list(
        dict.fromkeys(
            menu_text(menu.name, menu.dish, menu.category, tuple(menu.tastes or ()))
            for shop in made_up(shops, _SEED)
            for menu in shop.menus
        )
    )
    embedder = local_embedder(get_settings().models_dir)
    parts = range(0, len(texts), _EMBEDDED_TOGETHER)
    vectors = np.concatenate(
        [embedder.embed_passages(texts[at : at + _EMBEDDED_TOGETHER]).astype(np.float16) for at in parts]
    )
    for row in measure(vectors):
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
