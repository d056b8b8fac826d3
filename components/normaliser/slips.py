"""Spelling by ear and slips of the thumb, mended from an editable list: 조아 → 좋아, 오처넌 → 오천원."""

from __future__ import annotations

from components.normaliser.aligned import Aligned
from components.normaliser.tables import any_of, mapping


def mend_slips(text: Aligned) -> Aligned:
    """Replace what data/normalise/slips.tsv lists; a row that maps a word to itself shields it (마니아 from 마니)."""
    table = mapping("slips.tsv")
    return text.sub(any_of("slips.tsv"), lambda match: table[match.group()])
