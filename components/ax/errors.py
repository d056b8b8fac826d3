"""What can go wrong with A.X, each with one line that says what, where and what to do.

AXError
├── BaseNotFound        no such folder, or no model in it
├── WrongArchitecture   a model, but none of Llama's architecture
├── CorruptFile         a file of a base or an adapter is missing parts, unreadable or altered
├── AdapterNotFound     no such folder, or no adapter in it
├── ForeignAdapter      the adapter was trained on another base
├── LabelMismatch       the adapter's labels are not those of domain.yml; names the differences
├── UnknownAdapter      a row, or a command, names an adapter that is not loaded or not stored
├── OutOfMemory         the device cannot hold the model or the batch
├── BadTrainingData     nothing to learn from, or a label outside the label set
├── PromotionRefused    the dry run on the golden set fell short; names the figures
└── ExtraMissing        torch and its like are not installed
"""

from __future__ import annotations

__all__ = [
    "AXError",
    "AdapterNotFound",
    "BadTrainingData",
    "BaseNotFound",
    "CorruptFile",
    "ExtraMissing",
    "ForeignAdapter",
    "LabelMismatch",
    "OutOfMemory",
    "PromotionRefused",
    "UnknownAdapter",
    "WrongArchitecture",
]


class AXError(RuntimeError):
    """Anything of A.X that failed for a reason we know."""


class BaseNotFound(AXError):
    """There is no model folder at the path."""


class WrongArchitecture(AXError):
    """The folder holds a model of an architecture that the adapters are not made for."""


class CorruptFile(AXError):
    """A file cannot be read as what it should be, or is not what was saved."""


class AdapterNotFound(AXError):
    """There is no adapter folder at the path."""


class ForeignAdapter(AXError):
    """The adapter belongs to another base model."""


class LabelMismatch(AXError):
    """The adapter knows other labels than those asked for."""


class UnknownAdapter(AXError):
    """No adapter of this name is loaded or stored."""


class OutOfMemory(AXError):
    """The device has not enough memory; a smaller batch or another device may do."""


class BadTrainingData(AXError):
    """The examples cannot be learnt from."""


class PromotionRefused(AXError):
    """The adapter did worse on the golden set than the thresholds allow."""


class ExtraMissing(AXError):
    """The extra `ax` is not installed."""
