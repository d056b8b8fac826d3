"""Shops a message speaks of by name, though the understanding, which knows a slate and chains, marked none."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from recommender.lookup import SEARCH_RADIUS_M
from storage import queries
from storage.postgres import Pool

__all__ = ["Mention", "is_called", "mentioned", "rating_of"]

_QUERIES: Final = queries.load("lookup")
_WORD: Final = re.compile(r"[0-9A-Za-z가-힣&'·-]+")
_BRANCH: Final = re.compile(r"\s+\S+(?:점|호)$")
_PARTICLE: Final = r"(?:에서는|에서도|에서|에는|으로|이랑|까지|이요|은|는|이|가|을|를|도|에|의|로|랑|만|요|집)"
_ASKS: Final = (
    r"(?:지금|몇|언제|어디|얼마|메뉴|카드|급식|전화|번호|주소|위치|영업|가격|쿠폰|평점|별점|주차|열|갈래|갈게|갈까|할래|할게"
    r"|가자)"
)
# A name may be followed by a particle that ends the word, or, where blanks are left out, by what is asked.
_AFTER: Final = re.compile(rf"[^0-9A-Za-z가-힣]|$|{_PARTICLE}(?:[^가-힣]|$)|{_PARTICLE}?{_ASKS}")
_LAST_WORD: Final = re.compile(rf"(?:{_PARTICLE}|{_PARTICLE}?{_ASKS}.*)$")
_MOST_WORDS: Final = 16
_WORDS_IN_A_RUN: Final = 3
_SHORTEST: Final = 3
_SHORTEST_WITH_A_SLIP: Final = 4
_MOST_SLIPS: Final = 0.15
"""Of a name's jamo, how many may differ."""


@dataclass(frozen=True)
class Mention:
    """A name that stands in a text, ``text[start:end]``, and the shops of that name: several where it has branches."""

    name: str
    shop_ids: tuple[int, ...]
    start: int
    end: int
    is_exact: bool


async def mentioned(pool: Pool, text: str, *, place: tuple[float, float] | None = None) -> Mention | None:
    """The shop that ``text`` names: around ``place`` (lat, lng), or anywhere where none is known; None: no shop's name.

    The name in full goes before the name without its branch, that before one with a slip of the keyboard; of equal ones
    the longer. A name that is but a dish or a kind of food (국밥) is no name here.
    """
    runs = sorted(set(_runs(text)))
    if not runs:
        return None
    lat, lng = place or (None, None)
    async with pool.autocommit() as conn:
        rows = [
            (int(row["shop_id"]), str(row["name"]))
            async for row in _QUERIES.shops_like(conn, runs=runs, lat=lat, lng=lng, radius_m=SEARCH_RADIUS_M)
        ]
    ranked = [(rank, span, shop_id, name) for shop_id, name in rows for rank, span in _in_full(text, name)]
    if not ranked:
        ranked = [(_NEAR, span, shop_id, name) for shop_id, name in rows if (span := _near(text, name)) is not None]
    if not ranked:
        return None
    best_rank, best_span = max((rank, (end - start, -start)) for rank, (start, end), _, _ in ranked)
    chosen = [
        (shop_id, name, span)
        for rank, span, shop_id, name in ranked
        if rank == best_rank and (span[1] - span[0], -span[0]) == best_span
    ]
    _, name, (start, end) = chosen[0]
    shop_ids = tuple(dict.fromkeys(shop_id for shop_id, _, _ in chosen))
    return Mention(name if best_rank == _FULL else _base(name), shop_ids, start, end, best_rank != _NEAR)


def is_called(said: str, name: str) -> bool:
    """Whether somebody who says ``said`` can mean the shop ``name``: a part of the name, or all of it with a slip."""
    short, whole = _packed(said), _packed(name)
    if short in whole or whole in short:
        return True
    return any(_slips(short, _packed(form)) for form in (name, _base(name)))


async def rating_of(pool: Pool, shop_id: int) -> float | None:
    """The shop's rating, 0 to 5; None: nobody rated it."""
    async with pool.autocommit() as conn:
        rating = await _QUERIES.rating_of(conn, shop_id=shop_id)
    return None if rating is None else float(rating)


_FULL, _BASE, _NEAR = 3, 2, 1


def _in_full(text: str, name: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """How well the text names this shop, and where: the name in full, or without its branch."""
    base = _base(name)
    for rank, form in ((_FULL, name), (_BASE, base)) if base != name else ((_FULL, name),):
        if (span := _span(text, form)) is not None:
            yield rank, span
            return


def _span(text: str, form: str) -> tuple[int, int] | None:
    """Where a name stands in a text as a word of its own, blanks aside."""
    wanted, (packed, places) = _packed(form), _without_blanks(text)
    at = packed.find(wanted) if _is_a_name(form) else -1
    while at >= 0:
        start, end = places[at], places[at + len(wanted) - 1] + 1
        begins = start == 0 or _WORD.match(text[start - 1]) is None
        if begins and _AFTER.match(text, end) and _blanks_fit(text[start:end], form):
            return start, end
        at = packed.find(wanted, at + 1)
    return None


@functools.lru_cache(maxsize=64)
def _without_blanks(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without blanks and in lower case, and where each of its letters stands."""
    places = tuple(at for at, letter in enumerate(text) if not letter.isspace() and len(letter.lower()) == 1)
    return "".join(text[at].lower() for at in places), places


def _near(text: str, name: str) -> tuple[int, int] | None:
    """Where a name stands with a slip of the keyboard."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)][:_MOST_WORDS]
    forms = {_packed(form) for form in (name, _base(name)) if _is_a_name(form)}
    wanted = [form for form in forms if len(form) >= _SHORTEST_WITH_A_SLIP]
    for first in range(len(words)):
        for last in range(first, min(first + _WORDS_IN_A_RUN, len(words))):
            start, end = words[first][0], words[last][1]
            for stop in {end, start + len(_LAST_WORD.sub("", text[start:end]))}:
                said = _packed(text[start:stop])
                if not _blanks_fit(text[start:stop], name) or get_dishes().exact(said) is not None:
                    continue
                if any(_slips(said, form) for form in wanted):
                    return start, stop
    return None


def _blanks_fit(said: str, name: str) -> bool:
    """학교 앞 분식 is no 학교앞분식: of blanks that a name has not, one may be a slip."""
    return said.count(" ") <= name.count(" ") + 1


def _slips(said: str, name: str) -> bool:
    """Whether two packed names differ by slips of the keyboard alone."""
    one, other = unicodedata.normalize("NFD", said), unicodedata.normalize("NFD", name)
    allowed = int(len(other) * _MOST_SLIPS)
    return abs(len(one) - len(other)) <= allowed and Levenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def _runs(text: str) -> Iterator[str]:
    """What of a text may be a name: one to three words in a row, without the particle behind the last."""
    words = [match[0] for match in _WORD.finditer(text)][:_MOST_WORDS]
    for first in range(len(words)):
        for last in range(first, min(first + _WORDS_IN_A_RUN, len(words))):
            before, ending = words[first:last], words[last]
            for word in {ending, _LAST_WORD.sub("", ending)}:
                for joint in {" ", ""}:
                    run = joint.join([*before, word]).strip()
                    if len(run) >= _SHORTEST:
                        yield run


def _base(name: str) -> str:
    """The name without its branch."""
    return _BRANCH.sub("", name).strip() or name


def _is_a_name(form: str) -> bool:
    packed = _packed(form)
    return len(packed) >= _SHORTEST and get_dishes().exact(packed) is None and packed not in CATEGORIES


def _packed(name: str) -> str:
    return "".join(name.split()).lower()
