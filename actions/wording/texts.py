"""The sentences of composed answers, as designers edit them in ``data/responses/answers/*.yml``.

A sentence has the source of what it states, one or more variants, and perhaps others for a channel::

    sentences:
      hours_open:
        source: shops.business_hours
        text: ["{shop:은} 지금 열었어요."]
        channels:
          kakao: ["{shop:은} 영업 중이에요."]

``{shop}`` is filled with a fact, ``{shop:은}`` with the fact and the particle that fits it. `Voice` says a sentence
to one person: of several variants it takes one that was not said a moment ago.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from actions.wording.josa import with_particle
from settings import ROOT

__all__ = ["FOLDER", "PLACEHOLDER", "Sentence", "TextError", "Voice", "sentences"]

FOLDER: Final = ROOT / "data" / "responses" / "answers"
PLACEHOLDER: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<particle>[가-힣]+))?\}")


class TextError(ValueError):
    """A file of sentences cannot be read; the message says which and why."""


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
        variants = sentences()[key].variants(self.channel)
        start = zlib.crc32(f"{key}{self.seed}".encode()) % len(variants)
        said = [_filled(one, facts) for one in (*variants[start:], *variants[:start])]
        return next((one for one in said if one not in self.lately), said[0])


@functools.lru_cache(maxsize=1)
def sentences(folder: Path = FOLDER) -> Mapping[str, Sentence]:
    """All sentences by key, read once.

    Raises:
        TextError: a file is no YAML of the form above, or a key stands twice.
    """
    found: dict[str, Sentence] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            listed = yaml.safe_load(path.read_text(encoding="utf-8"))["sentences"]
            for key, entry in listed.items():
                if key in found:
                    raise TextError(f"{path.name}: {key} is there twice")
                found[key] = _sentence(entry)
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise TextError(f"{path.name} cannot be read: {error}") from error
    return found


def _sentence(entry: Mapping[str, Any]) -> Sentence:
    channels = {name: _texts(texts) for name, texts in (entry.get("channels") or {}).items()}
    return Sentence(_texts(entry["text"]), entry.get("source"), channels)


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _filled(text: str, facts: Mapping[str, object]) -> str:
    def fact(match: re.Match[str]) -> str:
        value = str(facts[match["name"]])
        return with_particle(value, match["particle"]) if match["particle"] else value

    return PLACEHOLDER.sub(fact, text)
