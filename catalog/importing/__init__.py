"""Public files into the catalogue.

`parse` reads a file and turns its rows into records without asking the database anything, so that a file that cannot be
used is refused before anything is touched; `import_file` joins them to known shops, merges and writes them in one
transaction. The layouts are in `catalog.importing.layouts`.
"""

from __future__ import annotations

from catalog.importing.pipeline import ParsedFile, import_file, parse
from catalog.importing.report import FileReport

__all__ = ["FileReport", "ParsedFile", "import_file", "parse"]
