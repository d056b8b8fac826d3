"""From an utterance to tokens with character offsets, and from annotated spans to one tag a token.

The model reads ``<bos> context [SEP] utterance``. The utterance is read in its normalised form (a word typed on the
wrong keyboard is a word again) and cut at MeCab's morphemes before the tokenizer sees it, because a span's end may lie
inside what byte-level BPE takes for one token (학교에서): 99 % of annotated spans can be told by whole tokens then,
79 % to 95 % otherwise (docs/ax.md). A token that is a part of a character stands for all of it.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from components.ax.errors import BaseNotFound, CorruptFile, ExtraMissing
from components.ax.labels import OUTSIDE
from components.classifier.morphemes import morphemes
from components.normaliser import Normalised, normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Encoded", "Encoder", "Gold", "TokenSpan", "context_text", "tags_of"]

_REMEMBERED: Final = 2_048
_FALLBACK_SEPARATOR: Final = "</s>"


class TokenSpan(NamedTuple):
    """Characters of the normalised text that a token stands for; empty where it stands for none."""

    start: int
    end: int


class Gold(NamedTuple):
    """An annotated span of the raw text; `label` as in `LabelSet.entities`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Encoded:
    """One row as the model reads it.

    Attributes:
        ids: token ids, at least one.
        spans: of the tokens of the utterance, which are the last ``len(spans)`` of `ids`.
        cut: index into `spans` behind which tokens were left out; no entity may reach over it.
        normalised: the utterance.
    """

    ids: tuple[int, ...]
    spans: tuple[TokenSpan, ...]
    cut: int | None
    normalised: Normalised

    def __len__(self) -> int:
        """Tokens in all."""
        return len(self.ids)

    @property
    def first(self) -> int:
        """Index of the utterance's first token."""
        return len(self.ids) - len(self.spans)


def context_text(previous_intent: str | None, previous_action: str | None) -> str:
    """What was said before, as the model is trained to read it: what the person wanted, and what the bot did."""
    return " ".join(name for name in (previous_intent, previous_action) if name)


class Encoder:
    """A base model's tokenizer, the way it is used here. Encodings are remembered: bucketing asks before the batch."""

    def __init__(self, tokenizer: Tokenizer, *, bos: int | None, separator: int, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.encode_special_tokens = True  # "</s>" typed by somebody is text
        self._bos = () if bos is None else (bos,)
        self._separator = separator
        self.max_tokens = max_tokens
        self.encode = functools.lru_cache(maxsize=_REMEMBERED)(self._encode)

    @classmethod
    def load(cls, folder: Path, max_tokens: int) -> Encoder:
        """Read ``tokenizer.json`` of a model folder.

        Raises:
            BaseNotFound: there is none: the folder holds no fast tokenizer.
            CorruptFile: it, or the configuration beside it, cannot be read.
            ExtraMissing: the library `tokenizers` is not installed.
        """
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ExtraMissing("the tokenizers library is missing; type: bash ops/bootstrap.sh ax") from error
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise BaseNotFound(f"{path}: not there; offsets need a fast tokenizer (tokenizer.json)")
        try:
            tokenizer = Tokenizer.from_file(str(path))
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except Exception as error:  # tokenizers raises the bare class
            raise CorruptFile(f"{path}: not readable as a tokenizer ({error})") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        eos = config.get("eos_token_id")
        eos = eos[0] if isinstance(eos, list) and eos else eos
        separator = tokenizer.token_to_id(_declared(folder, "sep_token") or "[SEP]")
        if separator is None:
            separator = eos if isinstance(eos, int) else tokenizer.token_to_id(_FALLBACK_SEPARATOR)
        if separator is None:
            raise CorruptFile(f"{path}: neither a separator nor an end token, one of which must part the context")
        bos = config.get("bos_token_id")
        return cls(tokenizer, bos=bos if isinstance(bos, int) else None, separator=separator, max_tokens=max_tokens)

    def _encode(self, text: str, context: str = "") -> Encoded:
        """Encode a row; what exceeds ``max_tokens`` goes: context first, then the middle of the utterance.

        A sentence's verb is at its end and its topic at its start, so the middle is missed least (Sun et al., 2019).
        """
        normalised = normalise(text)
        ids, spans = self._pieces(normalised.text)
        room = self.max_tokens - len(self._bos) - 1
        cut = None
        if len(ids) > room:
            cut = room // 2
            ids = ids[:cut] + ids[cut - room :]
            spans = spans[:cut] + spans[cut - room :]
        left = room - len(ids)
        before = self._tokens(context)[-left:] if left and context else []
        return Encoded((*self._bos, *before, self._separator, *ids), tuple(spans), cut, normalised)

    def _tokens(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids)

    def _pieces(self, text: str) -> tuple[list[int], list[TokenSpan]]:
        bounds = _bounds(text)
        pieces = [_encodable(text[start:end]) for start, end in bounds]
        ids: list[int] = []
        spans: list[TokenSpan] = []
        for (start, _), piece in zip(
            bounds, self._tokenizer.encode_batch(pieces, add_special_tokens=False), strict=True
        ):
            ids += piece.ids
            spans += [_without_blanks(text, start + left, start + right) for left, right in piece.offsets]
        return ids, spans


def tags_of(encoded: Encoded, gold: Sequence[Gold]) -> list[str]:
    """One tag for each of ``encoded.spans``: ``B-`` where an entity's first character is, ``I-`` inside, else ``O``."""
    owner: list[int | None] = [None] * len(encoded.normalised.text)
    for number, span in enumerate(gold):
        inside = [
            i
            for i, raw in enumerate(encoded.normalised.offsets)
            if raw.start < span.end and raw.end > span.start  # a blank that was put in has an empty span
        ]
        if inside:
            owner[inside[0] : inside[-1] + 1] = [number] * (inside[-1] + 1 - inside[0])
    tags: list[str] = []
    before: int | None = None
    for index, token in enumerate(encoded.spans):
        held = next((owner[i] for i in range(token.start, token.end) if owner[i] is not None), None)
        if held is None:
            tags.append(OUTSIDE)
        else:
            goes_on = held == before and index != encoded.cut
            tags.append(f"{'I' if goes_on else 'B'}-{gold[held].label}")
        before = held
    return tags


def _bounds(text: str) -> list[tuple[int, int]]:
    """Where to cut: at each morpheme, whose piece begins with the blanks before it, as BPE learnt its words."""
    starts = {0}
    for found in morphemes(text):
        start = found.start
        while start > 0 and text[start - 1].isspace():
            start -= 1
        starts.add(start)
    edges = [*sorted(start for start in starts if start < len(text)), len(text)]
    return [(start, end) for start, end in itertools.pairwise(edges) if start < end]


def _without_blanks(text: str, start: int, end: int) -> TokenSpan:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TokenSpan(start, end)


def _encodable(text: str) -> str:
    """The text with each lone surrogate as the replacement character: as long, and valid UTF-8."""
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def _declared(folder: Path, name: str) -> str | None:
    try:
        token = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8")).get(name)
    except (OSError, ValueError, AttributeError):
        return None
    token = token.get("content") if isinstance(token, dict) else token
    return token if isinstance(token, str) else None
