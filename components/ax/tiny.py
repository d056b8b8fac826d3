"""Makes a tiny base model of A.X 3.1 Light's architecture, for tests and for trying the machinery without the weights.

Llama without grouped heads, embeddings not tied, byte-level BPE; the tokenizer is trained on given texts, the weights
are random. What it learns by LoRA and heads is real; what it knows of Korean is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM

from components.normaliser import normalise

__all__ = ["make_tiny"]

_BOS: Final = "<s>"
_EOS: Final = "</s>"
_PAD: Final = "<pad>"


def make_tiny(
    folder: Path,
    texts: Iterable[str],
    *,
    seed: int = 0,
    hidden: int = 192,
    layers: int = 2,
    heads: int = 4,
    vocabulary: int = 4_000,
) -> Path:
    """Write a model folder as Hugging Face lays it out (config.json, model.safetensors, tokenizer.json).

    Args:
        texts: what the tokenizer learns from.
        seed: another seed, another base: an adapter of one does not fit the other.
        hidden: size of a hidden state; the feed-forward layer is 2.66 times as wide, as in A.X 3.1 Light.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        (normalise(text).text for text in texts),
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            special_tokens=[_BOS, _EOS, _PAD],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": _BOS,
        "eos_token": _EOS,
        "pad_token": _PAD,
        "model_max_length": 32_768,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described, indent=1), encoding="utf-8")
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=hidden,
        intermediate_size=int(hidden * 10_880 / 4_096),
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        max_position_embeddings=32_768,
        tie_word_embeddings=False,
        bos_token_id=tokenizer.token_to_id(_BOS),
        eos_token_id=tokenizer.token_to_id(_EOS),
        pad_token_id=tokenizer.token_to_id(_PAD),
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = LlamaForCausalLM(config)
        _mix(model)
        model.save_pretrained(folder)
    return folder


def _mix(model: LlamaForCausalLM) -> None:
    """Let attention carry words to where the heads read, which a model with Llama's small first weights hardly does.

    Queries and keys stay small: every token looks at all others about equally, and LoRA learns where to look.
    """
    hidden = model.config.hidden_size
    with torch.no_grad():
        model.model.embed_tokens.weight.normal_(0.0, 0.3)
        for layer in model.model.layers:
            layer.self_attn.v_proj.weight.normal_(0.0, hidden**-0.5)
            layer.self_attn.o_proj.weight.normal_(0.0, hidden**-0.5)
