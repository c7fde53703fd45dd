"""How long work says how far it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the steps of long work; raises Cancelled when the clerk asked to stop."""

    def step(self, done: int, of: int, text: str) -> None:
        """Report that `done` of `of` units are finished (`of` 0: unknown)."""


class NoProgress:
    """Progress nobody watches."""

    def step(self, done: int, of: int, text: str) -> None:
        """Accept the step and never cancel."""
