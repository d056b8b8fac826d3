"""Texts as the search sees them: cleaned alike on both sides, and the one sentence a menu, a shop or a review is.

Specification §4.2: markup out, signs normalised, at most 512 tokens; the cache key is the SHA-256 of what is left.
"""

from __future__ import annotations

import functools
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["SEPARATOR", "cache_key", "clean", "menu_text", "review_text", "shop_text"]

SEPARATOR: Final = " · "
"""Stands between the parts of a passage: what it is called first, then what it is like."""
_MOST_TOKENS: Final = 512
_MARKUP: Final = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S | re.I)
_NOT_TEXT: Final = re.compile(r"[^\w\s·%+&'.,()/\-]|_")
_BLANKS: Final = re.compile(r"\s+")
_MENUS_NAMED: Final = 12

_TASTE_WORDS: Final = {
    "spicy": "매운",
    "sweet": "달콤한",
    "salty": "짭짤한",
    "sour": "새콤한",
    "savory": "구수한",
    "light": "담백한",
    "mild": "순한",
    "hot": "따뜻한",
    "cold": "시원한",
    "soup": "국물",
    "greasy": "기름진",
}


def clean(text: str) -> str:
    """``text`` without markup and signs, NFKC, lower case, single blanks, at most 512 tokens (blank-separated)."""
    # Entities are read first: &lt;b&gt; is markup too once somebody has escaped it.
    plain = _MARKUP.sub(" ", html.unescape(text))
    plain = unicodedata.normalize("NFKC", plain).lower()
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in plain)
    tokens = _BLANKS.split(_NOT_TEXT.sub(" ", plain).strip(), maxsplit=_MOST_TOKENS)
    return " ".join(tokens[:_MOST_TOKENS])


def cache_key(model: str, text: str) -> str:
    """The SHA-256 of a cleaned text under one model, hex: what caches call it by."""
    return hashlib.sha256(f"{model}\x00{text}".encode()).hexdigest()


@functools.lru_cache(maxsize=100_000)
def menu_text(name: str, dish: str | None, category: str | None, tastes: tuple[str, ...]) -> str:
    """A menu as a passage: ``매콤 순두부 · 순두부찌개 · 한식 · 매운 국물``."""
    words = " ".join(_TASTE_WORDS.get(taste, taste) for taste in tastes)
    return _passage((name, dish if dish != name else None, category, words))


def shop_text(name: str, category: str, menus: Sequence[str]) -> str:
    """A shop as a passage: its name, its category, and what it is known for."""
    return _passage((name, category, " ".join(menus[:_MENUS_NAMED])))


def review_text(text: str) -> str:
    """A review as a passage."""
    return clean(text)


def _passage(parts: Iterable[str | None]) -> str:
    return SEPARATOR.join(cleaned for part in parts if part and (cleaned := clean(part)))
