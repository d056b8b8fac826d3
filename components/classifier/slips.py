"""Utterances as a thumb in a hurry types them: what the intent model sees beside the clean training data.

Letters that sound alike or lie side by side change places, finals slip, syllables double or vanish, blanks go. The
evaluation's noise (`components.evaluation.noise`) is made by other rules, so that robustness is not measured on the
very slips that were learnt.
"""

from __future__ import annotations

import random
from typing import Final

from components.normaliser.hangul import is_syllable

__all__ = ["slipped"]

_FIRST: Final = ord("가")
_FINAL_COUNT: Final = 28
_VOWEL_COUNT: Final = 21

# Numbers are those of Unicode's Hangul syllables. ㄱ↔ㄲㅋ, ㄷ↔ㄸㅌ, ㅂ↔ㅃㅍ, ㅅ↔ㅆ, ㅈ↔ㅉㅊ, both ways where heard so.
_INITIALS: Final = {
    0: (1, 15),
    1: (0,),
    3: (4, 16),
    4: (3,),
    7: (8, 17),
    8: (7,),
    9: (10,),
    10: (9,),
    12: (13, 14),
    13: (12,),
    15: (0,),
    16: (3,),
    17: (7,),
}
# ㅏ↔ㅓㅑ, ㅐ↔ㅔ, ㅗ↔ㅜ, ㅚ↔ㅙㅞ, ㅡ↔ㅣㅜ: neighbours on the keyboard, or the same to the ear.
_VOWELS: Final = {
    0: (4, 2),
    1: (5,),
    2: (0,),
    4: (0, 6),
    5: (1,),
    6: (4,),
    8: (13,),
    10: (11, 15),
    11: (10, 15),
    12: (8,),
    13: (8,),
    17: (13,),
    18: (20, 13),
    20: (19, 18),
}
_FINALS: Final = (0, 1, 4, 8, 16, 17, 19, 20, 21)  # none, ㄱ ㄴ ㄹ ㅁ ㅂ ㅅ ㅆ ㅇ
_TAILS: Final = ("", "ㅋㅋ", "ㅠㅠ", "~", "!!")


def slipped(text: str, dice: random.Random) -> str:
    """A noisy copy of ``text``: mostly one slip, sometimes two, no blanks, or a tail; perhaps the text itself."""
    kind = dice.random()
    if kind < 0.65:
        return _slips(text, dice)
    if kind < 0.8:
        return text.replace(" ", "")
    if kind < 0.9:
        return _slips(_slips(text, dice), dice)
    packed = text.replace(" ", "") if dice.random() < 0.4 else text
    return _slips(packed, dice) + dice.choice(_TAILS)


def _slips(text: str, dice: random.Random) -> str:
    """One slip, in longer texts sometimes two."""
    syllables = sum(map(is_syllable, text))
    for _ in range(1 if syllables < 6 or dice.random() < 0.6 else 2):
        text = _slip(text, dice)
    return text


def _slip(text: str, dice: random.Random) -> str:
    places = [at for at, character in enumerate(text) if is_syllable(character)]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + _mistyped(text[at], dice) + text[at + 1 :]


def _mistyped(syllable: str, dice: random.Random) -> str:
    code = ord(syllable) - _FIRST
    initial, rest = divmod(code, _VOWEL_COUNT * _FINAL_COUNT)
    vowel, final = divmod(rest, _FINAL_COUNT)
    kind = dice.random()
    if kind < 0.4:
        final = 0 if final and dice.random() < 0.6 else dice.choice(_FINALS)
    elif kind < 0.7:
        vowel = dice.choice(_VOWELS.get(vowel, (vowel,)))
    elif kind < 0.85:
        initial = dice.choice(_INITIALS.get(initial, (initial,)))
    else:
        return dice.choice(("", syllable * 2))
    return chr(_FIRST + (initial * _VOWEL_COUNT + vowel) * _FINAL_COUNT + final)
