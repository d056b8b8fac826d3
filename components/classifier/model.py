"""The whole local model: intents and entities of one message."""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from components.classifier.context import NO_CONTEXT, Context, moved
from components.classifier.entities import Entity, Values, settle
from components.classifier.intents import IntentModel, Text, text_of
from components.classifier.meanings import Meanings
from components.classifier.reading import Reading, read
from components.classifier.slips import slipped
from components.classifier.tagger import Gold, Tagger
from components.normaliser import normalise

logger = logging.getLogger(__name__)

_INTENTS: Final = "intents"
_TAGGER: Final = "entities.crfsuite"
_VALUES: Final = "values.json"
_NOISY_COPIES: Final = 2


@dataclass(frozen=True)
class Annotation:
    """An annotated span of the raw text and its value."""

    start: int
    end: int
    entity: str
    value: str


@dataclass(frozen=True)
class Example:
    """A training utterance; an empty `intent` teaches entities only."""

    text: str
    intent: str
    annotations: tuple[Annotation, ...] = ()
    context: Context = NO_CONTEXT


@dataclass(frozen=True)
class Parsed:
    """What a message says: intents by probability, the likeliest first, and entities in the normalised text."""

    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...]


class LocalModel:
    """Understands one message at a time; needs no other message, no network and no TensorFlow."""

    def __init__(self, intents: IntentModel, tagger: Tagger, values: Values) -> None:
        self._intents = intents
        self._tagger = tagger
        self._values = values

    @classmethod
    def train(cls, examples: Sequence[Example], folder: Path) -> LocalModel:
        """Learn from examples and write the model to `folder`; entities in a process beside, for two cores."""
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as beside:
            tagging = beside.submit(_train_tagger, examples, folder / _TAGGER)
            intents = _train_intents([example for example in examples if example.intent])
            intents.save(folder / _INTENTS)
            tagging.result()
        values = Values.learn((a.entity, e.text[a.start : a.end], a.value) for e in examples for a in e.annotations)
        (folder / _VALUES).write_text(json.dumps(values.known, ensure_ascii=False), encoding="utf-8")
        return cls(intents, Tagger(folder / _TAGGER), values)

    @classmethod
    def load(cls, folder: Path) -> LocalModel:
        """Read what `train` wrote; the tagger keeps its file open."""
        values = Values(json.loads((folder / _VALUES).read_text(encoding="utf-8")))
        return cls(IntentModel.load(folder / _INTENTS), Tagger(folder / _TAGGER), values)

    def parse(self, reading: Reading) -> Parsed:
        """Intents and entities of a reading."""
        alone = self._intents.probabilities(text_of(reading, self._intents.meanings))
        probabilities = moved(alone, self._intents.labels, reading.context)
        order = np.argsort(-probabilities, kind="stable")
        ranking = tuple((self._intents.labels[i], float(probabilities[i])) for i in order)
        return Parsed(ranking, tuple(settle(reading, self._tagger.tag(reading), self._values)))


def _train_tagger(examples: Sequence[Example], path: Path) -> None:
    spans = [[Gold(a.start, a.end, a.entity) for a in example.annotations] for example in examples]
    Tagger.train([_read(example) for example in examples], spans, path)


def _train_intents(examples: Sequence[Example]) -> IntentModel:
    meanings = Meanings.distil()
    dice = random.Random(0)  # noqa: S311  # the same slips in every training
    return IntentModel.train(
        _texts((_read(example) for example in examples), meanings),
        [example.intent for example in examples],
        [_texts((_read(example, dice) for example in examples), meanings) for _ in range(_NOISY_COPIES)],
        meanings,
        logger.info,
    )


def _read(example: Example, dice: random.Random | None = None) -> Reading:
    text = example.text if dice is None else slipped(example.text, dice)
    return read(normalise(text), example.context)


def _texts(readings: Iterable[Reading], meanings: Meanings) -> list[Text]:
    """What the intent model sees; one copy of each feature's name, or they fill some gigabytes."""
    texts = (text_of(reading, meanings) for reading in readings)
    return [text._replace(seen=text.seen.shared()) for text in texts]
