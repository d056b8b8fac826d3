"""An adapter's folder: LoRA weights in peft's own layout, the two heads, and ``labels.json`` that tells what they are.

    adapter_config.json  adapter_model.safetensors    LoRA, as peft writes it
    heads.safetensors                                 intent and tags
    labels.json                                       labels, base, values of surfaces, checksums

`Manifest` is ``labels.json``; reading and checking it needs no torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from components.ax.errors import AdapterNotFound, CorruptFile, ForeignAdapter
from components.ax.labels import LabelSet

__all__ = ["CONFIG", "HEADS", "LABELS", "WEIGHTS", "Manifest", "checksums"]

CONFIG: Final = "adapter_config.json"
WEIGHTS: Final = "adapter_model.safetensors"
HEADS: Final = "heads.safetensors"
LABELS: Final = "labels.json"
_FORMAT: Final = 1
_ATTENTIONS: Final = ("bidirectional", "causal")


@dataclass(frozen=True)
class Manifest:
    """What an adapter is.

    Attributes:
        base: fingerprint of the base model it was trained on.
        labels: of its heads, in the order of their rows.
        attention: ``bidirectional`` or ``causal``.
        temperature: divides the intent scores, so that confidence is about the accuracy (Guo et al., 2017).
        values: entity → surface without blanks → value, as annotated in the training data.
        trained: when, on how much, and how well: for people.
        files: name → SHA-256 of the folder's other files.
    """

    base: str
    labels: LabelSet
    attention: str
    temperature: float
    values: Mapping[str, Mapping[str, str]]
    trained: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write ``labels.json``, the last of the folder's files: it vouches for the others."""
        content = {"format": _FORMAT, **asdict(self), "files": checksums(folder)}
        (folder / LABELS).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read ``labels.json`` and compare the checksums.

        Raises:
            AdapterNotFound: no such folder, or no adapter in it.
            CorruptFile: a file is missing, unreadable or not the one that was saved.
        """
        path = folder / LABELS
        if not path.is_file():
            raise AdapterNotFound(f"{folder}: no adapter there ({LABELS}); `naviyam ax models` lists those stored")
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != _FORMAT:
                raise ValueError(f"format {content['format']}, must be {_FORMAT}")
            labels = LabelSet(tuple(content["labels"]["intents"]), tuple(content["labels"]["entities"]))
            found = cls(
                base=str(content["base"]),
                labels=labels,
                attention=str(content["attention"]),
                temperature=float(content["temperature"]),
                values={entity: dict(surfaces) for entity, surfaces in content["values"].items()},
                trained=dict(content["trained"]),
                files=dict(content["files"]),
            )
            if found.attention not in _ATTENTIONS or not found.temperature > 0 or not labels.intents:
                raise ValueError("attention, temperature or labels are none")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorruptFile(f"{path}: not readable ({error!r})") from error
        present = checksums(folder)
        for name in (CONFIG, WEIGHTS, HEADS):
            if present.get(name) != found.files.get(name):
                reason = "is missing" if name not in present else "is not the file that was saved"
                raise CorruptFile(f"{folder / name}: {reason}; train the adapter anew, or copy it again")
        return found

    def require_base(self, fingerprint: str, whose: str) -> None:
        """Refuse to serve another base.

        Raises:
            ForeignAdapter: the adapter was trained on another.
        """
        if self.base != fingerprint:
            raise ForeignAdapter(f"{whose}: trained on base {self.base}, the base here is {fingerprint}; train it anew")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each of the adapter's files that is there."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (CONFIG, WEIGHTS, HEADS)
        if (folder / name).is_file()
    }
