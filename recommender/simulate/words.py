"""What people of the town say in words: their wishes of the moment, how they put them, and what the search makes of it.

A wish is of one or two concepts of ``data/wishes.tsv`` (*매콤*, *국물*). What it means, dish by dish, is hidden: the
lexicon's weights, which people share only roughly, so every wish has likings and dislikes of its own. What the
recommender sees is the product's own similarity: the embedded search (`recommender.search.local`) over the words and
the dish offered, as a share of the best there is, just as `recommender.search.searcher` gives it. Of two concepts one
may go unsaid.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from recommender.learning.layout import TASTES
from recommender.learning.rows import Ints, Reals
from recommender.search.embedder import local_embedder
from recommender.search.lexicon import Lexicon, get_lexicon
from recommender.search.local import LocalEmbedder
from recommender.search.text import menu_text
from settings import get_settings

__all__ = ["Wishes", "make_wishes"]

_WISHES: Final = 300
_OF_TWO: Final = 0.6
_UNSAID: Final = 0.3
_OWN_MEANING: Final = 0.25
"""Spread of what a wish means to those who have it, around the lexicon's weight of a dish."""
_COMMON: Final = 8
"""Two concepts make a wish where at least so many dishes are meant by both."""


@dataclass(frozen=True)
class Wishes:
    """W wishes over the D dishes of the dictionary."""

    texts: tuple[str, ...]
    meant: Reals
    """(W, D) in [0, 1], hidden: how well a dish fulfils the wish."""
    similarity: Reals
    """(W, D) in [0, 1], what the product measures of ``texts``."""
    categories: Reals
    """(W, 13) shares of what is meant, and with ``tastes`` what tells whom a wish is likely to come over."""
    tastes: Reals
    """(W, 6)."""

    def drawn(self, draw: np.random.Generator, category: Reals, taste: Reals) -> Ints:
        """(A,) a wish each for people of likings (A, 13) and (A, 6): likelier the more they like what it means."""
        appeal = category @ self.categories.T + taste @ self.tastes.T
        return np.asarray((appeal + draw.gumbel(size=appeal.shape)).argmax(1), np.int64)


def make_wishes(draw: np.random.Generator) -> Wishes:
    """The town's wishes; the same for the same state of ``draw``."""
    lexicon, dishes = get_lexicon(), list(get_dishes().values())
    weights = lexicon.weights(dishes)
    texts, means = zip(*(_wish(draw, lexicon, weights) for _ in range(_WISHES)), strict=True)
    mean = np.stack(means)
    share = mean / mean.sum(1, keepdims=True)
    kinds = np.array([[dish.category == name for name in CATEGORIES] for dish in dishes], np.float32)
    tastes = np.array([[taste in dish.tastes for taste in TASTES] for dish in dishes], np.float32)
    return Wishes(
        texts,
        meant=np.clip(mean + draw.normal(0, _OWN_MEANING, mean.shape), 0, 1).astype(np.float32),
        similarity=_similarities(texts),
        categories=share @ kinds,
        tastes=share @ tastes,
    )


def _wish(draw: np.random.Generator, lexicon: Lexicon, weights: Reals) -> tuple[str, Reals]:
    """The words of one wish and (D,) what the lexicon holds it to mean."""
    first = int(draw.integers(0, len(lexicon)))
    both = ((weights > 0) & (weights[:, [first]] > 0)).sum(0) >= _COMMON
    both[first] = False
    if draw.random() >= _OF_TWO or not both.any():
        return _said(draw, lexicon, first), weights[:, first]
    second = int(draw.choice(np.flatnonzero(both)))
    words = _said(draw, lexicon, first)
    if draw.random() >= _UNSAID:
        words = f"{words} {_said(draw, lexicon, second)}"
    return words, (weights[:, first] + weights[:, second]) / 2


def _said(draw: np.random.Generator, lexicon: Lexicon, concept: int) -> str:
    ways = lexicon.concepts[concept].said
    return ways[int(draw.integers(0, len(ways)))].lstrip("*")


def _similarities(texts: tuple[str, ...]) -> Reals:
    embedder, passages = _search()
    found = embedder.embed_queries(texts) @ passages.T
    best = np.maximum(found.max(1, keepdims=True), 1e-6)
    return np.asarray(np.clip(found / best, 0, 1), np.float32)


@functools.lru_cache(maxsize=1)
def _search() -> tuple[LocalEmbedder, Reals]:
    """The embedder, and (D, dimensions) the dishes as menus of their own name."""
    embedder = local_embedder(get_settings().models_dir)
    menus = [menu_text(dish.name, dish.name, dish.category, dish.tastes) for dish in get_dishes().values()]
    return embedder, embedder.embed_passages(menus)
