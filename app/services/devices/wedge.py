"""A reader that types: told from a clerk's hands by its speed; pure, fed with keys and their times."""

from __future__ import annotations

from typing import Final

from app.models.checks.identity import check_digit

_BURST_MS: Final = 35  # no hand types eighteen keys each within this time
_LENGTH: Final = 18


class KeyboardWedge:
    """Listens to keys; a burst of a valid identity number closed by Enter is a card."""

    def __init__(self) -> None:
        self._typed = ""
        self._last_ms = 0

    def feed(self, text: str, at_ms: int) -> None:
        """Take one key, typed at a time in milliseconds of any steady clock."""
        if at_ms - self._last_ms > _BURST_MS:
            self._typed = ""
        self._typed += text
        self._last_ms = at_ms

    def enter(self, at_ms: int) -> str:
        """Take the Enter key; return the identity number that was typed in one burst, or nothing."""
        typed, gap = self._typed.strip().upper(), at_ms - self._last_ms
        self._typed = ""
        is_number = len(typed) == _LENGTH and typed[:-1].isascii() and typed[:-1].isdigit()
        if gap > _BURST_MS or not is_number or check_digit(typed[:-1]) != typed[-1]:
            return ""
        return typed
