"""What an import did: counts by outcome, and every row that was left out or mended, with its line and the reason."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FileReport", "Finding", "write_findings"]


@dataclass(frozen=True)
class Finding:
    """A row that was left out, or that was kept without something of it."""

    line: int
    kind: str
    """``rejected`` or ``mended``."""
    reason: str
    text: str


@dataclass(frozen=True)
class FileReport:
    """What became of one file's rows: each is new, changed, same or rejected."""

    file: str
    layout: str
    encoding: str
    read: int
    new: int
    changed: int
    same: int
    joined: int
    """How many of the rows kept speak of a shop that another list names too."""
    findings: tuple[Finding, ...]
    seconds: float
    findings_file: str | None = None

    @property
    def rejected(self) -> Counter[str]:
        """Rows left out, by reason; a reason that names a line (``same shop as line 7``) is counted without it."""
        return Counter(finding.reason.split(" of line ")[0] for finding in self.findings if finding.kind == "rejected")

    @property
    def mended(self) -> int:
        """Rows kept without something that could not be believed."""
        return len({finding.line for finding in self.findings if finding.kind == "mended"})

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "file": self.file,
            "layout": self.layout,
            "encoding": self.encoding,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "joined": self.joined,
            "mended": self.mended,
            "rejected": dict(self.rejected.most_common()),
            "findings_file": self.findings_file,
            "seconds": round(self.seconds, 2),
        }


def write_findings(path: Path, file: str, findings: tuple[Finding, ...]) -> None:
    """Write findings as CSV (file, line, kind, reason, row), UTF-8 with a byte order mark so that Excel reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(("file", "line", "kind", "reason", "row"))
        for finding in sorted(findings, key=lambda one: one.line):
            writer.writerow((file, finding.line, finding.kind, finding.reason, finding.text))
