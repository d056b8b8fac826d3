"""Syllables that came apart while typing are joined: ``ㅊㅜ천`` → 추천, ``머ㄱ어`` → 먹어, ``맛있ㅓ`` → 맛있어."""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.aligned import Aligned
from components.normaliser.hangul import SYLLABLE_IN_JAMO, join, split

# ㅠ ㅜ ㅡ alone weep or frown, ㅋ ㅎ laugh: ㅇㅇㅠ and ㅋㅠ are no syllables.
_TEARS: Final = "ㅠㅜㅡ"
_OTHER_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅝㅞㅟㅢㅣ"
_RUN: Final = re.compile("[ㄱ-ㅎㅏ-ㅣ]{2,}")
_LONE_FINAL: Final = re.compile("[가-힣][ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅌㅍ](?=[가-힣])")
_LONE_VOWEL: Final = re.compile(f"(?<=[가-힣])[{_OTHER_VOWELS}](?![ㄱ-ㅎㅏ-ㅣ])")
_LOST_INITIAL: Final = re.compile(f"(?<![가-힣ㄱ-ㅎㅏ-ㅣ])([{_OTHER_VOWELS}])([ㄱ-ㅎ]?)(?=[가-힣])")
_FINALS_ALONE: Final = frozenset("ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def mend_jamo(text: Aligned) -> Aligned:
    """Join jamo to syllables where only one reading is likely."""
    if not re.search("[ㄱ-ㅎㅏ-ㅣ]", text.text):
        return text
    text = text.edit([edit for run in _RUN.finditer(text.text) for edit in _join_run(run)])
    text = text.sub(_LONE_FINAL, _attach_final)
    text = text.edit(
        [
            (m.start(), m.end(), join("ㅇ", m.group()))
            for m in _LONE_VOWEL.finditer(text.text)
            if _closed(m.string[m.start() - 1])
        ]
    )
    return text.sub(_LOST_INITIAL, _restore_initial)


def _join_run(run: re.Match[str]) -> list[tuple[int, int, str]]:
    """Edits, one a syllable, so that each syllable keeps its own place."""
    found = list(SYLLABLE_IN_JAMO.finditer(run.string, run.start(), run.end()))
    whole = sum(m.end() - m.start() for m in found) == run.end() - run.start() and len(found) > 1
    return [
        (m.start(), m.end(), join(m[1], m[2], m[3] or ""))
        for m in found
        if whole or m[2] not in _TEARS or (m[3] and m[1] not in "ㅋㅎ")
    ]


def _attach_final(match: re.Match[str]) -> str:
    initial, vowel, final = split(match.group()[0])
    return match.group() if final else join(initial, vowel, match.group()[1])


def _restore_initial(match: re.Match[str]) -> str:
    vowel, final = match.groups()
    return match.group() if final and final not in _FINALS_ALONE else join("ㅇ", vowel, final)


def _closed(syllable: str) -> bool:
    return bool(split(syllable)[2])
