"""Search by a sentence encoder instead of our own embedder: from a folder, or behind the model server."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("sentence_transformers", reason="the extra is not installed: make test EXTRAS=ax")

import torch
from sentence_transformers import SentenceTransformer

from recommender.search.build import build
from recommender.search.embedder import EmbedderDown, open_embedder
from recommender.search.store import Store
from serving.export import TOLERANCE, export
from settings import Settings
from storage.postgres import Pool
from tests.serving.conftest import serving
from tests.serving.tiny_bert import make_tiny_bert

TEXTS = ["매운 거 빼고 김밥", "국밥", "6천원으로 먹을 수 있는 곳 😋", " ", "국밥 " * 300]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_bert(tmp_path_factory.mktemp("bert") / "tiny-mean-tokens")


@pytest.fixture(scope="module")
def exported(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("exported") / "tiny"
    export(source, target)
    return target


@pytest.fixture(scope="module")
def published(source: Path, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as encoders are published: the graph gives the states of all tokens."""

    class States(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.bert = SentenceTransformer(str(source), device="cpu")[0].auto_model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    folder = tmp_path_factory.mktemp("published")
    ids = torch.ones((2, 7), dtype=torch.int64)
    axes = {0: torch.export.Dim("rows", min=1), 1: torch.export.Dim("tokens", min=2, max=128)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            States().eval(),
            (ids, torch.ones_like(ids)),
            str(folder / "model.onnx"),
            input_names=["input_ids", "attention_mask"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    shutil.copy(exported / "tokenizer.json", folder)
    return folder


@pytest.fixture(scope="module")
def expected(source: Path) -> npt.NDArray[np.float32]:
    encoder = SentenceTransformer(str(source), device="cpu")
    return np.asarray(encoder.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False), np.float32)


def of_folder(folder: Path) -> Settings:
    return Settings(search={"embedder": "onnx", "onnx_dir": folder})


def test_what_was_exported_here_is_read_as_sentence_transformers_reads_it(
    exported: Path, expected: npt.NDArray[np.float32]
) -> None:
    embedder = open_embedder(of_folder(exported))
    assert embedder.dimensions == 32
    np.testing.assert_allclose(embedder.embed_queries(TEXTS), expected, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(embedder.embed_passages(TEXTS[:1])[0], expected[0], atol=TOLERANCE, rtol=0)


def test_a_graph_of_states_is_pooled_by_their_mean(published: Path, expected: npt.NDArray[np.float32]) -> None:
    embedder = open_embedder(of_folder(published))
    short = TEXTS[:4]  # the folder does not say that the encoder reads 128 tokens at most
    np.testing.assert_allclose(embedder.embed_queries(short), expected[:4], atol=TOLERANCE, rtol=0)


def test_a_folder_whose_card_is_broken_is_refused_in_one_line(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(exported, folder)
    (folder / "embedder.json").write_text("{", encoding="utf-8")
    with pytest.raises(EmbedderDown, match=r"embedder\.json: cannot be read"):
        open_embedder(of_folder(folder))


async def test_the_catalogue_is_indexed_and_searched_through_the_model_server(
    exported: Path, expected: npt.NDArray[np.float32], catalogue: Pool, tmp_path: Path
) -> None:
    with serving(tmp_path, MODELS_DIR=tmp_path, SERVING__EMBEDDER=exported) as server:
        settings = Settings(
            search={"embedder": "server", "server_url": server.address, "server_timeout_ms": 5_000},
            models_dir=tmp_path,
            var_dir=tmp_path,
        )
        embedder = open_embedder(settings)
        np.testing.assert_allclose(embedder.embed_queries(TEXTS), expected, atol=TOLERANCE, rtol=0)
        manifest = await build(catalogue, embedder, Store(tmp_path / "search"), settings)
        assert (manifest.model, manifest.dimensions) == ("tiny-mean-tokens", 32)
        assert manifest.indexes["menus"]["texts"] > 0
    with pytest.raises(EmbedderDown, match="does not embed"):
        embedder.embed_queries(["국밥"])
