"""Shop names: cleaned for people, and reduced to what two sources would agree on."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rapidfuzz.distance import Levenshtein

__all__ = ["are_alike", "clean_name", "name_key"]

_LEGAL_FORM: Final = re.compile(
    r"\(\s*(?:주|유|사|재|합|복)\s*\)|㈜|주식회사|유한회사|사단법인|사회복지법인|농업회사법인|영농조합법인"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)?")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_SHORTEST_PART: Final = 3
_SHORTEST_WITH_SLIP: Final = 5
_ONE_SPELLING: Final = (
    (re.compile(r"지에스(?:gs)?25"), "gs25"),
    (re.compile(r"씨유(?:cu)?"), "cu"),
    (re.compile(r"emart24"), "이마트24"),
    (re.compile(r"돈가스|돈카츠|돈까츠"), "돈까스"),
    (re.compile(r"자장"), "짜장"),
)


def clean_name(name: str) -> str:
    """A name for people: compatible letters, single blanks, no legal form; the name itself if nothing else is in it."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    return " ".join(_LEGAL_FORM.sub(" ", plain).split()) or plain


def name_key(name: str) -> str:
    """What the same shop's name comes to in every source: lower-case letters and digits, usual spellings made one.

    Idempotent: the key of a key is the key. May be empty when a name has no letter or digit.
    """
    key = _reduced(name)
    while (again := _reduced(key)) != key:
        key = again
    return key


def are_alike(one: str, other: str) -> bool:
    """Whether two names at the same address mean one shop.

    They do when one, without its bracketed part, contains the other (봉수닭갈비막국수, 봉수닭갈비), or when they
    differ in one letter (골목손두부, 골목순두부).
    """
    keys = name_key(_BRACKETS.sub(" ", one)) or name_key(one), name_key(_BRACKETS.sub(" ", other)) or name_key(other)
    short, long = sorted(keys, key=len)
    if short == long or (len(short) >= _SHORTEST_PART and short in long):
        return bool(short)
    return len(short) >= _SHORTEST_WITH_SLIP and Levenshtein.distance(short, long, score_cutoff=1) <= 1


def _reduced(name: str) -> str:
    key = _NOT_LETTERS.sub("", clean_name(name).lower())
    for pattern, spelling in _ONE_SPELLING:
        key = pattern.sub(spelling, key)
    return key
