"""The local model: intents and entities of a message on one CPU core, without a network or a downloaded model.

`LocalModel` is the model itself, `LocalClassifier` its node in Rasa's graph. The latter is imported on demand, so that
the command line can read and check data without loading Rasa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.classifier.component import LocalClassifier

__all__ = ["LocalClassifier"]


def __getattr__(name: str) -> Any:
    if name == "LocalClassifier":
        from components.classifier.component import LocalClassifier

        return LocalClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
