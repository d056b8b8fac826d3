"""Search words of a Korean text: what goes into ``shops.search_text`` and, by the same analyser, into a query.

PostgreSQL's ``simple`` configuration splits at blanks alone, so 마라탕 is found by 탕 only when both sides are cut
alike (마라 탕). python-mecab-ko cuts about 4,400 short texts a second and loads at once.
"""

from __future__ import annotations

import functools
import threading
import unicodedata

from mecab import MeCab

__all__ = ["ends_in_a_noun", "tokenise"]

_NAME_TAGS = frozenset({"NNG", "NNP", "MAG", "XR", "XSN", "SL", "SN", "SH", "UNKNOWN", "IC", "NNB"})
_SYMBOL_TAGS = frozenset({"SF", "SP", "SS", "SE", "SO", "SW", "SY", "SC", "SSO", "SSC"})
_lock = threading.Lock()


@functools.lru_cache(maxsize=1)
def _tagger() -> MeCab:
    return MeCab()


@functools.lru_cache(maxsize=50_000)
def tokenise(text: str) -> str:
    """The morphemes of ``text``, blank-separated, lower-case, without symbols; ``""`` when it has none.

    Particles stay: in shop names the analyser often takes a syllable for one (이모네 → 이모 네).
    """
    cleaned = unicodedata.normalize("NFKC", text).replace("\x00", " ").lower()
    with _lock:  # one lattice a tagger: MeCab is not safe to share between threads unlocked
        pairs = _tagger().pos(cleaned)
    return " ".join(morpheme for morpheme, tag in pairs if tag not in _SYMBOL_TAGS)


@functools.lru_cache(maxsize=5_000)
def ends_in_a_noun(text: str) -> bool:
    """Whether the last morpheme of ``text`` can end a name: no ending of a verb, no particle (햇살 but not 가까운)."""
    cleaned = unicodedata.normalize("NFKC", text).replace("\x00", " ").lower()
    with _lock:
        pairs = _tagger().pos(cleaned)
    return bool(pairs) and pairs[-1][1] in _NAME_TAGS
