"""What actions work with, opened once by the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from actions.routing import Router
from settings import Settings
from storage.postgres import Pool

__all__ = ["Resources"]

_SPARED_MS: Final = 600
"""Of the caller's patience: for cancelling a statement, sending the apology, and the way back."""
_LEAST_BUDGET_MS: Final = 50


@dataclass(frozen=True)
class Resources:
    """Settings, database, and the way from an intent to its answer."""

    settings: Settings
    pool: Pool
    router: Router = field(default_factory=Router)

    @property
    def budget_s(self) -> float:
        """Seconds an action may take before the person gets an apology instead."""
        return max(_LEAST_BUDGET_MS, self.settings.rasa.action_timeout_ms - _SPARED_MS) / 1000
