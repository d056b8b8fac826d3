"""Feelings that emoji and emoticons carry, as values of the entity `emotion`."""

from __future__ import annotations

from components.normaliser.tables import any_of, mapping


def feelings(text: str) -> tuple[str, ...]:
    """Values in order of first appearance, each once."""
    table = mapping("emoji.tsv")
    return tuple(dict.fromkeys(table[match.group()] for match in any_of("emoji.tsv").finditer(text)))
