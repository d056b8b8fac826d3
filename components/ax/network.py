"""What the base model's last hidden states go through, and how rows become one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import torch
from peft import LoraConfig
from torch import nn

from components.ax.encoding import Encoded
from components.ax.labels import LabelSet

__all__ = ["ALPHA", "DROPOUT", "RANK", "TARGETS", "Attention", "Batch", "Heads", "collate", "lora_config"]

RANK: Final = 16
ALPHA: Final = 32
DROPOUT: Final = 0.05
TARGETS: Final = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")

Attention = Literal["bidirectional", "causal"]
"""``causal`` is how the base was made. ``bidirectional`` lets a token see what follows it, which a span's first token
needs; LoRA adapts a decoder to it (LS-unLLaMA: Li et al., 2023; LLM2Vec: BehnamGhader et al., 2024)."""


@dataclass(frozen=True)
class Batch:
    """Rows of one batch, padded on the right to the longest.

    Attributes:
        ids: token ids, (rows, tokens).
        mask: which token may look at which, (rows, 1, tokens, tokens), boolean.
        positions: (rows, tokens).
        last: index of each row's last token, where the intent is read, (rows,).
    """

    ids: torch.Tensor
    mask: torch.Tensor
    positions: torch.Tensor
    last: torch.Tensor


class Heads(nn.Module):  # type: ignore[misc]  # torch's classes are unknown to mypy here
    """Two linear layers in 32 bits: intent at the last token, a tag at every token."""

    def __init__(self, hidden: int, labels: LabelSet) -> None:
        super().__init__()
        self.intent = nn.Linear(hidden, len(labels.intents), dtype=torch.float32)
        self.tags = nn.Linear(hidden, len(labels.tags), dtype=torch.float32)

    def forward(self, states: torch.Tensor, last: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores before softmax: (rows, intents) and (rows, tokens, tags).

        Args:
            states: last hidden states, (rows, tokens, hidden).
            last: index of each row's last token, (rows,).
        """
        states = states.float()
        pooled = states[torch.arange(len(states), device=states.device), last]
        return self.intent(pooled), self.tags(states)


def lora_config() -> LoraConfig:
    """Specification §5.2: rank 16, alpha 32, dropout 0.05, on the projections of attention and feed-forward."""
    return LoraConfig(
        r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(TARGETS), bias="none", inference_mode=False
    )


def collate(encoded: Sequence[Encoded], attention: Sequence[Attention], pad: int, device: torch.device) -> Batch:
    """Make a batch of rows; `attention` is each row's own, since adapters may differ."""
    longest = max(len(row) for row in encoded)
    ids = torch.full((len(encoded), longest), pad, dtype=torch.long)
    for number, row in enumerate(encoded):
        ids[number, : len(row)] = torch.tensor(row.ids, dtype=torch.long)
    lengths = torch.tensor([len(row) for row in encoded])
    at = torch.arange(longest)
    mask = (at[None, :] < lengths[:, None])[:, None, :].expand(-1, longest, -1).clone()
    causal = torch.tensor([kind == "causal" for kind in attention])
    mask[causal] &= at[None, :] <= at[:, None]
    positions = at[None, :].expand(len(encoded), -1)
    return Batch(
        ids.to(device, non_blocking=True),
        mask[:, None].to(device, non_blocking=True),
        positions.to(device, non_blocking=True),
        (lengths - 1).to(device, non_blocking=True),
    )
