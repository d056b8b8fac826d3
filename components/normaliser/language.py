"""Korean, English or another language, by the letters alone."""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.result import Language

_HANGUL: Final = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")


def language(text: str) -> Language:
    """Language of most letters.

    Hangul weighs double, for a Korean sentence may hold a long Latin brand name. A text without letters (a number, a
    mark, an emoji) is taken for Korean.
    """
    hangul = len(_HANGUL.findall(text))
    latin = len(_LATIN.findall(text))
    other = sum(map(str.isalpha, text)) - hangul - latin
    if 2 * hangul >= max(latin, other):
        return "ko"
    return "en" if latin >= other else "other"
