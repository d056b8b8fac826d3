"""YAML with the line each mapping stands on, so that a complaint can say where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

__all__ = ["LINE", "YamlFault", "load"]

LINE: Final = "__line__"
"""The key under which a mapping's line (from 1) is found."""


class YamlFault(ValueError):
    """A file is no readable YAML; the message is one line: file, line, reason."""


class _Lines(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


def load(file: Path) -> Any:
    """The file's document.

    Raises:
        YamlFault: there is no such file, or it is no UTF-8 text, or no YAML.
    """
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _Lines)  # noqa: S506  # a SafeLoader
    except (OSError, UnicodeDecodeError) as error:
        raise YamlFault(f"{file}: cannot be read as UTF-8 text ({error})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise YamlFault(f"{file}{line}: no YAML ({getattr(error, 'problem', error)})") from error
