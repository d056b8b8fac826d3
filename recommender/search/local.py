"""The embedder that needs no download: concepts of the lexicon beside character n-grams, made from our own data.

A text becomes two blocks, together of unit length. The first has a place for each concept of ``data/wishes.tsv``: what
a query speaks of (*든든한 거*), and how much a passage is meant by it. For a dish of the dictionary that is read off
its tastes, ingredients and category; for any other menu a ridge regression predicts it from its words. The second block
holds character 2- and 3-grams, weighted by TF-IDF (Salton and Buckley 1988) and reduced by SVD as in latent semantic
analysis (Deerwester et al. 1990): it finds names. Training takes seconds and gives the same model each time.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from catalog.dishes import Dish, Dishes, get_dishes
from recommender.search.lexicon import Lexicon, denies, get_lexicon
from recommender.search.text import SEPARATOR, clean, menu_text

__all__ = ["LocalEmbedder", "fingerprint"]

_DIMENSIONS: Final = 256
_CONCEPT_COMMONNESS: Final = 0.35
"""How much a concept of many dishes weighs less: the power of their number it is divided by."""
_NAME_SHARE: Final = 0.55
"""Weight of the names' block beside the concepts'."""
_TURNED_DOWN: Final = 1.5
"""Weight of a concept that is turned down beside one that is wished for."""
_SPECIFIC: Final = 0.1
"""How much more a wish for a concept of few dishes weighs: the power of what divides the dishes' side."""
_LEFT_SHARE: Final = 0.3
"""Weight of a name sought in what the lexicon did not understand, where it understood the rest."""
_RIDGE: Final = 1.0
_LEAST_NAMES: Final = 2
_FORMAT: Final = 4
"""Of the file and of this code; goes into the model's version."""
_ENDINGS: Final = re.compile(
    r"(?:먹고\s?싶|먹을래|먹을까|먹자|주세요|추천|땡기|땡겨|땡긴|알려|찾아|있어|없어|없나|싶어|싶다|싶은|같은|종류|거$|걸로|건$|것$)"
)
_NOT_WORDS: Final = re.compile(r"[\W_]+")

Matrix = npt.NDArray[np.float32]


def fingerprint(dishes: Dishes, lexicon: Lexicon) -> str:
    """What the model depends on, in twelve letters: the same training data and code give the same model."""
    told = hashlib.sha256(repr((_FORMAT, _DIMENSIONS, list(dishes.values()), lexicon.concepts)).encode())
    return told.hexdigest()[:12]


class LocalEmbedder:
    """See the module. Safe to share between threads: nothing changes after it is made."""

    is_slow: bool = False

    def __init__(
        self, arrays: dict[str, npt.NDArray[Any]], dishes: Dishes | None = None, lexicon: Lexicon | None = None
    ) -> None:
        self._arrays = arrays
        self._dishes = get_dishes() if dishes is None else dishes
        self._lexicon = get_lexicon() if lexicon is None else lexicon
        self._grams = {str(gram): place for place, gram in enumerate(arrays["grams"])}
        self._rows = {name: row for row, name in enumerate(self._dishes)}
        self.model = f"local-{arrays['version']!s}"
        self.dimensions = _DIMENSIONS

    @classmethod
    def train(cls, dishes: Dishes, lexicon: Lexicon) -> LocalEmbedder:
        """Make the model from the dictionary and the lexicon."""
        known = list(dishes.values())
        weights = lexicon.weights(known)
        common = np.maximum(1.0, weights.sum(axis=0)) ** _CONCEPT_COMMONNESS
        concepts = weights / common
        bags = [Counter(_grams_of(" ".join((dish.name, *dish.synonyms)))) for dish in known]
        passages = [Counter(_grams_of(_passage_of(dish))) for dish in known]
        seen = Counter(gram for bag in passages for gram in bag)
        grams = sorted(gram for gram, count in seen.items() if count >= _LEAST_NAMES)
        place = {gram: number for number, gram in enumerate(grams)}
        rarity = np.asarray([np.log(len(known) / seen[gram]) + 1 for gram in grams], np.float32)
        names = _weighted(bags, place, rarity)
        left = _DIMENSIONS - len(lexicon) - 1
        # Eigenvectors of the Gram matrix are the right singular vectors: far quicker than an SVD of the whole.
        values, vectors = np.linalg.eigh(names @ names.T)
        top = np.argsort(values)[::-1][:left]
        to_names = names.T @ (vectors[:, top] / np.sqrt(np.maximum(values[top], 1e-9)))
        signs = np.sign(to_names[np.abs(to_names).argmax(axis=0), np.arange(left)])
        seen_as = _weighted(passages, place, rarity)
        kernel = seen_as @ seen_as.T + _RIDGE * np.eye(len(known), dtype=np.float32)
        to_concepts = seen_as.T @ np.linalg.solve(kernel, concepts)
        arrays: dict[str, npt.NDArray[Any]] = {
            "version": np.asarray(fingerprint(dishes, lexicon)),
            "grams": np.asarray(grams),
            "rarity": rarity,
            "longest": np.sqrt(np.square(concepts).sum(axis=1).max() + _NAME_SHARE**2).astype(np.float32),
            "common": common.astype(np.float32),
            "concepts": concepts.astype(np.float32),
            "to_names": (to_names * signs).astype(np.float32),
            "to_concepts": to_concepts.astype(np.float32),
        }
        return cls(arrays, dishes, lexicon)

    def save(self, path: Path) -> None:
        """Write the model to ``path``, whole or not at all."""
        draft = path.with_name(f".{path.name}.draft")
        with draft.open("wb") as file:
            np.savez_compressed(file, **self._arrays)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> LocalEmbedder:
        """Read a model; it belongs to the dictionary and the lexicon it was made from.

        Raises:
            OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile: the file is missing or is no such model.
        """
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return cls({name: stored[name] for name in stored.files})

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of what people say, shape (texts, dimensions); zeros where nothing was understood."""
        said = [self._lexicon.said_in(clean(text)) for text in texts]
        found = np.stack([found for found, _ in said])
        concepts = _unit(np.where(found < 0, _TURNED_DOWN * found, found * self._arrays["common"] ** -_SPECIFIC))
        names = np.stack([self._sought(text, left, share) for text, (share, left) in zip(texts, said, strict=True)])
        return _unit(np.hstack([concepts, _NAME_SHARE * names, np.zeros((len(texts), 1), np.float32)]))

    def _sought(self, text: str, left: str, found: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The name a query may give: a whole dish named outright or turned down, else what was not understood."""
        dish, sign = self._dish_in(text)
        named = _unit(self._named(dish or _ENDINGS.sub(" ", left))[None])[0]
        return np.asarray(sign * named if dish or not (found > 0).any() else _LEFT_SHARE * named, np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of menus, shops or reviews (`recommender.search.text`), shape (texts, dimensions).

        The last place fills each up to the length of the longest, so that a cosine orders as the plain product does: a
        dish that many concepts mean is not less meant by each.
        """
        concepts = np.stack([self._meant(text) for text in texts])
        names = _NAME_SHARE * _unit(np.stack([self._named(text.split(SEPARATOR)[0]) for text in texts]))
        both = np.hstack([concepts, names]) / self._arrays["longest"]
        lengths = np.minimum(1, np.square(both).sum(axis=1, keepdims=True))
        return _unit(np.hstack([both, np.sqrt(1 - lengths)]))

    def understands(self, text: str) -> bool:
        """Whether a query speaks of anything the lexicon knows."""
        return bool(np.any(self._lexicon.said_in(clean(text))[0] > 0))

    def _dish_in(self, text: str) -> tuple[str | None, int]:
        """The first word of a query that is a dish's name or a way to write it, and 1; or -1 if all are turned down."""
        words = clean(text).split()
        named = [
            (dish.name, after) for word, after in itertools.pairwise([*words, ""]) if (dish := self._dishes.exact(word))
        ]
        wanted = next((name for name, after in named if not denies(after)), None)
        return (wanted, 1) if wanted or not named else (named[0][0], -1)

    def _meant(self, text: str) -> npt.NDArray[np.float32]:
        """How much a passage is meant by each concept."""
        words = self._words(text) @ self._arrays["to_concepts"]
        name = text.split(SEPARATOR)[0]
        dish = self._dishes.exact(name)
        if dish is not None:
            return np.asarray(self._arrays["concepts"][self._rows[dish.name]])
        found = next((dish for part in text.split(SEPARATOR)[:2] if (dish := self._dishes.find(part))), None)
        if found is None:
            return np.asarray(np.maximum(words, 0))
        return np.asarray((2 * self._arrays["concepts"][self._rows[found.name]] + np.maximum(words, 0)) / 3)

    def _named(self, text: str) -> npt.NDArray[np.float32]:
        return np.asarray(self._words(text) @ self._arrays["to_names"])

    def _words(self, text: str) -> npt.NDArray[np.float32]:
        return np.asarray(_weighted([Counter(_grams_of(text))], self._grams, self._arrays["rarity"])[0])


@functools.lru_cache(maxsize=5_000)
def _passage_of(dish: Dish) -> str:
    return menu_text(dish.name, dish.name, dish.category, dish.tastes)


def _grams_of(text: str) -> Iterator[str]:
    for word in _NOT_WORDS.split(text.lower()):
        if word:
            edged = f"^{word}$"
            # One syllable and an edge says nothing: 비 오는 날 is no 갈비.
            yield from (word[start : start + 2] for start in range(len(word) - 1))
            yield from (edged[start : start + 3] for start in range(len(edged) - 2))


def _weighted(bags: Sequence[Counter[str]], place: dict[str, int], rarity: npt.NDArray[np.float32]) -> Matrix:
    """TF-IDF rows of unit length, shape (bags, grams)."""
    rows = np.zeros((len(bags), len(place)), np.float32)
    for row, bag in zip(rows, bags, strict=True):
        for gram, count in bag.items():
            if (at := place.get(gram)) is not None:
                row[at] = (1 + np.log(count)) * rarity[at]
    return _unit(rows)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0), np.float32)
