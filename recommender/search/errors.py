"""What can go wrong with an embedder."""

from __future__ import annotations

__all__ = ["EmbedderDown"]


class EmbedderDown(RuntimeError):
    """The embedder cannot answer now: search without meaning."""
