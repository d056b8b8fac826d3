"""From a file's bytes to its rows: encoding found, header named, each row with its line, bad ones apart.

Public files come as UTF-8, UTF-8 with a byte order mark, or CP949. A quote that is never closed would make csv swallow
all that follows, so rows are read line by line, and only then over several lines when that gives a whole row.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import TruncatedFile, UnreadableFile

__all__ = ["BadRow", "Row", "Table", "read_table"]

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_LARGEST_BYTES: Final = 200_000_000
_LONGEST_ROW_LINES: Final = 10
_BEGINNING: Final = 4_000
_CONTROL_SHARE: Final = 0.05
"""Above this share of control characters it is no text; a stray one is only cleaned away."""
_DATE_COLUMNS: Final = ("데이터기준일자", "데이터기준일", "referenceDate")
_DATE_LENGTH: Final = len("2025-07-14")


@dataclass(frozen=True)
class Row:
    """One row, its values by column name, stripped."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class BadRow:
    """A row that is no row; it alone is left out."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Table:
    """A file's rows under its header."""

    encoding: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bad_rows: tuple[BadRow, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file.

    Raises:
        UnreadableFile: it is missing, empty, too large, binary, or in no encoding we know.
        TruncatedFile: it ends in the middle of a row.
    """
    text, encoding = _decode(path)
    lines = list(io.StringIO(text, newline=""))
    header = next(number for number, line in enumerate(lines) if line.strip())
    columns = tuple(_clean(name) for name in _split(lines[header]) or ())
    rows: list[Row] = []
    bad_rows: list[BadRow] = []
    at = header + 1
    while at < len(lines):
        line_number = at + 1
        if not lines[at].strip(" \t\r\n,"):
            at += 1
            continue
        values, used = _row(lines, at, len(columns))
        is_last = at + used >= len(lines)
        if is_last and not lines[-1].endswith(("\n", "\r")) and _is_cut_off(values, columns):
            raise TruncatedFile(f"{path}: line {line_number} ends in the middle: the file is truncated")
        if values is None:
            bad_rows.append(BadRow(line_number, "a quote is never closed", lines[at].strip()))
        elif len(values) != len(columns):
            reason = f"has {len(values)} of {len(columns)} columns"
            bad_rows.append(BadRow(line_number, reason, lines[at].strip()))
        else:
            rows.append(Row(line_number, dict(zip(columns, map(_clean, values), strict=True))))
        at += used
    if not rows and not bad_rows:
        raise UnreadableFile(f"{path}: a header and no rows")
    return Table(encoding, columns, tuple(rows), tuple(bad_rows))


def _decode(path: Path) -> tuple[str, str]:
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise UnreadableFile(f"{path}: larger than {_LARGEST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    if not data.removeprefix(_BYTE_ORDER_MARK).strip():
        raise UnreadableFile(f"{path}: the file is empty")
    if b"\x00" in data:
        raise UnreadableFile(f"{path}: a binary file, not CSV")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise TruncatedFile(f"{path}: ends in the middle of a letter: the file is truncated") from error
        text, encoding = _decode_cp949(path, data), "cp949"
    if text.startswith("\ufeff"):
        text, encoding = text[1:], "utf-8-sig"
    beginning = text[:_BEGINNING]
    controls = sum(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in beginning)
    if controls > _CONTROL_SHARE * len(beginning):
        raise UnreadableFile(f"{path}: a binary file, not CSV")
    return text, encoding


def _decode_cp949(path: Path, data: bytes) -> str:
    try:
        return data.decode("cp949")
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence" and error.end >= len(data):
            raise TruncatedFile(f"{path}: ends in the middle of a letter: the file is truncated") from error
        raise UnreadableFile(f"{path}: neither UTF-8 nor CP949 text") from error


def _row(lines: list[str], at: int, width: int) -> tuple[list[str] | None, int]:
    """The row that begins at line ``at`` and how many lines it takes; None for a quote that is never closed."""
    values = _split(lines[at])
    if values is not None:
        return values, 1
    for used in range(2, min(_LONGEST_ROW_LINES, len(lines) - at) + 1):
        values = _split("".join(lines[at : at + used]))
        if values is not None and len(values) == width:
            return values, used
    return None, 1


def _split(text: str) -> list[str] | None:
    """The values of one row; None when a quote is still open at its end."""
    try:
        parsed = list(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return parsed[0] if parsed else []


def _is_cut_off(values: list[str] | None, columns: tuple[str, ...]) -> bool:
    """Whether a last row without a line end lacks columns, a closing quote, or part of its date."""
    if values is None or len(values) < len(columns):
        return True
    return columns[-1] in _DATE_COLUMNS and 0 < len(values[-1].strip()) < _DATE_LENGTH


def _clean(value: str) -> str:
    """Unicode's compatible form (full-width brackets, ㈜), control characters out, blanks single."""
    plain = unicodedata.normalize("NFKC", value)
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in plain).split())
