"""The normaliser: from what was typed to what the models and rules read.

`normalise` is pure and total: any string gives a result. Everybody who reads user text reads `Normalised.text` and
reports spans through `Normalised.raw_span`, so that a span always points at what the user typed (specification §2.1.2).
"""

from components.normaliser.pipeline import normalise
from components.normaliser.result import Language, Normalised, Span

__all__ = ["Language", "Normalised", "Span", "normalise"]
