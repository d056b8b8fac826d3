"""Korean morphemes as Rasa tokens."""

# ruff: noqa: ARG002, ARG003 -- the signatures are those of Rasa's GraphComponent
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from mecab import MeCab, Morpheme
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.normaliser import Normalised, normalise
from components.normaliser.component import normalised_text
from components.sentences import Numbering, by_kss, by_morphemes
from components.user_dictionary import CATEGORIES, analyser, dish_words, shop_words

_WORDS_FILE: Final = "user_words.json"

POS: Final = "pos"
SENTENCE: Final = "sentence"


def tokens_of(normalised: Normalised, mecab: MeCab, sentences: Numbering = by_morphemes) -> list[Token]:
    """Morphemes of the normalised text as tokens.

    A token's `text` is normalised, its `lemma` the dictionary form of an inflected morpheme, its `start` and `end` are
    offsets of the raw text; `data` holds the part of speech under ``pos`` and the number of the sentence under
    ``sentence``. There is at least one token, for Rasa's featurizers need one: an empty one where nothing is left.
    """
    morphemes = mecab.parse(normalised.text)
    numbers = sentences(normalised.text, morphemes)
    tokens = []
    for morpheme, number in zip(morphemes, numbers, strict=True):
        start, end = normalised.raw_span(morpheme.span.start, morpheme.span.end)
        if start == end:
            continue
        data = {POS: morpheme.pos, SENTENCE: number}
        tokens.append(Token(morpheme.surface, start, end, data=data, lemma=_lemma(morpheme)))
    return tokens or [Token("", 0, len(normalised.raw), data={POS: "", SENTENCE: 0})]


def _lemma(morpheme: Morpheme) -> str:
    """First morpheme inside a contracted one (갔 is 가 + 았), or the surface."""
    expression = morpheme.feature.expression
    if morpheme.feature.type == "Inflect" and expression:
        return str(expression.split("/", 1)[0])
    return str(morpheme.surface)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class MecabTokenizer(Tokenizer):  # type: ignore[misc]
    """Splits messages into morphemes with MeCab and a user dictionary of dishes, categories and shop names.

    Training stores the words in the model, so that a model always runs with the words it was trained with.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The configuration and its defaults."""
        return {
            # Rasa's own keys for splitting intent names.
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            # Table of dishes with columns dish, synonyms, misspellings; may be missing.
            "dishes": "data/dishes.csv",
            # Text file with one shop name a line, or none.
            "shop_names": None,
            # How sentences are told apart: "morphemes", or "kss" (8 s to load, 316 MB).
            "sentences": "morphemes",
            # Folder for compiled dictionaries.
            "cache": "var/cache/mecab",
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, words: frozenset[str]
    ) -> None:
        """`words`: the user dictionary's words."""
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._words = words
        self._mecab = analyser(words, Path(config["cache"]))
        self._sentences = by_kss() if config["sentences"] == "kss" else by_morphemes

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MecabTokenizer:
        """A tokenizer with the words of the files named in `config`."""
        words = frozenset(CATEGORIES) | dish_words(Path(config["dishes"]))
        if config["shop_names"]:
            words |= shop_words(Path(config["shop_names"]))
        return cls(config, model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        """Store the words with the model; nothing is learnt from `training_data`."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _WORDS_FILE).write_text(json.dumps(sorted(self._words), ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MecabTokenizer:
        """A tokenizer with the words stored with the model."""
        with model_storage.read_from(resource) as folder:
            words = frozenset(json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8")))
        return cls(config, model_storage, resource, words)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute; offsets are those of the text as it is in the message."""
        normalised = normalised_text(message) if attribute == TEXT else normalise(message.get(attribute))
        tokens: list[Token] = self._apply_token_pattern(tokens_of(normalised, self._mecab, self._sentences))
        return tokens
