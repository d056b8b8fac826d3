"""The texts of composed answers, as designers edit them in ``data/responses/answers/*.yml``.

A file has ``sentences``, ``buttons`` and ``words``, any of them::

    sentences:
      hours_open:
        source: shops.business_hours
        text: ["{shop:은} 지금 열었어요."]
        channels:
          kakao: ["{shop:은} 영업 중이에요."]
    buttons:
      more: 다른 데 볼래요
    words:
      meal: {breakfast: 아침, lunch: 점심}

A sentence has the source of what it states, one or more variants, and perhaps others for a channel. ``{shop}`` is
filled with a fact, ``{shop:은}`` with the fact and the particle that fits it. `Voice` says a sentence to one person: of
several variants it takes one that was not said a moment ago.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from actions.wording.josa import with_particle
from settings import ROOT

__all__ = ["FOLDER", "PLACEHOLDER", "Sentence", "TextError", "Texts", "Voice", "read_texts", "title", "words"]

FOLDER: Final = ROOT / "data" / "responses" / "answers"
PLACEHOLDER: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<particle>[가-힣]+))?\}")
_ANY_FACT: Final = ".{1,80}?"


class TextError(ValueError):
    """A file of texts cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Sentence:
    """One sentence in all its variants."""

    text: tuple[str, ...]
    source: str | None = None
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def variants(self, channel: str) -> tuple[str, ...]:
        """What may be said on this channel."""
        return self.channels.get(channel) or self.text


@dataclass(frozen=True)
class Texts:
    """Everything a folder holds."""

    sentences: Mapping[str, Sentence]
    buttons: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Voice:
    """Says sentences on one channel. ``lately``: what was said the turn before; ``seed`` makes choices repeatable."""

    channel: str = "web"
    lately: str = ""
    seed: str = ""

    def say(self, key: str, **facts: object) -> str:
        """The sentence called ``key`` with its facts.

        Raises:
            KeyError: there is no such sentence, or a fact it names is missing.
        """
        variants = read_texts().sentences[key].variants(self.channel)
        if len(variants) == 1:
            return _filled(variants[0], facts)
        start = zlib.crc32(f"{key}{self.seed}".encode()) % len(variants)
        turned = (*variants[start:], *variants[:start])
        return _filled(next((one for one in turned if not _shape(one).search(self.lately)), turned[0]), facts)

    def has_said(self, key: str) -> bool:
        """Whether the sentence called ``key`` was said the turn before, in any of its wordings and with any facts.

        Raises:
            KeyError: there is no such sentence.
        """
        variants = read_texts().sentences[key].variants(self.channel)
        return any(_shape(one).search(self.lately) for one in variants)


def title(key: str, **facts: object) -> str:
    """What stands on the button called ``key``.

    Raises:
        KeyError: there is no such button, or a fact it names is missing.
    """
    return _filled(read_texts().buttons[key], facts)


def words(group: str) -> Mapping[str, str]:
    """Value → word, of one group and in its order.

    Raises:
        KeyError: there is no such group.
    """
    return read_texts().words[group]


@functools.lru_cache(maxsize=1)
def read_texts(folder: Path = FOLDER) -> Texts:
    """All texts of a folder, read once.

    Raises:
        TextError: a file is no YAML of the form above, or a key stands twice.
    """
    found: dict[str, dict[str, Any]] = {"sentences": {}, "buttons": {}, "words": {}}
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            for kind, into in found.items():
                for key, entry in (content.get(kind) or {}).items():
                    if key in into:
                        raise TextError(f"{path.name}: {key} is there twice")
                    into[key] = _READERS[kind](entry)
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise TextError(f"{path.name} cannot be read: {error}") from error
    return Texts(**found)


def _sentence(entry: Mapping[str, Any]) -> Sentence:
    channels = {name: _texts(texts) for name, texts in (entry.get("channels") or {}).items()}
    return Sentence(_texts(entry["text"]), entry.get("source"), channels)


def _group(entry: Mapping[str, Any]) -> dict[str, str]:
    return {str(value): str(word) for value, word in entry.items()}


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {"sentences": _sentence, "buttons": str, "words": _group}


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _filled(text: str, facts: Mapping[str, object]) -> str:
    def fact(match: re.Match[str]) -> str:
        value = str(facts[match["name"]])
        return with_particle(value, match["particle"]) if match["particle"] else value

    return PLACEHOLDER.sub(fact, text)


@functools.lru_cache(maxsize=512)
def _shape(text: str) -> re.Pattern[str]:
    """Finds ``text`` with any facts in it: another shop's name does not make it another sentence."""
    pieces = re.split(r"\{[^{}]*\}", text)
    inner = [re.escape(piece) for piece in pieces]
    # From the first piece of fixed words to the last: a search that begins with "anything" is slow.
    while inner and not inner[0].strip():
        inner.pop(0)
    while inner and not inner[-1].strip():
        inner.pop()
    return re.compile(_ANY_FACT.join(inner) if inner else re.escape(text))
