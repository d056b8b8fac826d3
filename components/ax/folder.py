"""A base model's folder as seen from outside: whether it is one, and which. Needs no torch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from components.ax.errors import BaseNotFound, CorruptFile, WrongArchitecture

__all__ = ["check_architecture", "fingerprint", "weights"]

_ARCHITECTURES: Final = frozenset({"LlamaForCausalLM", "LlamaModel"})
_SAMPLE_BYTES: Final = 1 << 20


def fingerprint(folder: Path) -> str:
    """Sixteen hex digits that tell this base from any other: configuration, tokenizer, and samples of the weights.

    Reading all weights would take a minute; the first and last MiB of each file and its size tell a fine-tuned copy.

    Raises:
        BaseNotFound: no such folder, or no model in it.
        WrongArchitecture: it is no Llama.
        CorruptFile: its configuration cannot be read.
    """
    check_architecture(folder)
    digest = hashlib.sha256()
    for name in ("config.json", "tokenizer.json"):
        digest.update((folder / name).read_bytes() if (folder / name).is_file() else b"")
    for path in weights(folder):
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLE_BYTES))
            file.seek(max(0, size - _SAMPLE_BYTES))
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:16]


def check_architecture(folder: Path) -> dict[str, Any]:
    """The folder's configuration, if it is that of a Llama.

    Raises:
        BaseNotFound, WrongArchitecture, CorruptFile: see `fingerprint`.
    """
    path = folder / "config.json"
    if not folder.is_dir():
        raise BaseNotFound(f"{folder}: no such folder; NAVIYAM_AX__MODEL names a downloaded model (docs/ax.md)")
    if not path.is_file() or not weights(folder):
        raise BaseNotFound(f"{folder}: no model in it (config.json and *.safetensors)")
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        architectures = set(config.get("architectures") or ())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise CorruptFile(f"{path}: not readable as a model's configuration ({error})") from error
    if config.get("model_type") != "llama" or not architectures & _ARCHITECTURES:
        found = ", ".join(sorted(architectures)) or config.get("model_type")
        raise WrongArchitecture(f"{folder}: its architecture is {found}, must be LlamaForCausalLM (A.X 3.1 Light)")
    return dict(config)


def weights(folder: Path) -> list[Path]:
    """The files of the weights, in order."""
    return sorted(folder.glob("*.safetensors"))
