"""What people say of a meal and which dishes they mean by it: ``data/wishes.tsv``, the embedded search's knowledge.

A concept (spicy, hearty, easy on the stomach …) has ways of being said and a weight for each dish of the dictionary.
"""

from __future__ import annotations

import fnmatch
import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from catalog.dishes import Dish
from catalog.errors import DictionaryError
from recommender.search.text import clean
from settings import ROOT

__all__ = ["Concept", "Lexicon", "denies", "get_lexicon", "speaks_of_food"]

PATH: Final = ROOT / "data" / "wishes.tsv"
_DENIAL: Final = re.compile(
    r"말고|말구|빼고|빼구|빼줘|빼면|빼서|뺀|없는|없이|없게|없었으면|아닌|아니고|아니라|대신|보다(?!가|보니|니)|됐고|됐어|됐으니|사양"
    r"|못[먹드씹삼]|안[먹드들넣땡]|안당기|안좋아|절대안|때문에안|[건은는게것도걸]안[되돼된]|[으하시]면(?:안[돼되된]|배|탈)|않[은고게으아는]|지말"
    r"|싫|질려|질렸|질린|질색|물렸|물려|지겨|지겹|그만|별로|부담(?!없)|피하|피해|끊|뱉|금지|알레르|알러지|불내|모르게|적은|적게|줄이|줄여"
    r"|먹었(?!던)|먹어서|먹은(?:뒤|다음|후)|먹고(?:나|입|혀|속|매)"
)
"""Turns down what is said last before it."""
_NEAR: Final = 8
"""So many syllables may stand between what is turned down and the word for it: 튀긴 [것은 다] 싫어."""
_LISTED: Final = re.compile(r"(?:이?랑|이?나|과|와|도|[은는이가])?[,.·/]?")
"""What stands between the members of a list (밥, 빵, 면 빼고): all of them are turned down."""
_REASON: Final = re.compile(r".*(?:(?<!에)서|니까|.데|지만|거든|더니|길래)[,.]?")
"""A word that ends a clause which only leads to the wish: 목이 아파서 …, 추운데 …"""
_REASON_SHARE: Final = 0.5
"""How much what such a clause speaks of counts, where the wish itself says something too."""
_LONG_ENOUGH: Final = 4
"""Ways of saying of that many syllables are found anywhere in a text; shorter ones only where a word begins."""

_LONGEST: Final = 16
"""No way of saying has more syllables."""
_INSIDE_SHARE: Final = 0.3
"""How much a way of saying counts that stands within a longer one of another concept: the longer one is meant."""
_IDIOM: Final = -1
"""The place of what only looks like a way of saying a concept (빵 터지다): its line has - for dishes."""

Vector = npt.NDArray[np.float32]
_Span = tuple[int, int, int]
"""Where a way of saying begins and ends in a text without blanks, and the concept's place."""


@dataclass(frozen=True)
class _Term:
    """Conditions that must all hold, and how much the dish is meant then."""

    conditions: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Concept:
    """One concept: its name, the ways it is said (with ``*``: also inside a word), and the dishes it means."""

    name: str
    said: tuple[str, ...]
    terms: tuple[_Term, ...]


class Lexicon:
    """All concepts, in the order of the file; vectors have one place a concept. Lines of idioms have no place."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        read = tuple(concepts)
        self.concepts: Sequence[Concept] = tuple(concept for concept in read if concept.terms)
        self._ways: dict[str, list[tuple[int, bool]]] = {}
        places = itertools.count()
        for concept in read:
            place = next(places) if concept.terms else _IDIOM
            for way in concept.said:
                stem = way.lstrip("*")
                self._ways.setdefault(stem, []).append((place, way.startswith("*") or len(stem) >= _LONG_ENOUGH))
        self._lengths = sorted({len(stem) for stem in self._ways})

    @classmethod
    def read(cls, path: Path = PATH) -> Lexicon:
        """Read the file.

        Raises:
            DictionaryError: it is missing, or a line of it is wrong; says which.
        """
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DictionaryError(f"{path.name}: {error.strerror}") from error
        return cls(
            _concept(line, f"{path.name}, line {number}")
            for number, line in enumerate(lines, start=1)
            if line and not line.startswith("#")
        )

    def __len__(self) -> int:
        return len(self.concepts)

    def said_in(self, text: str) -> tuple[Vector, str]:
        """What a text speaks of, shape (concepts,): up to 1 for what is wanted, -1 for what is turned down, else 0.

        With it comes what is left of the text once the ways of saying those are taken out.
        """
        compact, words = _compact(text)
        begins = frozenset(end - len(word) for word, end in words)
        spans = self._spans(compact, begins)
        ends = [end for word, end in words if _REASON.fullmatch(word)]
        turned_down, denials = _turned_down(compact, begins, spans, ends)
        wished = [start for start, _, place in spans if (start, place) not in turned_down]
        clause = max((end for end in ends if any(start >= end for start in wished)), default=0)
        furthest = _furthest(spans)
        found = np.zeros(len(self), np.float32)
        for start, end, place in spans:
            share = 1.0 if start >= clause else _REASON_SHARE
            if _lies_within(start, end, furthest):
                share *= _INSIDE_SHARE
            found[place] = -1.0 if (start, place) in turned_down else share
        understood = {at for start, end, _ in (*spans, *denials) for at in range(start, end)}
        left = "".join(
            (" " if at in begins else "") + (" " if at in understood else sign) for at, sign in enumerate(compact)
        )
        return found, left

    def _spans(self, compact: str, begins: frozenset[int]) -> list[_Span]:
        """Where each concept is said, in the order of the text; the longest where it is said twice in one place."""
        spans: list[_Span] = []
        for start in range(len(compact)):
            # 안매운, 안 매운: the word that turns it down stands in front without a blank as often as with one.
            is_begin = start in begins or (compact[start - 1] in "안못덜" and start - 1 in begins)
            for length in self._lengths:
                for place, anywhere in self._ways.get(compact[start : start + length], ()):
                    if (anywhere or is_begin) and start + length <= len(compact):
                        spans.append((start, start + length, place))
        idioms = _furthest(span for span in spans if span[2] == _IDIOM)
        longest: dict[int, _Span] = {}
        kept: list[_Span] = []
        for span in spans:
            start, end, place = span
            if place == _IDIOM or idioms.get(start, 0) >= end or _lies_within(start, end, idioms):
                continue
            before = longest.get(place)
            if before is None or start >= before[1]:
                kept.append(span)
                longest[place] = span
            elif end - start > before[1] - before[0]:
                kept[kept.index(before)] = longest[place] = span
        return sorted(kept)

    def weights(self, dishes: Sequence[Dish]) -> Vector:
        """How much each dish is meant by each concept, the largest of its terms that hold; shape (dishes, concepts)."""
        holding = {
            condition: np.asarray([_holds(condition, dish) for dish in dishes], bool)
            for condition in {part for concept in self.concepts for term in concept.terms for part in term.conditions}
        }
        columns = np.zeros((len(dishes), len(self)), np.float32)
        for place, concept in enumerate(self.concepts):
            for term in concept.terms:
                holds = np.logical_and.reduce([holding[condition] for condition in term.conditions])
                columns[:, place] = np.maximum(columns[:, place], term.weight * holds)
        return columns


@functools.lru_cache(maxsize=1)
def get_lexicon() -> Lexicon:
    """The lexicon of this process, read once.

    Raises:
        DictionaryError: see `Lexicon.read`.
    """
    return Lexicon.read()


def speaks_of_food(text: str) -> bool:
    """Whether a message says how food should be, in words of the lexicon."""
    return bool((get_lexicon().said_in(clean(text))[0] > 0).any())


def denies(word: str) -> bool:
    """Whether a word turns down what stands before it (말고, 빼고, 싫어)."""
    return bool(_DENIAL.match(word))


def _compact(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without blanks, and its words with where in it they end."""
    words = text.split()
    return "".join(words), list(zip(words, itertools.accumulate(map(len, words)), strict=True))


def _furthest(spans: Iterable[_Span]) -> dict[int, int]:
    """How far the longest span reaches from each place one begins at."""
    furthest: dict[int, int] = {}
    for start, end, _ in spans:
        furthest[start] = max(end, furthest.get(start, 0))
    return furthest


def _lies_within(start: int, end: int, furthest: dict[int, int]) -> bool:
    """Whether a span lies within a longer one."""
    return furthest.get(start, 0) > end or any(
        furthest.get(first, 0) >= end for first in range(start - _LONGEST, start)
    )


def _turned_down(
    compact: str, begins: frozenset[int], spans: Sequence[_Span], ends: Sequence[int]
) -> tuple[set[tuple[int, int]], list[_Span]]:
    """What of the spans is turned down, as (start, place), and where the words stand that do so."""
    down = {
        (start, place)
        for start, end, place in spans
        if start - 1 in begins and compact[start - 1] in "안덜못" and not compact[start:end].startswith(("안", "맵지"))
    }
    denials: list[_Span] = []
    for match in _DENIAL.finditer(compact):
        at = match.start()
        if any(start <= at < end for start, end, _ in spans):
            continue
        denials.append((at, match.end(), _IDIOM))
        before = [span for span in spans if span[1] <= at]
        nearest = max((end for _, end, _ in before), default=-_NEAR)
        if at - nearest > _NEAR or any(nearest < end <= at for end in ends):
            continue
        first = at
        for start, end, place in sorted(before, key=lambda span: span[1], reverse=True):
            if end == nearest or end > first or _LISTED.fullmatch(compact[end:first]):
                down.add((start, place))
                first = min(first, start)
    return down, denials


def _concept(line: str, where: str) -> Concept:
    cells = line.split("\t")
    if len(cells) != 3 or not all(cells):
        raise DictionaryError(f"{where}: three columns are needed: concept, how it is said, dishes")
    terms = () if cells[2] == "-" else tuple(_terms(cells[2], where))
    return Concept(cells[0], tuple(cells[1].replace(" ", "").split("|")), terms)


def _terms(cell: str, where: str) -> Iterator[_Term]:
    for word in cell.split():
        conditions, _, weight = word.partition("=")
        try:
            yield _Term(tuple(conditions.split("&")), float(weight) if weight else 1.0)
        except ValueError as error:
            raise DictionaryError(f"{where}: {word!r}: after = stands a number") from error


def _holds(condition: str, dish: Dish) -> bool:
    if condition.startswith("!"):
        return not _holds(condition[1:], dish)
    kind, colon, value = condition.partition(":")
    if colon:
        return value in {"t": dish.tastes, "c": (dish.category,), "a": dish.allergens, "m": dish.meal_times}[kind]
    return bool(_pattern(condition).match(dish.name))


@functools.lru_cache(maxsize=10_000)
def _pattern(condition: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(condition))
