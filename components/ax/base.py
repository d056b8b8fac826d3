"""The base model: a folder in Hugging Face's layout, of Llama's architecture, read without its language head.

The head that predicts words is left out (839 MB of A.X 3.1 Light in 16 bits): nothing is generated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from transformers import BitsAndBytesConfig, LlamaModel
from transformers.utils import logging as transformers_logging

from components.ax.encoding import Encoder
from components.ax.errors import CorruptFile, OutOfMemory
from components.ax.folder import fingerprint, weights

__all__ = ["Base", "as_out_of_memory", "load_base"]

_SMALL: Final = 500_000_000
"""Bytes of weights up to which a CPU computes in 32 bits; above, 16 bits save more than they cost."""


@dataclass(frozen=True)
class Base:
    """A loaded base model and what is needed to use it."""

    model: LlamaModel
    encoder: Encoder
    fingerprint: str
    device: torch.device
    dtype: torch.dtype
    quantised: bool
    pad: int

    @property
    def hidden(self) -> int:
        """Size of a hidden state."""
        return int(self.model.config.hidden_size)


def load_base(
    folder: Path, *, device: str = "auto", dtype: str = "auto", quantise: bool = True, max_tokens: int = 128
) -> Base:
    """Load a base model: in 4 bits (NF4, double quantisation) on CUDA, else as `dtype` says.

    Args:
        device: ``auto`` (CUDA where there is one), ``cpu``, ``cuda`` or ``cuda:1``.
        dtype: ``auto``, ``float32``, ``bfloat16`` or ``float16``: what is computed in.
        quantise: whether CUDA holds the weights in 4 bits.

    Raises:
        BaseNotFound, WrongArchitecture, CorruptFile: the folder cannot be used.
        OutOfMemory: the device is too small.
    """
    print_of_folder = fingerprint(folder)
    encoder = Encoder.load(folder, max_tokens)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    place = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
    number = _dtype(dtype, place, sum(path.stat().st_size for path in weights(folder)))
    quantised = quantise and place.type == "cuda"
    options: dict[str, Any] = {"dtype": number, "local_files_only": True, "attn_implementation": "sdpa"}
    if quantised:
        options["device_map"] = {"": place}
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=number,
        )
    try:
        model, told = LlamaModel.from_pretrained(folder, output_loading_info=True, **options)
        if not quantised:
            model = model.to(place)
    except Exception as error:
        if (memory := as_out_of_memory(error, "loading the base model")) is not None:
            raise memory from error
        raise CorruptFile(f"{folder}: its weights cannot be loaded ({error})") from error
    if missing := sorted(told["missing_keys"]):
        raise CorruptFile(f"{folder}: {len(missing)} of its weights are missing, e.g. {missing[0]}")
    model.requires_grad_(False)
    model.config.use_cache = False
    pad = model.config.pad_token_id
    return Base(model, encoder, print_of_folder, place, number, quantised, pad if isinstance(pad, int) else 0)


def as_out_of_memory(error: BaseException, doing: str) -> OutOfMemory | None:
    """Our error for a device's or the machine's; None when the error is another."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "can't allocate memory" in str(error):
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return OutOfMemory(f"not enough memory for {doing}; take a smaller batch, or free the device")
    return None


def _dtype(name: str, device: torch.device, weight_bytes: int) -> torch.dtype:
    if name != "auto":
        return {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[name]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float32 if weight_bytes <= _SMALL else torch.bfloat16
