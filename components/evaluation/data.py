"""Annotated utterances with the line they stand on.

Rasa's own reader forgets where an example stood and warns where we must refuse, so the examples of Rasa's YAML (3.1)
are read here line by line: an intent, then ``- `` lines, annotated ``[surface](entity)`` or ``[surface]{"entity": …}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

__all__ = ["DataFault", "Span", "Utterance", "files_of", "read"]

_INTENT: Final = re.compile(r"^\s*-\s*intent:\s*(?P<intent>[A-Za-z_/]+)\s*$")
_EXAMPLE: Final = re.compile(r"^\s{2,}-\s(?P<text>.*\S)\s*$")
_ANNOTATION: Final = re.compile(r"\[(?P<surface>[^\[\]]+)\](?:\((?P<entity>[^()]*)\)|(?P<json>\{[^{}]*\}))")
_LEFTOVER: Final = re.compile(r"\]\s*[({]|\[[^\]]*$")


class DataFault(ValueError):
    """A file cannot be used as it is; the message is one line: file, line, reason."""


@dataclass(frozen=True)
class Span:
    """An annotated stretch of ``Utterance.text``: character offsets, ``end`` excluded; ``value`` as text."""

    start: int
    end: int
    entity: str
    value: str
    role: str | None = None


@dataclass(frozen=True)
class Utterance:
    """One example: what is typed, its intent, its spans, and where it stands."""

    text: str
    intent: str
    spans: tuple[Span, ...]
    file: Path
    line: int

    @property
    def where(self) -> str:
        """File and line, as an editor wants them."""
        return f"{self.file}:{self.line}"


def files_of(path: Path) -> list[Path]:
    """The YAML files of a folder, or the one file itself.

    Raises:
        DataFault: there is none.
    """
    found = sorted(path.rglob("*.yml")) if path.is_dir() else [path]
    if not found or not all(file.is_file() for file in found):
        raise DataFault(f"{path}: no such file, or a folder without .yml files")
    return found


def read(files: Iterable[Path]) -> list[Utterance]:
    """All utterances of the files.

    Raises:
        DataFault: a file is no UTF-8 YAML of Rasa's layout, or an annotation does not parse.
    """
    return [utterance for file in files for utterance in _read_file(file)]


def _read_file(file: Path) -> list[Utterance]:
    try:
        content = file.read_text(encoding="utf-8")
        whole = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders
    except UnicodeDecodeError as error:
        raise DataFault(f"{file}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise DataFault(f"{file}: {error.strerror}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise DataFault(f"{file}:{line}: not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(whole, dict) or not isinstance(whole.get("nlu"), list):
        raise DataFault(f"{file}:1: no 'nlu:' list, so this is no file of examples")
    utterances, intent = [], None
    for number, line in enumerate(content.splitlines(), start=1):
        if heading := _INTENT.match(line):
            intent = heading["intent"]
        elif intent and (example := _EXAMPLE.match(line)):
            utterances.append(_utterance(example["text"], intent, file, number))
    return utterances


def _utterance(annotated: str, intent: str, file: Path, line: int) -> Utterance:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for found in _ANNOTATION.finditer(annotated):
        before = annotated[at : found.start()]
        pieces += (before, found["surface"])
        length += len(before)
        meaning = _meaning(found, file, line)
        value, role = str(meaning.get("value", found["surface"])), meaning.get("role")
        spans.append(Span(length, length + len(found["surface"]), str(meaning["entity"]), value, role))
        length += len(found["surface"])
        at = found.end()
    text = "".join([*pieces, annotated[at:]])
    if _LEFTOVER.search(_ANNOTATION.sub("", annotated)):
        raise DataFault(f"{file}:{line}: an annotation does not parse: {annotated}")
    return Utterance(text, intent, tuple(spans), file, line)


def _meaning(found: re.Match[str], file: Path, line: int) -> dict[str, Any]:
    if found["json"] is None:
        return {"entity": found["entity"]}
    try:
        meaning = json.loads(found["json"])
    except ValueError as error:
        raise DataFault(f"{file}:{line}: an annotation does not parse: {found.group()}") from error
    if "entity" not in meaning:
        raise DataFault(f"{file}:{line}: an annotation names no entity: {found.group()}")
    return dict(meaning)
