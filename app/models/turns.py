"""Writers of one program take turns, in the order in which they asked."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """Lets the writers of this program in one at a time, in the order in which they asked.

    SQLite alone lets in whoever happens to look when the store is free, so long work could keep a clerk out.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; say whether it came in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it was handed over at the last moment

    def leave(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
