"""Exact words in a text that may lack blanks: the longest match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from components.rules import Found

# What may follow a word without a blank: particles, 집, the copula.
_AFTER: Final = re.compile(r"(?:이?[나랑야요]|[은는이가을를도의로에만집]|으로|에서|하고|까지|부터|보다|[^가-힣]|$)")


@dataclass(frozen=True)
class Entry:
    """What a surface form stands for."""

    entity: str
    value: str


@dataclass
class Gazetteer:
    """Surface forms, compared without blanks and letter case.

    Finding costs at most one look-up for each character and each length of the forms that start with it.
    """

    extractor: str
    _entries: dict[str, Entry] = field(default_factory=dict)
    _lengths: dict[str, list[int]] = field(default_factory=dict)  # first character → lengths of forms, longest first

    @classmethod
    def of(cls, extractor: str, forms: Iterable[tuple[str, Entry]]) -> Gazetteer:
        """A gazetteer of (surface, entry); of two entries for one surface the first stays."""
        made = cls(extractor)
        for surface, entry in forms:
            made.add(surface, entry)
        return made

    def add(self, surface: str, entry: Entry) -> None:
        """Know one more surface form; an empty one, or one that is known, changes nothing."""
        key = _key(surface)
        if not key or key in self._entries:
            return
        self._entries[key] = entry
        lengths = self._lengths.setdefault(key[0], [])
        if len(key) not in lengths:
            lengths.append(len(key))
            lengths.sort(reverse=True)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, surface: str) -> Entry | None:
        """The entry of exactly this surface."""
        return self._entries.get(_key(surface))

    def items(self) -> Mapping[str, Entry]:
        """Every surface, without blanks and in lower case, and its entry."""
        return self._entries

    def find(self, text: str) -> list[Found]:
        """All matches from left to right, the longest at each place, without overlaps.

        A match across blanks begins and ends with words: 한 식당 and 버스 시간 hold neither 한식 nor 스시.
        """
        places = [i for i, character in enumerate(text) if character != " "]
        packed = _key(text)
        if len(packed) != len(places):  # a letter whose lower case is longer (İ): compare as it stands
            packed = "".join(text[i] for i in places)
        found: list[Found] = []
        at = 0
        while at < len(packed):
            step = 1
            for length in self._lengths.get(packed[at], ()):
                entry = self._entries.get(packed[at : at + length])
                if entry is None or at + length > len(packed):
                    continue
                end = places[at + length - 1] + 1
                if _whole(text, places[at], end):
                    found.append(Found(entry.entity, entry.value, None, places[at], end, self.extractor))
                    step = length
                    break
            at += step
        return found


def _key(surface: str) -> str:
    return surface.replace(" ", "").lower()


def _whole(text: str, start: int, end: int) -> bool:
    if " " not in text[start:end]:
        return True
    return (start == 0 or text[start - 1] == " ") and _AFTER.match(text, end) is not None
