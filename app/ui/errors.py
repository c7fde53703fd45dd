"""Bugs: logged once in full, shown as one calm sheet, never as an exception's text."""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger("app.bug")


@dataclass(frozen=True, slots=True)
class CrashNote:
    """What the sheet says about a bug: its number and how often it struck in this session."""

    number: str
    count: int


def number_of(error: BaseException) -> str:
    """Return a short number that is the same for the same place in the code."""
    places = [
        f"{Path(step.filename).name}:{step.name}:{step.lineno}"
        for step in traceback.extract_tb(error.__traceback__)
    ]
    text = "|".join([type(error).__name__, *places[-6:]])
    return hashlib.sha256(text.encode()).hexdigest()[:6].upper()


class CrashReporter(QObject):
    """Takes bugs from any thread, logs each once and tells the window on its own thread.

    The same bug a second time only raises its count: a fault in a paint or data call strikes
    twenty times a repaint and must not open twenty sheets.
    """

    reported = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._arrived.connect(self.reported, Qt.ConnectionType.QueuedConnection)

    def report(self, error: BaseException) -> None:
        """Log the bug with its traceback and announce it; safe from any thread."""
        number = number_of(error)
        with self._lock:
            count = self._counts.get(number, 0) + 1
            self._counts[number] = count
        if count > 1:
            return
        _log.error("bug %s", number, exc_info=(type(error), error, error.__traceback__))
        self._arrived.emit(CrashNote(number, count))

    def install(self) -> None:
        """Receive what nobody caught, on this thread and on others."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_thread_uncaught

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error)

    def _on_thread_uncaught(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)
