"""What Python says and with which facts, and the words that were left in it where no designer finds them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Use", "korean_left", "names", "table_texts", "uses"]

_SAYS: Final = {"say": "sentence", "_say": "sentence", "title": "button", "button": "button", "words": "group"}
"""What a call of that name names by its first argument."""
_SPOKEN: Final = re.compile(r"[가-힣].*(?:요|죠|니다)(?:[.?!,]|$)|[가-힣][.?!](?:\s|$)")
_KOREAN: Final = re.compile("[가-힣]")
_READS: Final = frozenset({"compile", "search", "match", "fullmatch", "sub", "split", "findall"})


@dataclass(frozen=True)
class Use:
    """A place where Python says something. ``key`` matches the whole name; ``facts`` None: given as a dictionary.

    ``is_whole``: the name is written out, and not a family of names such as ``f"ask_{step}"``.
    """

    file: Path
    line: int
    kind: str
    key: re.Pattern[str]
    is_whole: bool
    facts: frozenset[str] | None


def uses(folder: Path) -> list[Use]:
    """Every call that names a sentence, a button or a group of words by itself or by its beginning (``f"ask_{x}"``)."""
    found = []
    for file, tree in _trees(folder):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name not in _SAYS:
                continue
            is_open = any(keyword.arg is None for keyword in node.keywords)
            facts = None if is_open else frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            found += [
                Use(file, node.lineno, _SAYS[name], key, is_whole, facts) for key, is_whole in _keys(node.args[0])
            ]
    return found


def table_texts(file: Path) -> Iterator[tuple[int, str, str]]:
    """(line, key, text) of every table of texts in one file: ``{"bad_frame": "메시지를 …"}``."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.lineno, str(key.value), value.value


def names(folder: Path) -> frozenset[str]:
    """Every text constant of the Python under ``folder``: a key may reach its call by way of a table."""
    return frozenset(
        node.value
        for _, tree in _trees(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def korean_left(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """(file, line, words) of what reads like something said to a person; patterns that read Korean are none."""
    for file, tree in _trees(folder):
        if file.stem.startswith("lint"):
            continue
        silent = _never_said(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Button" and node.args:
                said, looks = _texts(node.args[0]), _KOREAN
            else:
                said, looks = _texts(node, deep=False), _SPOKEN
            yield from ((file, line, text) for key, line, text in said if key not in silent and looks.search(text))


def _never_said(tree: ast.Module) -> set[int]:
    """Docstrings, and what patterns are made of."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    patterns = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _reads(node))
    return docstrings | {id(one) for pattern in patterns for one in ast.walk(pattern)}


def _trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(folder.rglob("*.py")):
        yield file, ast.parse(file.read_text(encoding="utf-8"))


def _keys(node: ast.expr) -> Iterator[tuple[re.Pattern[str], bool]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.compile(re.escape(node.value)), True
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body)
        yield from _keys(node.orelse)
    elif isinstance(node, ast.JoinedStr) and any(isinstance(one, ast.Constant) for one in node.values):
        parts = (re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"\w+" for one in node.values)
        yield re.compile("".join(parts)), False


def _reads(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _READS


def _texts(node: ast.AST, *, deep: bool = True) -> Iterator[tuple[int, int, str]]:
    """(id, line, text) of the text constants at or under a node."""
    for one in ast.walk(node) if deep else (node,):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield id(one), one.lineno, one.value
