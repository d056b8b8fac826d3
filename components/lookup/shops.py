"""Shop names in a text, as typed: whole or shortened, with slips. Names of the last slate come first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from components.normaliser.hangul import is_syllable, split
from components.rules import Found

EXTRACTOR: Final = "lookup.shop"
_WORD: Final = re.compile(r"[0-9A-Za-z가-힣&]+")
_BRANCH: Final = re.compile(r"\s*[가-힣0-9]+점$")
# Particles and verbs that follow a name without a blank: 김밥천국으로, 맘터갈래.
_TAIL: Final = r"(?:이?요|으?로|에|은|는|이|가|을|를|도|랑|집|갈래|할래|갈게|할게|ㄱㄱ)"
_MOST_SLIPS: Final = 0.15  # of a name's jamo may differ
_SHORTEST: Final = 2


def find_shops(text: str, names: Sequence[str]) -> list[Found]:
    """The names of `names` that a normalised text speaks of, without overlaps; the value is the full name.

    Work grows with ``len(names)`` times the words of the text: meant for a slate, not for a catalogue.
    """
    found: list[Found] = []
    for name in names:
        match = _match(text, name)
        if match is not None and not any(match.overlaps(other) for other in found):
            found.append(match)
    return sorted(found, key=lambda match: match.start)


def _match(text: str, name: str) -> Found | None:
    for form in _forms(name):
        pattern = r"\s?".join(re.escape(character) for character in form.replace(" ", ""))
        exact = re.search(rf"(?<![가-힣A-Za-z]){pattern}(?={_TAIL}|\b|$)", text, re.IGNORECASE)
        if exact:
            return Found("shop_name", name, None, *exact.span(), EXTRACTOR)
    return _near(text, name)


def _forms(name: str) -> list[str]:
    """A name in full, without its branch, and its words that can stand for it."""
    short = _BRANCH.sub("", name).strip()
    forms = [name, short, *(word for word in short.split() if len(word) > _SHORTEST)]
    return [form for form in dict.fromkeys(forms) if len(form.replace(" ", "")) >= _SHORTEST]


def _near(text: str, name: str) -> Found | None:
    """The run of words nearest to the name, if at most `_MOST_SLIPS` of its jamo differ."""
    wanted = _jamo(_BRANCH.sub("", name).replace(" ", "").lower())
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    best: tuple[int, int, int] | None = None
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            start = words[first][0]
            for end in {words[last][1], start + len(name.replace(" ", "")) + last - first}:
                if not words[last][0] < end <= words[last][1]:
                    continue
                typed = _jamo(text[start:end].replace(" ", "").lower())
                allowed = int(len(wanted) * _MOST_SLIPS)
                slips = Levenshtein.distance(wanted, typed, score_cutoff=allowed)
                if slips <= allowed and (best is None or slips < best[0]):
                    best = (slips, start, end)
    return Found("shop_name", name, None, best[1], best[2], EXTRACTOR) if best else None


def _jamo(text: str) -> str:
    return "".join("".join(split(character)) if is_syllable(character) else character for character in text)
