"""Whether a process can do its work: named checks of what it depends on, each with a time limit."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable

__all__ = ["Checks", "Readiness"]

_REASON_CHARS_MAX = 120


@dataclasses.dataclass(frozen=True)
class Readiness:
    """The outcome of all checks; ``checks`` maps a name to ``"ok"`` or to the reason in one line."""

    checks: dict[str, str]

    @property
    def ready(self) -> bool:
        """Whether every check passed."""
        return all(reason == "ok" for reason in self.checks.values())

    def as_json(self) -> dict[str, object]:
        """The body of ``GET /ready``."""
        return {"ready": self.ready, "checks": self.checks}


class Checks:
    """Named async checks. One passes by returning; it fails by raising, or by taking longer than ``timeout_s``."""

    def __init__(self, *, timeout_s: float = 1.0) -> None:
        self._timeout_s = timeout_s
        self._checks: dict[str, Callable[[], Awaitable[object]]] = {}

    def add(self, name: str, check: Callable[[], Awaitable[object]]) -> None:
        """Add a check, or replace the one of that name."""
        self._checks[name] = check

    async def run(self) -> Readiness:
        """Run all of them at once; takes no longer than the slowest, and never longer than ``timeout_s``."""
        reasons = await asyncio.gather(*(self._reason(check) for check in self._checks.values()))
        return Readiness(dict(zip(self._checks, reasons, strict=True)))

    async def _reason(self, check: Callable[[], Awaitable[object]]) -> str:
        try:
            await asyncio.wait_for(check(), self._timeout_s)
        except asyncio.TimeoutError:
            return f"no answer within {self._timeout_s:g} s"
        except Exception as error:  # whatever a dependency raises is the answer to "is it ready?"
            first = (str(error).strip().splitlines() or [""])[0]
            return f"{type(error).__name__}: {first}"[:_REASON_CHARS_MAX]
        return "ok"
