"""What was said before moves the odds of the intents (specification §3.1, steps 2.3 and 3.2).

The training utterances stand alone, so the model knows nothing of a conversation. By Bayes' rule the probabilities of
text and context multiply where the two are independent given the intent; the factors of ``data/lookups/context.tsv``
are that second probability over the intent's usual one, set by hand and held to cases in the tests.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from components.lookup.words import LOOKUPS

__all__ = ["NO_CONTEXT", "SAID", "Context", "moved"]

SAID: Final = ("slate", "question", "statement", "nothing")


class Context(NamedTuple):
    """What went before a message; None where nobody knows, and then nothing is moved.

    ``said`` is what the bot's last words were: one of `SAID`.
    """

    previous_action: str | None = None
    previous_intent: str | None = None
    said: str | None = None


NO_CONTEXT: Final = Context()


def moved(probabilities: npt.NDArray[np.float32], labels: Sequence[str], context: Context) -> npt.NDArray[np.float32]:
    """The probabilities of ``labels`` after a look at the context; they sum to one again."""
    factors = _factors().get(context.said or "", {})
    if not factors:
        return probabilities
    weighed = probabilities * np.array([factors.get(label, 1.0) for label in labels], np.float32)
    return np.asarray(weighed / weighed.sum(), np.float32)


@functools.lru_cache(maxsize=1)
def _factors() -> dict[str, dict[str, float]]:
    """Intent → factor, for each kind of last words."""
    factors: dict[str, dict[str, float]] = {kind: {} for kind in SAID}
    for number, line in enumerate((LOOKUPS / "context.tsv").read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            said, intent, factor = line.split("\t")
            factors[said][intent] = float(factor)
        except (KeyError, ValueError) as error:
            raise ValueError(f"data/lookups/context.tsv:{number}: wants said, intent, factor: {line!r}") from error
    return factors
