"""Missing blanks repaired where a long run of syllables has a sure border: 오늘저녁뭐먹지 → 오늘 저녁 뭐먹지.

The morpheme analyser needs no blanks; character n-grams and word rules read a run better with them. Only borders that
hold in any sentence are put in, and only in runs long enough that a blank was surely left out.
"""

from __future__ import annotations

import re
from typing import Final

from components.normaliser.aligned import Aligned

_LONG_RUN: Final = re.compile("[가-힣0-9]{7,}")
_TIME: Final = "오늘|내일|모레|점심|저녁|아침|지금|주말에?|근처에?|주변에?|(?:월|화|수|목|금|토|일)요일에?"
# A blank after a word of time or place, unless a particle or the rest of a compound follows.
_AFTER: Final = re.compile(
    f"(?:{_TIME})(?![은는이가도을를의로에랑과와만까부엔께서요야인]|식당|밥|때|시간|시장|배움|모레|메뉴|특선|햇살|거리|에서)(?=[가-힣]{{2}})"
)
# A blank before a word that opens a new part of the sentence.
_BEFORE: Final = re.compile(
    "(?<=[가-힣])(?=추천|알려|찾아|보여줘|뭐먹|뭐있|뭐가|어디|얼마|몇시|먹을만|먹기좋|있어\\?|있나요|있을까|없을까|가고싶|먹고싶)"
)


def repair_blanks(text: Aligned) -> Aligned:
    """Put blanks into long runs at sure borders."""
    cuts: set[int] = set()
    for run in _LONG_RUN.finditer(text.text):
        bounds = (run.start(), run.end())
        cuts.update(match.end() for match in _AFTER.finditer(text.text, *bounds))
        cuts.update(match.start() for match in _BEFORE.finditer(text.text, *bounds))
    return text.edit([(cut, cut, " ") for cut in sorted(cuts)])
