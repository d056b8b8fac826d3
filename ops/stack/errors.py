"""What can go wrong with the local stack, as one line for the person at the keyboard.

StackError
├── MissingPackages   a system package is absent and cannot be installed from here
├── NotReady          a server or process did not answer in time
└── NotRunning        there is no stack to talk to
"""

from __future__ import annotations

__all__ = ["MissingPackages", "NotReady", "NotRunning", "StackError"]


class StackError(RuntimeError):
    """The stack cannot do what was asked; the message says what to do next."""


class MissingPackages(StackError):
    """A system package is absent and cannot be installed from here."""


class NotReady(StackError):
    """A server or process did not answer in time."""


class NotRunning(StackError):
    """There is no stack to talk to."""
