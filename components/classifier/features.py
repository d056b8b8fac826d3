"""What the intent model looks at: groups of named features of one reading."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from components.classifier.reading import Reading
from components.classifier.spelling import is_ornament, letters, without_finals, without_ornaments
from components.lookup.concepts import concepts

Group = str
Features = dict[Group, list[str]]

# What stays of an entity where only its kind counts: 5천원 and 만원, 국밥 and 냉면 read alike.
_PLACEHOLDERS: Final = {
    "budget": "₩",
    "dish": "◆",
    "food_category": "◇",
    "shop_name": "▣",
    "location": "◎",
    "ordinal": "№",
}


def features(reading: Reading) -> Features:
    """Named features by group; the model scales each group to length one, so that long texts weigh as short ones."""
    text = without_ornaments(reading.text.lower())
    masked = without_ornaments(mask(reading)).replace(" ", "")
    return {
        "spaced": list(_characters(text, 1, 5)),
        "packed": list(_characters(text.replace(" ", ""), 1, 5)),
        "masked": list(_characters(masked, 1, 5)),
        "open": list(_characters(without_finals(masked), 1, 6)),
        "letters": list(_characters(letters(masked), 3, 6)),
        "morphemes": list(_morphemes(reading)),
        "facts": list(_facts(reading)),
        "concepts": list(_concepts(reading, masked)),
    }


def mask(reading: Reading) -> str:
    """The text with each found amount, dish, shop, place and ordinal replaced by one sign for its kind."""
    text = reading.text.lower()
    pieces: list[str] = []
    at = 0
    for found in sorted([*reading.rules, *reading.words], key=lambda found: (found.start, found.start - found.end)):
        sign = _PLACEHOLDERS.get(found.entity)
        if sign is not None and found.start >= at:
            pieces += (text[at : found.start], sign)
            at = found.end
    return "".join([*pieces, text[at:]])


def _characters(text: str, shortest: int, longest: int) -> Iterator[str]:
    bounded = f"^{text}$"
    for length in range(shortest, longest + 1):
        for start in range(len(bounded) - length + 1):
            yield bounded[start : start + length]


def _morphemes(reading: Reading) -> Iterator[str]:
    words = [m for m in reading.morphemes if not is_ornament(m.surface)] or reading.morphemes
    surfaces = [word.surface for word in words]
    yield from (f"{word.surface}/{word.pos.split('+')[0]}" for word in words)
    for length in (2, 3):
        yield from _sequences(["^", *surfaces, "$"], length)
    yield from _skips(surfaces)


def _sequences(items: list[str], length: int) -> Iterator[str]:
    for start in range(len(items) - length + 1):
        yield "|".join(items[start : start + length])


def _skips(surfaces: list[str]) -> Iterator[str]:
    for first, second in zip(surfaces, surfaces[2:], strict=False):
        yield f"{first}|*|{second}"


def _facts(reading: Reading) -> Iterator[str]:
    for found in reading.rules:
        yield found.entity
        yield f"{found.entity}={found.value if found.entity not in ('budget', 'distance') else found.role}"
    for found in reading.words:
        yield found.entity
        if found.end - found.start == len(reading.text.rstrip("?!.~ ㅋㅎㅠㅜ")):
            yield f"only {found.entity}"
    if "?" in reading.text:
        yield "?"
    if reading.morphemes:
        last = [m for m in reading.morphemes if not m.pos.startswith("S")]
        yield f"end {last[-1].surface}/{last[-1].pos}" if last else "end"
    length = len(reading.text.replace(" ", ""))
    yield f"length {min(length, 4) if length < 5 else 5 + min(length // 8, 5)}"
    yield f"language {reading.normalised.language}"


def _concepts(reading: Reading, masked: str) -> Iterator[str]:
    """What the text speaks of, and every two of them: a card and an amount is not a dish and an amount."""
    spoken = concepts(masked)
    kinds = sorted({*spoken, *(found.entity for found in (*reading.rules, *reading.words))})
    yield from kinds
    yield from (f"{first}&{second}" for first, second in itertools.combinations(kinds, 2))
    if spoken:
        yield f"first {spoken[0]}"
        yield f"last {spoken[-1]}"
    yield f"{len(spoken)} concepts"
