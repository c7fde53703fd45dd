"""What can be taken back: each verb that can be undone leaves its label and its way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.faults import UserError
from app.services.results import Changes

_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One way back: what to say when it was taken, and how to take it."""

    label: str
    back: Callable[[], Changes]


class UndoStack:
    """The last things this clerk did in this session, newest on top."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, label: str, back: Callable[[], Changes]) -> None:
        """Remember how to take back what was just done."""
        self._steps = [*self._steps[-_DEPTH:], Step(label, back)]

    def top(self) -> str:
        """Return what would be taken back, or nothing."""
        return self._steps[-1].label if self._steps else ""

    def undo(self) -> tuple[str, Changes]:
        """Take back the newest step; return its label and what changed.

        Raises:
            UserError: there is nothing to take back, or the record has moved on since.

        """
        if not self._steps:
            raise UserError("没有可以撤销的操作。")
        step = self._steps.pop()
        return step.label, step.back()

    def clear(self) -> None:
        """Forget everything, as when clerks switch."""
        self._steps = []
