"""Loads Rasa's graph before any test: TensorFlow and Keras warn while imported, and warnings are errors here."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import components.tokenizer  # noqa: F401
