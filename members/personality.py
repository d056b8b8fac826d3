"""The kind of eater somebody is (specification §3.3.2), by rules that can be read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from members.history import Interaction
from members.stages import ONBOARDING_BELOW

__all__ = ["Personality", "personality_of"]

Personality = Literal["EXPLORER", "LOYALIST", "DEAL_SEEKER", "BALANCED"]

_LOOKED_AT: Final = 20
_KINDS_TRIED: Final = 4
_NO_FAVOURITE_KIND: Final = 0.4
_SAME_SHOP: Final = 0.4
_SAME_SHOP_TIMES: Final = 3
_WITH_COUPON: Final = 0.5


def personality_of(history: Sequence[Interaction]) -> Personality:
    """Judge the last 20 choices, in the specification's order; the first rule that fits decides.

    Fewer than 3 choices: EXPLORER, as everybody begins. At least 4 categories (or as many as there are choices), none
    above 40 %: EXPLORER. One shop at least 3 times and 40 %: LOYALIST. Half with a coupon: DEAL_SEEKER. Else BALANCED.
    """
    choices = [one for one in history if one.is_choice][:_LOOKED_AT]
    count = len(choices)
    if count < ONBOARDING_BELOW:
        return "EXPLORER"
    categories = Counter(one.category for one in choices)
    favourite = categories.most_common(1)[0][1]
    if len(categories) >= min(_KINDS_TRIED, count) and favourite <= _NO_FAVOURITE_KIND * count:
        return "EXPLORER"
    often = Counter(one.shop_id for one in choices).most_common(1)[0][1]
    if often >= _SAME_SHOP_TIMES and often >= _SAME_SHOP * count:
        return "LOYALIST"
    if sum(one.with_coupon for one in choices) >= _WITH_COUPON * count:
        return "DEAL_SEEKER"
    return "BALANCED"
