"""First step: one line of NFC text without markup, control, invisible and broken characters."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

import regex  # type: ignore[import-untyped]

from components.normaliser.aligned import Aligned

_BLOCK: Final = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<(?:br|p|div|li|tr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_TAG_START: Final = re.compile(r"<(?=[A-Za-z/!])")
_ENTITY: Final = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|amp|lt|gt|quot|apos|nbsp);")
_CLUSTER: Final = regex.compile(r"\X")
# Line breaks and tabs are blanks here, not control characters.
_BLANK: Final = regex.compile(r"[\s\p{Z}\u2800]")
# Control, format, surrogate and private-use characters, Hangul fillers, variation selectors, and marks beyond the
# second on one letter. A joiner stays inside an emoji.
_INVISIBLE: Final = regex.compile(
    r"(?<![\p{So}\p{Sk}\ufe0f])\u200d|\u200d(?!\p{So})"
    r"|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\u20e3--\u200d]"
    r"|(?<=\p{M}{2})\p{M}",
    regex.VERSION1,
)
_COMPATIBLE: Final = re.compile("[\uff00-\uffef\u2460-\u2473\u3300-\u33ff\u2100-\u214f]")
_PUNCTUATION: Final = str.maketrans("“”„‘’`´～〜∼–—―−…", "\"\"\"''''~~~----.")
_BLANKS: Final = re.compile(r" {2,}|^ | $")


def _compatible(match: re.Match[str]) -> str:
    char = match.group()
    name = unicodedata.name(char, "")
    # NFKC would give conjoining jamo; we want the letters one types alone.
    if name.startswith("HALFWIDTH HANGUL LETTER "):
        return unicodedata.lookup(name.removeprefix("HALFWIDTH "))
    return unicodedata.normalize("NFKC", char)


def clean(raw: str) -> Aligned:
    """`raw` without what no reader needs. The result holds no ``<`` before a Latin letter, so never a tag."""
    text = Aligned.of(raw)
    if "&" in raw:
        text = text.sub(_ENTITY, lambda match: html.unescape(match.group()))
    text = text.edit([(m.start(), m.end(), " ") for m in _BLANK.finditer(text.text) if m.group() != " "])
    text = text.edit([(m.start(), m.end(), "") for m in _INVISIBLE.finditer(text.text)])
    if not text.text.isascii():
        text = text.sub(_COMPATIBLE, _compatible)
        text = Aligned(text.text.translate(_PUNCTUATION), text.offsets)
    # After what could hide a tag is gone or folded, and before composing, for a tag could stand inside a letter.
    if "<" in text.text:
        text = text.sub(_BLOCK, " ").sub(_BREAK, " ").sub(_TAG, "").sub(_TAG_START, " ")
    return tidy_blanks(_compose(text))


def tidy_blanks(text: Aligned) -> Aligned:
    """Fold runs of blanks and take those at the ends away."""
    return text.sub(_BLANKS, lambda m: " " if len(m.group()) > 1 and m.start() > 0 and m.end() < len(m.string) else "")


def _compose(text: Aligned) -> Aligned:
    """NFC, cluster by cluster: composition never reaches over the border of a grapheme cluster."""
    if unicodedata.is_normalized("NFC", text.text):
        return text
    edits = []
    for match in _CLUSTER.finditer(text.text):
        composed = unicodedata.normalize("NFC", match.group())
        if composed != match.group():
            edits.append((match.start(), match.end(), composed))
    return text.edit(edits)
