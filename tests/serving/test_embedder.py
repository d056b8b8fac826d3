"""A tiny BERT made here, exported to ONNX, equal to sentence-transformers; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sentence_transformers", reason="the extra is not installed: make test EXTRAS=ax")

from sentence_transformers import SentenceTransformer

from components.ax.errors import BaseNotFound, CorruptFile
from serving.embedder import CARD, GRAPH, Card, Embedder
from serving.export import TOLERANCE, export
from tests.serving.conftest import serving
from tests.serving.tiny_bert import make_tiny_bert

TEXTS = ["안녕", "오늘 점심 뭐 먹지", "6천원으로 먹을 수 있는 곳 😋", "", " ", "gimbap near me", "국밥 " * 300]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_bert(tmp_path_factory.mktemp("bert") / "tiny-mean-tokens")


@pytest.fixture(scope="module")
def exported(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("exported") / "tiny"
    export(source, target)
    return target


def test_the_vectors_are_those_of_sentence_transformers_batched_or_alone(source: Path, exported: Path) -> None:
    reference = SentenceTransformer(str(source), device="cpu")
    expected = reference.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    embedder = Embedder.load(exported)
    rows = [embedder.tokenize(text) for text in TEXTS]
    assert max(map(len, rows)) == 128
    np.testing.assert_allclose(embedder.embed(rows), expected, atol=TOLERANCE, rtol=0)
    for row, vector in zip(rows, expected, strict=True):
        np.testing.assert_allclose(embedder.embed([row])[0], vector, atol=TOLERANCE, rtol=0)


def test_every_vector_has_length_one_and_the_stated_dimensions(exported: Path) -> None:
    embedder = Embedder.load(exported)
    vectors = embedder.embed([embedder.tokenize(text) for text in TEXTS])
    assert vectors.shape == (len(TEXTS), embedder.card.dimensions) == (len(TEXTS), 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_pooling_is_the_folders_own(tmp_path: Path) -> None:
    source = make_tiny_bert(tmp_path / "cls", pooling="cls")
    export(source, tmp_path / "out")
    expected = SentenceTransformer(str(source), device="cpu").encode("점심 뭐 먹지", normalize_embeddings=True)
    embedder = Embedder.load(tmp_path / "out")
    np.testing.assert_allclose(embedder.embed([embedder.tokenize("점심 뭐 먹지")])[0], expected, atol=TOLERANCE)


def test_it_is_served_over_http_without_a_language_model(source: Path, exported: Path, tmp_path: Path) -> None:
    expected = SentenceTransformer(str(source), device="cpu").encode(TEXTS, normalize_embeddings=True)
    with serving(tmp_path, MODELS_DIR=tmp_path, SERVING__EMBEDDER=exported) as server:
        status, body = server.post("/v1/embed", {"texts": TEXTS, "deadline_ms": 30_000})
        assert (status, body["model"], body["dimensions"]) == (200, "tiny-mean-tokens", 32)
        np.testing.assert_allclose(body["embeddings"], expected, atol=TOLERANCE, rtol=0)
        assert server.post("/v1/embed", {"texts": []})[1]["error"]["code"] == "empty_batch"
        assert server.post("/v1/embed", {"texts": [1]})[1]["error"]["code"] == "bad_request"
        assert server.post("/v1/embed", {"texts": ["가" * 10_000]})[1]["error"]["code"] == "text_too_long"
        assert server.post("/v1/nlu", {"rows": [{"text": "a"}]})[1]["error"]["code"] == "not_served"
        assert server.get("/v1/models")[1]["embedder"]["ready"]


def test_the_card_says_what_it_is_and_how_far_off(exported: Path) -> None:
    card = Card.read(exported)
    assert (card.name, card.dimensions, card.max_tokens) == ("tiny-mean-tokens", 32, 128)
    assert 0 <= card.deviation <= TOLERANCE


def test_a_folder_that_is_none_and_files_that_are_broken_are_refused_by_name(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(BaseNotFound, match=r"modules\.json"):
        export(tmp_path, tmp_path / "out")
    with pytest.raises(BaseNotFound, match="export-embedder"):
        Embedder.load(tmp_path)
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in exported.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    (broken / GRAPH).write_bytes((exported / GRAPH).read_bytes()[:-100])
    with pytest.raises(CorruptFile, match="not the file that was exported"):
        Embedder.load(broken)
    (broken / CARD).write_text(json.dumps({"name": "half"}))
    with pytest.raises(CorruptFile, match=CARD):
        Embedder.load(broken)


def test_a_failed_export_leaves_what_was_there(exported: Path, tmp_path: Path) -> None:
    source = make_tiny_bert(tmp_path / "bert")
    (source / "model.safetensors").write_bytes(b"nothing")
    before = {path.name: path.read_bytes() for path in exported.iterdir()}
    with pytest.raises(CorruptFile):
        export(source, exported)
    assert {path.name: path.read_bytes() for path in exported.iterdir()} == before
