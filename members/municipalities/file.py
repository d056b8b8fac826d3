"""Reads ``data/municipalities.yml`` and says what is wrong with it, for the people who keep it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from members.municipalities.rules import Fact, Limit, Rules
from settings import ROOT

__all__ = ["PATH", "FileFault", "MunicipalitiesError", "check", "load"]

PATH: Final = ROOT / "data" / "municipalities.yml"
_MOST_WON: Final = 100_000
_OLD_AFTER: Final = dt.timedelta(days=730)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FACT_KEYS: Final = {"value", "source", "as_of", "valid_from"}
_LINE: Final = "__line__"


@dataclass(frozen=True)
class FileFault:
    """One thing to look at. ``is_error`` False: the file can be used, but somebody should ask again."""

    line: int
    where: str
    what: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.what}"


class MunicipalitiesError(ValueError):
    """The file cannot be used; the message names every fault with its line."""


def load(path: Path = PATH) -> tuple[Rules, ...]:
    """The rules of every municipality in the file.

    Raises:
        MunicipalitiesError: something in it is wrong.
    """
    reading = _Reading()
    found = reading.file(path)
    if reading.faults:
        raise MunicipalitiesError(f"{path.name}: {'; '.join(map(str, reading.faults))}")
    return tuple(found)


def load_sound(path: Path = PATH) -> tuple[tuple[Rules, ...], list[FileFault]]:
    """What of the file can be used, and what is wrong with the rest: one typo must not undo every other rule."""
    reading = _Reading()
    found = reading.file(path)
    return tuple(found), reading.faults


def check(path: Path = PATH, *, today: dt.date | None = None) -> list[FileFault]:
    """Everything wrong with the file, by line; with ``today``, also what was said so long ago that it may not hold."""
    reading = _Reading()
    found = reading.file(path)
    old = reading.old(found, today) if today else ()
    return sorted([*reading.faults, *old], key=lambda fault: fault.line)


class _Lines(yaml.SafeLoader):
    """YAML whose mappings know their line, and have each key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return {**mapping, _LINE: node.start_mark.line + 1}


@dataclass
class _Reading:
    """One pass over the file: what is wrong, and on which line each fact stands."""

    faults: list[FileFault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def file(self, path: Path) -> list[Rules]:
        """The entries that can be read."""
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _Lines)  # noqa: S506  # a SafeLoader
        except OSError as error:
            self.fault(0, str(path), f"cannot be read: {error.strerror}")
            return []
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            self.fault(mark.line + 1 if mark else 0, "YAML", str(getattr(error, "problem", None) or error))
            return []
        entries = content.get("municipalities") if isinstance(content, dict) else None
        if not isinstance(entries, list):
            self.fault(1, "municipalities", "the file is one list called municipalities")
            return []
        found = [one for entry in entries if (one := self._entry(entry)) is not None]
        self._names_once(found)
        return found

    def old(self, found: list[Rules], today: dt.date) -> Iterator[FileFault]:
        """Facts somebody should ask again about."""
        for one in found:
            for key in _READERS:
                fact = getattr(one, key)
                if fact is not None and today - fact.as_of > _OLD_AFTER:
                    where = f"{one.name}.{key}"
                    said = f"was said on {fact.as_of}, over two years ago: ask whether it still holds"
                    yield FileFault(self.lines[where], where, said, is_error=False)

    def fault(self, line: int, where: str, what: str) -> None:
        """Note an error."""
        self.faults.append(FileFault(line, where, what))

    def _names_once(self, found: list[Rules]) -> None:
        taken: dict[str, str] = {}
        for one in found:
            for name in (one.name, *one.aliases):
                key = "".join(name.split())
                if key in taken:
                    self.fault(self.lines[one.name], one.name, f"{name!r} names {taken[key]!r} already")
                taken.setdefault(key, one.name)

    def _entry(self, entry: Any) -> Rules | None:
        if not isinstance(entry, dict) or not _is_text(entry.get("name")):
            self.fault(entry.get(_LINE, 0) if isinstance(entry, dict) else 0, "municipalities", "an entry needs a name")
            return None
        name, line = str(entry["name"]), int(entry[_LINE])
        self.lines.setdefault(name, line)
        for key in sorted(set(map(str, entry)) - {_LINE, "name", "aliases", *_READERS}):
            self.fault(line, f"{name}.{key}", f"no such field; there are {', '.join(_READERS)}")
        for key in sorted(set(_READERS) - set(entry)):
            self.fault(line, f"{name}.{key}", "is missing; write null where it is not known")
        aliases = entry.get("aliases") or []
        if not isinstance(aliases, list) or not all(map(_is_text, aliases)):
            self.fault(line, f"{name}.aliases", "is a list of names")
            aliases = []
        facts = {key: self._fact(entry.get(key), f"{name}.{key}", line, read) for key, read in _READERS.items()}
        return Rules(name=name, aliases=tuple(map(str, aliases)), **facts)

    def _fact(self, stated: Any, where: str, line: int, read: Callable[[Any], Any]) -> Any:
        if stated is None:
            return None
        if not isinstance(stated, dict):
            self.fault(line, where, "is null or a fact with value, source and as_of")
            return None
        self.lines[where] = line = int(stated[_LINE])
        before = len(self.faults)
        if unknown := set(map(str, stated)) - {_LINE, *_FACT_KEYS}:
            self.fault(line, where, f"a fact has no {', '.join(sorted(unknown))}")
        if not _is_text(stated.get("source")):
            self.fault(line, where, "has no source: say who states it and where, or write null")
        if not _is_day(stated.get("as_of")):
            self.fault(line, where, "as_of is the day the source said so, as 2026-01-31")
        if stated.get("valid_from") is not None and not _is_day(stated["valid_from"]):
            self.fault(line, where, "valid_from is a day, as 2026-01-31")
        value = None
        try:
            value = read(stated.get("value"))
        except ValueError as error:
            self.fault(line, where, str(error))
        if len(self.faults) > before:
            return None
        return Fact(value, str(stated["source"]), stated["as_of"], stated.get("valid_from"))


def _text(value: Any) -> str:
    if not _is_text(value):
        raise ValueError("value is a text")
    return str(value)


def _won(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST_WON:
        raise ValueError(f"value is an amount in won, from 1 to {_MOST_WON:,}")
    return value


def _limit(value: Any) -> Limit:
    if not isinstance(value, Mapping):
        return Limit(_won(value))
    keys = set(map(str, value)) - {_LINE}
    groups = value.get("by_age_group")
    if keys - {"won", "by_age_group"} or not isinstance(groups, Mapping):
        raise ValueError("a limit is an amount, or {won: …, by_age_group: {<age group>: …}}")
    by_age = {str(group): _won(won) for group, won in groups.items() if group != _LINE}
    return Limit(_won(value.get("won")), MappingProxyType(by_age))


def _hours(value: Any) -> tuple[dt.time, dt.time]:
    if not isinstance(value, list) or len(value) != 2 or not all(_CLOCK.fullmatch(str(one)) for one in value):
        raise ValueError('value is ["06:00", "22:00"]: from, until, in quotes')
    if value[0] == value[1]:
        raise ValueError("from and until are the same: write null when it pays at any hour")
    opens, closes = (dt.time.fromisoformat(one) for one in value)
    return opens, closes


def _goods(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(map(_is_text, value)):
        raise ValueError("value is a list of goods")
    return tuple(map(str, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "card_name": _text,
    "grant_per_meal_won": _won,
    "per_meal_limit_won": _limit,
    "daily_limit_won": _limit,
    "use_hours": _hours,
    "convenience_excluded": _goods,
}
