"""What can go wrong in the catalogue, as one line for the person at the keyboard.

CatalogueError
├── DictionaryError      data/dishes.csv is missing or wrong
└── CatalogueFileError   a file cannot be imported at all; nothing of it was loaded
    ├── UnreadableFile   it is missing, empty, binary, or in no encoding we know
    ├── UnknownLayout    its header is of no layout we know
    └── TruncatedFile    it ends in the middle of a row
"""

from __future__ import annotations

__all__ = [
    "CatalogueError",
    "CatalogueFileError",
    "DictionaryError",
    "TruncatedFile",
    "UnknownLayout",
    "UnreadableFile",
]


class CatalogueError(Exception):
    """The catalogue cannot do what was asked."""


class DictionaryError(CatalogueError):
    """``data/dishes.csv`` is missing or wrong."""


class CatalogueFileError(CatalogueError):
    """A file cannot be imported at all; nothing of it was loaded. Exit code 2."""


class UnreadableFile(CatalogueFileError):
    """The file is missing, empty, binary, or in no encoding we know."""


class UnknownLayout(CatalogueFileError):
    """The file's header is of no layout we know."""


class TruncatedFile(CatalogueFileError):
    """The file ends in the middle of a row."""
