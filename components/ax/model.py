"""The model as it is served: one base, any number of adapters with their heads, rows of all of them in one batch."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch
from peft import PeftConfig, PeftModel, set_peft_model_state_dict
from safetensors import SafetensorError
from safetensors.torch import load_file

from components.ax.adapter import HEADS, WEIGHTS, Manifest
from components.ax.base import Base, as_out_of_memory, load_base
from components.ax.encoding import Encoded
from components.ax.errors import CorruptFile, UnknownAdapter
from components.ax.labels import OUTSIDE, LabelSet
from components.ax.network import Attention, Heads, collate
from components.ax.result import Intent, Prediction, Row
from components.ax.spans import Tagged, entities_of
from components.classifier.entities import Values

if TYPE_CHECKING:
    from transformers import LlamaModel

__all__ = ["AXModel"]


@dataclass(frozen=True)
class _Adapter:
    """A loaded adapter. `key` is its name inside peft, where a name may hold no dot."""

    key: str
    manifest: Manifest
    heads: Heads
    values: Values


class AXModel:
    """Understands rows. All methods may be called from any thread; they wait for each other."""

    def __init__(self, base: Base, labels: LabelSet | None = None) -> None:
        self._base = base
        self._labels = labels
        self._network: LlamaModel | PeftModel = base.model.eval()
        self._adapters: dict[str, _Adapter] = {}
        self._count = 0
        self._active: str | None = None
        self._lock = threading.RLock()

    @classmethod
    def load(
        cls,
        base: Path,
        adapters: Mapping[str, Path],
        *,
        device: str = "auto",
        dtype: str = "auto",
        quantise: bool = True,
        labels: LabelSet | None = None,
        max_tokens: int = 128,
    ) -> AXModel:
        """Load a base model's folder and adapters by name.

        Args:
            labels: what every adapter must know, usually `LabelSet.of_domain`; None lets any pass.
            device, dtype, quantise, max_tokens: see `components.ax.base.load_base`.

        Raises:
            components.ax.errors.AXError: one of its classes, for whatever cannot be used.
        """
        model = cls(load_base(base, device=device, dtype=dtype, quantise=quantise, max_tokens=max_tokens), labels)
        for name, folder in adapters.items():
            model.add_adapter(name, folder)
        return model

    @property
    def fingerprint(self) -> str:
        """Of the base model."""
        return self._base.fingerprint

    @property
    def device(self) -> str:
        """Where it computes, as torch names it."""
        return str(self._base.device)

    @property
    def dtype(self) -> str:
        """What it computes in: ``float32``, ``bfloat16`` or ``float16``, and ``nf4`` before it if held in 4 bits."""
        return ("nf4/" if self._base.quantised else "") + str(self._base.dtype).removeprefix("torch.")

    @property
    def adapters(self) -> tuple[str, ...]:
        """Names of the loaded adapters."""
        return tuple(self._adapters)

    def label_set(self, name: str) -> LabelSet:
        """The labels of an adapter's heads.

        Raises:
            UnknownAdapter: it is not loaded.
        """
        return self._adapter(name).manifest.labels

    def tokenize(self, text: str, context: str = "") -> int:
        """How many tokens a row takes, at most ``max_tokens``."""
        return len(self._base.encoder.encode(text, context))

    def add_adapter(self, name: str, folder: Path) -> None:
        """Load an adapter, or replace the one of this name once the new one is found to be sound.

        Raises:
            AdapterNotFound, CorruptFile, ForeignAdapter, LabelMismatch, OutOfMemory: the model stays as it was.
        """
        manifest = Manifest.read(folder)
        manifest.require_base(self._base.fingerprint, str(folder))
        if self._labels is not None:
            manifest.labels.require(self._labels, str(folder))
        with self._lock:
            try:
                heads = Heads(self._base.hidden, manifest.labels)
                heads.load_state_dict(load_file(folder / HEADS))
                key = self._load_lora(folder)
                loaded = _Adapter(key, manifest, heads.to(self._base.device).eval(), Values(_plain(manifest.values)))
            except (SafetensorError, RuntimeError, ValueError, KeyError, OSError) as error:
                if (memory := as_out_of_memory(error, f"adapter {name}")) is not None:
                    raise memory from error
                raise CorruptFile(f"{folder}: its weights do not fit the base ({error})") from error
            replaced = self._adapters.get(name)
            self._adapters[name] = loaded
            if replaced is not None:
                self._forget(replaced.key)

    def remove_adapter(self, name: str) -> None:
        """Forget an adapter and free its memory.

        Raises:
            UnknownAdapter: it is not loaded.
        """
        with self._lock:
            self._forget(self._adapter(name).key)
            del self._adapters[name]

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Understand rows in one forward pass; the answer to each does not depend on the others, but for rounding.

        Raises:
            UnknownAdapter: a row names an adapter that is not loaded; no row is answered.
            OutOfMemory: the batch is too large for the device.
        """
        if not rows:
            return []
        with self._lock:
            adapters = [self._adapter(row.adapter) for row in rows]
            encoded = [self._base.encoder.encode(row.text, row.context) for row in rows]
            try:
                with torch.inference_mode():
                    intents, tags = self._scores(adapters, encoded)
            except RuntimeError as error:
                if (memory := as_out_of_memory(error, f"a batch of {len(rows)}")) is not None:
                    raise memory from error
                raise
        return [
            _prediction(row.adapter, adapter, encoding, intents[i], tags[i])
            for i, (row, adapter, encoding) in enumerate(zip(rows, adapters, encoded, strict=True))
        ]

    def _scores(
        self, adapters: Sequence[_Adapter], encoded: Sequence[Encoded]
    ) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """For each row the probabilities of its intents, and of the tags of its utterance's tokens; on the CPU."""
        attention = [cast("Attention", adapter.manifest.attention) for adapter in adapters]
        batch = collate(encoded, attention, self._base.pad, self._base.device)
        keys = [adapter.key for adapter in adapters]
        given = {"input_ids": batch.ids, "attention_mask": batch.mask, "position_ids": batch.positions}
        if len(set(keys)) == 1:
            self._activate(keys[0])
            states = self._network(**given, use_cache=False).last_hidden_state
        else:
            states = self._network(**given, use_cache=False, adapter_names=keys).last_hidden_state
        intents: dict[int, torch.Tensor] = {}
        tags: dict[int, torch.Tensor] = {}
        for adapter in {adapter.key: adapter for adapter in adapters}.values():
            mine = [i for i, key in enumerate(keys) if key == adapter.key]
            which = torch.tensor(mine, device=states.device)
            intent_scores, tag_scores = adapter.heads(states[which], batch.last[which])
            intent_rows = torch.softmax(intent_scores / adapter.manifest.temperature, -1).cpu()
            tag_rows = torch.softmax(tag_scores, -1).cpu()
            for at, i in enumerate(mine):
                intents[i] = intent_rows[at]
                tags[i] = tag_rows[at, encoded[i].first : len(encoded[i])]
        return [intents[i] for i in range(len(keys))], [tags[i] for i in range(len(keys))]

    def _adapter(self, name: str) -> _Adapter:
        try:
            return self._adapters[name]
        except KeyError:
            known = ", ".join(self._adapters) or "none"
            raise UnknownAdapter(f"no adapter {name} is loaded; loaded: {known}") from None

    def _load_lora(self, folder: Path) -> str:
        config = PeftConfig.from_pretrained(str(folder))
        config.inference_mode = True
        state = load_file(folder / WEIGHTS)
        self._count += 1
        key = f"a{self._count}"
        if isinstance(self._network, PeftModel):
            self._network.add_adapter(key, config, autocast_adapter_dtype=False)
        else:
            self._network = PeftModel(self._network, config, adapter_name=key, autocast_adapter_dtype=False)
            self._active = key
        told = set_peft_model_state_dict(self._network, state, adapter_name=key)
        if told.unexpected_keys or any(f".{key}." in name for name in told.missing_keys):
            self._forget(key)
            raise ValueError("other layers than the base's")
        for name, parameter in self._network.named_parameters():
            if f".{key}." in name:
                parameter.data = parameter.data.to(self._base.device, self._base.dtype)
                parameter.requires_grad_(False)
        self._network.eval()
        return key

    def _activate(self, key: str) -> None:
        if self._active != key:
            cast("PeftModel", self._network).set_adapter(key)
            self._active = key

    def _forget(self, key: str) -> None:
        """Take an adapter's weights out of the network; without any, the bare base remains."""
        network = cast("PeftModel", self._network)
        others = [known.key for known in self._adapters.values() if known.key != key]
        if others:
            self._activate(others[0])
            network.delete_adapter(key)
        else:
            self._network = network.unload()
            self._active = None


def _plain(values: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {entity: dict(surfaces) for entity, surfaces in values.items()}


def _prediction(
    name: str, adapter: _Adapter, encoded: Encoded, intents: torch.Tensor, tags: torch.Tensor
) -> Prediction:
    labels = adapter.manifest.labels
    order = torch.argsort(intents, descending=True, stable=True).tolist()
    chances = intents.tolist()
    ranking = tuple(Intent(labels.intents[i], chances[i]) for i in order)
    best = tags.argmax(-1).tolist()
    rows = tags.tolist()
    tagged = [_tagged(labels.tags, at, row) for at, row in zip(best, rows, strict=True)]
    return Prediction(name, ranking, entities_of(encoded, tagged, adapter.values))


def _tagged(names: Sequence[str], best: int, chances: Sequence[float]) -> Tagged:
    if names[best] == OUTSIDE:
        return Tagged(OUTSIDE, chances[best])
    first = best - (best - 1) % 2  # of the pair B-, I- that stands behind O
    return Tagged(names[best], min(1.0, chances[first] + chances[first + 1]))
