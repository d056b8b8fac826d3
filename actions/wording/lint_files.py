"""Reads the texts that designers write from their files, each with its place; `actions.wording.lint` judges them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

__all__ = ["Kind", "Text", "child", "entries", "read"]

Kind = Literal["response", "sentence", "button", "word"]


@dataclass(frozen=True)
class Text:
    """One text and what is known of where it stands. ``key`` of a word: ``group.value``."""

    file: Path
    line: int
    key: str
    text: str
    kind: Kind
    source: str | None = None


def read(file: Path, node: yaml.Node | None) -> Iterator[Text]:
    """All texts of one file."""
    yield from _responses(file, node)
    yield from _sentences(file, node)
    for key, one in entries(child(node, "buttons")):
        yield from _text(file, key, one, "button")
    for group, values in entries(child(node, "words")):
        for value, one in entries(values):
            yield from _text(file, f"{group}.{value}", one, "word")


def _responses(file: Path, node: yaml.Node | None) -> Iterator[Text]:
    for key, variants in entries(child(node, "responses")):
        for variant in _items(variants):
            source = _scalar(child(child(variant, "metadata"), "source"))
            yield from _text(file, key, child(variant, "text"), "response", source)
            for one in _items(child(variant, "buttons")):
                yield from _text(file, key, child(one, "title"), "button")


def _sentences(file: Path, node: yaml.Node | None) -> Iterator[Text]:
    for key, entry in entries(child(node, "sentences")):
        source = _scalar(child(entry, "source"))
        channels = [variants for _, variants in entries(child(entry, "channels"))]
        for one in (child(entry, "text"), *channels):
            for variant in [one] if isinstance(one, yaml.ScalarNode) else _items(one):
                yield from _text(file, key, variant, "sentence", source)


def _text(file: Path, key: str, node: yaml.Node | None, kind: Kind, source: str | None = None) -> Iterator[Text]:
    if isinstance(node, yaml.ScalarNode):
        yield Text(file, node.start_mark.line + 1, key, node.value, kind, source)


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The value under ``key`` of a mapping, or None."""
    return next((value for name, value in entries(node) if name == key), None)


def entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """Key and value of a mapping; none for anything else."""
    return [(str(key.value), value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _scalar(node: yaml.Node | None) -> Any:
    return node.value if isinstance(node, yaml.ScalarNode) else None
