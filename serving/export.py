"""Turns a sentence-transformers folder into what `serving.embedder` serves; needs torch, the server does not.

The whole pipeline of the folder (encoder, pooling, dense layers) and a division by the length become one ONNX graph,
whose answers are compared with sentence-transformers' own before the folder counts as exported.
"""

from __future__ import annotations

import contextlib
import io
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from components.ax.errors import BaseNotFound, CorruptFile, ExtraMissing
from serving.embedder import GRAPH, TOKENIZER, Card, Embedder, checksum

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["TOLERANCE", "export"]

TOLERANCE: Final = 1e-4
"""Largest allowed difference of a component of a unit vector, in 32 bits."""

_TOKENS_MAX: Final = 128
_ONE_FILE_BYTES: Final = 1_500_000_000
"""Of weights; a graph in one file may not exceed 2 GiB."""
_PROBES: Final = (
    "안녕하세요",
    "오늘 점심은 6천원 안에서 먹고 싶어요",
    "지금 열려 있는 가까운 김밥집 알려줘",
    "What can I eat near the library with my meal card?",
    "매운 거 빼고 " * 60,
)


def export(source: Path, target: Path, *, tell: Callable[[str], None] = lambda _: None) -> Card:
    """Write `target` anew from the sentence-transformers folder `source`; gives its card.

    Args:
        tell: hears what goes on.

    Raises:
        BaseNotFound: `source` is no sentence-transformers folder.
        CorruptFile: it cannot be loaded, has no fast tokenizer, or the graph's vectors are more than `TOLERANCE` off.
        ExtraMissing: sentence-transformers or torch's exporter is not installed.
    """
    if not (source / "modules.json").is_file():
        raise BaseNotFound(f"{source}: no sentence-transformers folder (modules.json)")
    try:
        import onnx  # noqa: F401 - the exporter asks for it late
        import onnxscript  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        raise ExtraMissing(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh ax") from error
    tell("loading")
    model = _load(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        draft = Path(folder) / target.name
        draft.mkdir()
        tell("exporting")
        _write_graph(model, draft / GRAPH)
        _write_tokenizer(model, draft / TOKENIZER, source)
        card = Card(
            name=source.name,
            dimensions=len(model.encode(_PROBES[0], show_progress_bar=False)),
            max_tokens=min(_TOKENS_MAX, int(model.max_seq_length or _TOKENS_MAX)),
            pad=int(model.tokenizer.pad_token_id or 0),
            sha256=checksum(draft),
            deviation=0.0,
        )
        card.write(draft)
        tell("comparing")
        card = Card(**{**vars(card), "deviation": _deviation(model, draft)})
        card.write(draft)
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    return card


def _load(source: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    except Exception as error:
        raise CorruptFile(f"{source}: cannot be loaded by sentence-transformers ({error})") from error
    model.max_seq_length = min(_TOKENS_MAX, int(model.max_seq_length or _TOKENS_MAX))
    return model.eval()


def _write_graph(model: SentenceTransformer, path: Path) -> None:
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]  # torch's classes are unknown to mypy here
        """Ids and mask to unit vectors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=-1)

    weights = sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())
    ids = torch.ones((2, 7), dtype=torch.int64)
    axes = {0: torch.export.Dim("rows", min=1), 1: torch.export.Dim("tokens", min=2, max=_TOKENS_MAX)}
    with _quietly():
        torch.onnx.export(
            Graph().eval(),
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embeddings"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            dynamo=True,
            external_data=weights > _ONE_FILE_BYTES,
            verbose=False,
        )


def _write_tokenizer(model: SentenceTransformer, path: Path, source: Path) -> None:
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise CorruptFile(f"{source}: has no fast tokenizer (tokenizer.json)")
    fast.save(str(path))


def _deviation(model: SentenceTransformer, draft: Path) -> float:
    """How far the exported vectors are from sentence-transformers', at most; batched and one at a time."""
    exported = Embedder.load(draft)
    expected = model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)
    rows = [exported.tokenize(text) for text in _PROBES]
    together = exported.embed(rows)
    alone = np.concatenate([exported.embed([row]) for row in rows])
    deviation = float(max(np.abs(together - expected).max(), np.abs(alone - expected).max()))
    if not deviation <= TOLERANCE:
        raise CorruptFile(f"{draft.name}: the exported vectors are {deviation:.1e} off, more than {TOLERANCE:.0e}")
    return deviation


@contextlib.contextmanager
def _quietly() -> Any:
    """Without the exporter's many words about axes and versions, which nobody can act on."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
