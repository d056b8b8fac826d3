"""``naviyam bench recommend``: slates out of a catalogue of the size of a country, in a database of its own."""

from ops.bench.recommend.catalogue import Town, fill, towns
from ops.bench.recommend.run import requests, run

__all__ = ["Town", "fill", "requests", "run", "towns"]
