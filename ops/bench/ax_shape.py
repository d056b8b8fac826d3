"""Base models of random weights to measure with: a tiny one for a CPU, and one of A.X 3.1 Light's shape for a GPU."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from transformers import LlamaConfig, LlamaModel

from components.ax.tiny import make_tiny

__all__ = ["REAL", "TINY", "Shape", "make"]


@dataclass(frozen=True)
class Shape:
    """A Llama's sizes."""

    name: str
    layers: int
    hidden: int
    feed_forward: int
    heads: int
    vocabulary: int

    @property
    def matrix_weights(self) -> int:
        """Weights that every token is multiplied with: four projections of attention, three of the feed-forward."""
        return self.layers * (4 * self.hidden**2 + 3 * self.hidden * self.feed_forward)

    @property
    def lora_weights(self) -> int:
        """Those of one adapter of rank 16 on all seven projections."""
        rank = 16
        return self.layers * rank * (4 * 2 * self.hidden + 3 * (self.hidden + self.feed_forward))

    def operations(self, tokens: int) -> float:
        """Of one row of so many tokens: two for each weight and token, and attention's two products."""
        return 2.0 * tokens * (self.matrix_weights + self.lora_weights) + 4.0 * self.layers * tokens**2 * self.hidden


TINY: Final = Shape("tiny", layers=4, hidden=256, feed_forward=680, heads=4, vocabulary=4_000)
REAL: Final = Shape("A.X 3.1 Light", layers=32, hidden=4_096, feed_forward=10_880, heads=32, vocabulary=102_400)


def make(shape: Shape, folder: Path, texts: Sequence[str]) -> Path:
    """Write a model of this shape; the tokenizer is learnt from `texts`, so it is smaller than the vocabulary.

    Args:
        folder: needs 14 GB for the real shape.
    """
    make_tiny(folder, texts, hidden=shape.hidden if shape is TINY else 64, layers=shape.layers if shape is TINY else 1)
    if shape is TINY:
        return folder
    made = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config = LlamaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        max_position_embeddings=32_768,
        tie_word_embeddings=False,
        **{key: made[key] for key in ("bos_token_id", "eos_token_id", "pad_token_id")},
    )
    (folder / "model.safetensors").unlink()
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
            model = LlamaModel(config)
        model.save_pretrained(folder, max_shard_size="4GB")
    finally:
        torch.set_default_dtype(before)
    return folder
