"""What A.X learns from: annotated utterances, whether read from our files or given by Rasa."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.ax.encoding import Gold
from components.ax.errors import BadTrainingData
from components.ax.labels import LabelSet, entity_label
from components.evaluation.data import Utterance

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.message import Message

__all__ = ["Annotation", "Example", "check", "of_messages", "of_utterances", "split"]


@dataclass(frozen=True)
class Annotation:
    """A span of the raw text, its label with the role (``budget:max``), and its value."""

    start: int
    end: int
    label: str
    entity: str
    value: str


@dataclass(frozen=True)
class Example:
    """An utterance with its intent and spans; ``context`` as in `components.ax.encoding.context_text`."""

    text: str
    intent: str
    annotations: tuple[Annotation, ...] = ()
    context: str = ""

    @property
    def gold(self) -> list[Gold]:
        """The spans for `components.ax.encoding.tags_of`."""
        return [Gold(a.start, a.end, a.label) for a in self.annotations]


def of_utterances(utterances: Iterable[Utterance]) -> list[Example]:
    """From our own reader."""
    return [
        Example(
            u.text,
            u.intent,
            tuple(Annotation(s.start, s.end, entity_label(s.entity, s.role), s.entity, s.value) for s in u.spans),
        )
        for u in utterances
    ]


def of_messages(messages: Iterable[Message]) -> list[Example]:
    """From Rasa's training data; examples without an intent (look-ups, synonyms) teach nothing here."""
    return [
        Example(
            message.get("text"),
            message.get("intent"),
            tuple(_annotation(found) for found in message.get("entities") or ()),
        )
        for message in messages
        if message.get("text") and message.get("intent")
    ]


def check(examples: Sequence[Example], labels: LabelSet) -> list[str]:
    """The intents of `labels` that have no example: the model can never say them.

    Raises:
        BadTrainingData: there are no examples, or some carry a label outside `labels`.
    """
    if not examples:
        raise BadTrainingData("no examples to learn from")
    intents = {example.intent for example in examples}
    entities = {annotation.label for example in examples for annotation in example.annotations}
    if strange := sorted((intents - set(labels.intents)) | (entities - set(labels.entities))):
        raise BadTrainingData(f"labels that the domain does not have: {', '.join(strange)}")
    return sorted(set(labels.intents) - intents)


def split(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Examples to learn from, and a share of each intent to stop and to choose by; the same for the same seed.

    Raises:
        BadTrainingData: nothing would be left to learn from, or to judge by.
    """
    by_intent: defaultdict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    dice = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    learnt: list[Example] = []
    held_out: list[Example] = []
    for intent in sorted(by_intent):
        mine = by_intent[intent]
        dice.shuffle(mine)
        count = min(len(mine) - 1, max(1, round(share * len(mine))))
        held_out += mine[:count]
        learnt += mine[count:]
    if not learnt or not held_out:
        raise BadTrainingData(f"{len(examples)} examples are too few: some are to be held out")
    return learnt, held_out


def _annotation(found: dict[str, Any]) -> Annotation:
    label = entity_label(found["entity"], found.get("role"))
    return Annotation(found["start"], found["end"], label, found["entity"], str(found["value"]))
