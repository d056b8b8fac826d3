"""Word lists and names: dishes, categories, chains and places of ``data/``; shops of the last slate.

`LookupExtractor`, the node of Rasa's graph, is imported on demand, so that the lists can be read without loading Rasa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.lookup.component import LookupExtractor

__all__ = ["LookupExtractor"]


def __getattr__(name: str) -> Any:
    if name == "LookupExtractor":
        from components.lookup.component import LookupExtractor

        return LookupExtractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
