"""Korean typed with the keyboard left in English: ``cncjs`` → 추천."""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.aligned import Aligned
from components.normaliser.hangul import is_common, is_syllable, typed
from components.normaliser.tables import mapping, words

_LATIN: Final = re.compile(r"(?<![A-Za-z@./_])[A-Za-z]{2,}(?![A-Za-z@_]|\.[A-Za-z])")
_TAIL: Final = re.compile(r"(?:z{2,}|g{2,}|b{2,}|n{2,}|t{2,})$")  # ㅋㅋ ㅎㅎ ㅠㅠ ㅜㅜ ㅅㅅ after the last word
_UNSHIFTED: Final = re.compile(r"[A-Z]")
_SHIFT_KEYS: Final = frozenset("QWERTOP")
_SHORTEST: Final = 4  # keys; two syllables. Shorter ones only by the list


def mend_qwerty(text: Aligned) -> Aligned:
    """Write runs of Latin letters in Hangul where they decompose to plausible words and are no English ones."""
    return text.sub(_LATIN, lambda match: _mend(match.group()))


def _mend(run: str) -> str:
    listed = mapping("qwerty.tsv").get(run.lower())
    if listed is not None:
        return listed
    if len(run) < _SHORTEST or run.lower() in words("english.txt"):
        return run
    if not set(_UNSHIFTED.findall(run)) <= _SHIFT_KEYS or run.isupper():
        return run
    tail = _TAIL.search(run)
    body = run[: tail.start()] if tail else run
    hangul = typed(body)
    plausible = len(hangul) >= 2 and all(is_syllable(char) and is_common(char) for char in hangul)
    return hangul + (typed(tail.group()) if tail else "") if plausible else run
