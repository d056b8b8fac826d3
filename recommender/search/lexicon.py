"""What people say of a meal and which dishes they mean by it: ``data/wishes.tsv``, the embedded search's knowledge.

A concept (spicy, hearty, easy on the stomach …) has ways of being said and a weight for each dish of the dictionary.
"""

from __future__ import annotations

import fnmatch
import functools
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

__all__ = ["Concept", "Lexicon", "get_lexicon", "speaks_of_food"]

PATH: Final = ROOT / "data" / "wishes.tsv"
_DENIED_BEFORE: Final = re.compile(r"(?:안|않|덜|못)$")
_DENIED_AFTER: Final = re.compile(r"^[가-힣]{0,4}?(?:말고|빼고|빼줘|없는|없이|못먹|안먹|싫|지않|아닌|아니고|도맵지)")
_LONG_ENOUGH: Final = 4
"""Ways of saying of that many syllables are found anywhere in a text; shorter ones only where a word begins."""

Vector = npt.NDArray[np.float32]


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
    """All concepts, in the order of the file; vectors have one place a concept."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts: Sequence[Concept] = tuple(concepts)

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
        """What a text speaks of, shape (concepts,): 1 for what is wanted, -1 for what is turned down, else 0.

        With it comes what is left of the text once the ways of saying those are taken out, blanks gone too.
        """
        compact, begins = _compact(text)
        found = np.zeros(len(self), np.float32)
        understood: set[int] = set()
        for place, concept in enumerate(self.concepts):
            longest = ""
            for way in concept.said:
                stem = way.lstrip("*")
                if len(stem) <= len(longest):
                    continue
                at = _find(compact, begins, stem, anywhere=way.startswith("*") or len(stem) >= _LONG_ENOUGH)
                if at is not None:
                    longest = stem
                    understood.update(range(at, at + len(stem)))
                    denied = _DENIED_AFTER.match(compact[at + len(stem) :]) or (
                        _DENIED_BEFORE.search(compact[:at]) and not stem.startswith(("안", "맵지"))
                    )
                    found[place] = -1.0 if denied else 1.0
        left = "".join(" " if at in understood else sign for at, sign in enumerate(compact))
        return found, left

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


def _compact(text: str) -> tuple[str, frozenset[int]]:
    """The text without blanks, and where in it words begin."""
    words = text.split()
    begins: set[int] = set()
    at = 0
    for word in words:
        begins.add(at)
        at += len(word)
    return "".join(words), frozenset(begins)


def _find(compact: str, begins: frozenset[int], stem: str, *, anywhere: bool) -> int | None:
    at = compact.find(stem)
    while at >= 0:
        # 안매운, 안 매운: the word that turns it down stands in front without a blank as often as with one.
        if anywhere or at in begins or (at > 0 and compact[at - 1] in "안못덜" and at - 1 in begins):
            return at
        at = compact.find(stem, at + 1)
    return None


def _concept(line: str, where: str) -> Concept:
    cells = line.split("\t")
    if len(cells) != 3 or not all(cells):
        raise DictionaryError(f"{where}: three columns are needed: concept, how it is said, dishes")
    return Concept(cells[0], tuple(cells[1].replace(" ", "").split("|")), tuple(_terms(cells[2], where)))


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
