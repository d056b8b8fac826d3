"""Masks numbers and names that lead to one person: phone, card, account, registration number, mail, messenger id."""

from __future__ import annotations

import re

__all__ = ["mask_numbers"]

_GAP = r"[-‐‑–—－.·_)\s]{0,3}"  # what people put between the groups of a number
_BEFORE, _AFTER = r"(?<![\d*])", r"(?![\d*])"
_SAID = "공영일이삼사오육륙칠팔구"

# First match wins where two would fit, so the more certain kinds stand first.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # The second form is spelt out past a filter; 골뱅이 is a dish too, hence the Latin letters on both sides.
    ("EMAIL", re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")),
    ("EMAIL", re.compile(r"[A-Za-z0-9._%+-]+\s?골뱅이\s?[A-Za-z0-9-]+(?:\s?(?:\.|닷|점)\s?(?:[A-Za-z]{2,}|컴|넷))+")),
    ("EMAIL", re.compile(r"[A-Za-z0-9._%+-]+@(?:naver|gmail|daum|hanmail|kakao|nate)\b", re.IGNORECASE)),
    # Date of birth, then a digit for century and sex; the rest may be starred.
    ("RRN", re.compile(rf"{_BEFORE}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}[1-8][\d*]{{6}}{_AFTER}")),
    # Sixteen digits, some starred at times; four round prices in a row are none.
    ("CARD", re.compile(rf"{_BEFORE}(?!(?:\d\d00\s?){{4}})\d{{4}}(?:{_GAP}[\d*]{{4}}){{3}}{_AFTER}")),
    ("CARD", re.compile(rf"{_BEFORE}3[47]\d\d{_GAP}[\d*]{{6}}{_GAP}[\d*]{{5}}{_AFTER}")),
    (
        "PHONE",
        re.compile(
            rf"(?:(?<![\d*])\(?\+?82{_GAP}(?:\(?0\)?)?|(?<![\d*])\(?0)"
            rf"(?:1[016789]|2|[3-6][1-5]|70|50\d){_GAP}\d{{3,4}}{_GAP}[\d*]{{4}}{_AFTER}"
        ),
    ),
    ("PHONE", re.compile(rf"[공영]일[공영일육칠팔구]{_GAP}[{_SAID}]{{3,4}}{_GAP}[{_SAID}]{{4}}(?![{_SAID}])")),
    (
        "PHONE",
        re.compile(rf"(?:번호|연락처|전화|핸드폰|휴대폰|폰){_GAP}(?:는|은|가|:)?\s*\d{{4}}{_GAP}\d{{4}}{_AFTER}"),
    ),
    ("ACCOUNT", re.compile(rf"{_BEFORE}\d{{2,6}}-\d{{2,6}}-\d{{4,8}}(?:-\d{{1,3}})?{_AFTER}")),
    # Nothing about a meal needs nine digits in a row.
    ("NUMBER", re.compile(rf"{_BEFORE}\d{{9,}}{_AFTER}")),
)
_MESSENGER_ID = re.compile(
    r"(?P<before>(?:아이디|ID|id|카톡|인스타|텔레그램|디스코드|디코)\s?(?:은|는|이|가)?\s?[:=]?\s?)"
    r"(?P<id>@?[A-Za-z][A-Za-z0-9._-]{3,})"
)


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # ０ → 0, － → -; one character each


def mask_numbers(text: str) -> str:
    """``text`` with each number, mail address and messenger id replaced by its kind in brackets."""
    for kind, pattern in _KINDS:
        text = _replace(pattern, f"[{kind}]", text)
    return _MESSENGER_ID.sub(lambda found: f"{found['before']}[ID]", text)


def _replace(pattern: re.Pattern[str], kind: str, text: str) -> str:
    """Find in the narrow form of ``text``, replace in ``text`` itself: the rest keeps its width."""
    pieces, end = [], 0
    for found in pattern.finditer(text.translate(_NARROW)):
        pieces += [text[end : found.start()], kind]
        end = found.end()
    return "".join([*pieces, text[end:]])
