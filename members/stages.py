"""How well we know somebody: three stages by the number of choices made (specification §3.3)."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["ADVANCED_ABOVE", "ONBOARDING_BELOW", "Stage", "stage_of"]

Stage = Literal["onboarding", "enrichment", "advanced"]

ONBOARDING_BELOW: Final = 3
ADVANCED_ABOVE: Final = 10


def stage_of(interaction_count: int) -> Stage:
    """``onboarding`` below 3 choices, ``enrichment`` from 3 to 10, ``advanced`` above."""
    if interaction_count < ONBOARDING_BELOW:
        return "onboarding"
    return "enrichment" if interaction_count <= ADVANCED_ABOVE else "advanced"
