"""Hangul syllables and jamo, by arithmetic on their code points (Unicode §3.12), and the two-set keyboard."""

from __future__ import annotations

import re
from typing import Final

INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

_VOWEL_PAIRS: Final = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
_FINAL_PAIRS: Final = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_SINGLE_FINALS: Final = "ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

# The two-set (두벌식) keyboard: unshifted row by row, then the keys that shift changes.
_KEYS: Final = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True)
)
_SHIFTED: Final = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))

# One syllable in separate jamo. A final consonant followed by a vowel belongs to the next syllable.
SYLLABLE_IN_JAMO: Final = re.compile(
    f"([{INITIALS}])({'|'.join(_VOWEL_PAIRS)}|[{VOWELS}])((?:{'|'.join(_FINAL_PAIRS)}"
    f"|[{_SINGLE_FINALS}])(?![{VOWELS}]))?"
)


def is_syllable(char: str) -> bool:
    """Whether `char` is a composed Hangul syllable."""
    return "가" <= char <= "힣"


def split(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final (may be empty) of a composed syllable."""
    index = ord(syllable) - 0xAC00
    return INITIALS[index // 588], VOWELS[index % 588 // 28], FINALS[index % 28]


def join(initial: str, vowel: str, final: str = "") -> str:
    """The syllable of an initial, a vowel and a final; vowels and finals may be given as pairs of simple jamo."""
    vowel = _VOWEL_PAIRS.get(vowel, vowel)
    final = _FINAL_PAIRS.get(final, final)
    return chr(0xAC00 + INITIALS.index(initial) * 588 + VOWELS.index(vowel) * 28 + FINALS.index(final))


def compose(jamo: str) -> str:
    """Join the jamo of `jamo` to syllables where they form some; the rest stays."""
    return SYLLABLE_IN_JAMO.sub(lambda match: join(match[1], match[2], match[3] or ""), jamo)


def typed(keys: str) -> str:
    """What the two-set keyboard would have written for Latin letters."""
    return compose("".join(_SHIFTED.get(key) or _KEYS[key.lower()] for key in keys))


def is_common(syllable: str) -> bool:
    """Whether a syllable is one of the 2,350 of KS X 1001, which hold all of ordinary Korean."""
    return len(syllable.encode("euc_kr", "ignore")) == 2  # the codec writes the others in eight bytes
