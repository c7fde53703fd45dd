"""A reader that types: told from a clerk's hands by its speed; pure, fed with keys and their times."""

from __future__ import annotations

from collections import deque
from typing import Final

from app.models.checks.identity import check_digit
from app.models.values import IdNumber
from app.services.devices.reader import Card

_BURST_MS: Final = 35  # no hand types eighteen keys each within this time
_LENGTH: Final = 18


class KeyboardWedge:
    """Listens to keys; a burst of a valid identity number closed by Enter is a card."""

    def __init__(self) -> None:
        self._typed = ""
        self._last_ms = 0

    def begins(self, at_ms: int) -> bool:
        """Tell whether a key at this time stands apart from the keys before it."""
        return at_ms - self._last_ms > _BURST_MS

    def feed(self, text: str, at_ms: int) -> None:
        """Take one key, typed at a time in milliseconds of any steady clock."""
        if self.begins(at_ms):
            self._typed = ""
        self._typed += text
        self._last_ms = at_ms

    def enter(self, at_ms: int) -> str:
        """Take the Enter key; return the identity number that was typed in one burst, or nothing."""
        typed, is_apart = self._typed.strip().upper(), self.begins(at_ms)
        self._typed, self._last_ms = "", at_ms
        is_number = len(typed) == _LENGTH and typed[:-1].isascii() and typed[:-1].isdigit()
        if is_apart or not is_number or check_digit(typed[:-1]) != typed[-1]:
            return ""
        return typed


class WedgeReader:
    """Keeps the numbers that a typing reader gave until they are asked for; a number alone is the card."""

    gives_unasked = True
    no_card = "键盘口读卡器自己会把号码打进来，不用按 F4：请把身份证放到读卡器上。"

    def __init__(self) -> None:
        self.keys = KeyboardWedge()
        self._cards: deque[Card] = deque()

    def take(self, number: str) -> bool:
        """Take a number that was typed in one burst; tell whether it can be a card's: its birthday is one."""
        parts = IdNumber(number)
        birth = parts.birth if parts.is_structured else None
        if birth is None:
            return False
        self._cards.append(Card(number, "", parts.sex, "", birth, "", "", None, None))
        return True

    def open(self) -> None:
        """Have nothing to open: the reader is a keyboard."""

    def poll(self) -> Card | None:
        """Return the card read before the others, or None."""
        return self._cards.popleft() if self._cards else None

    def close(self) -> None:
        """Forget what was not asked for."""
        self._cards.clear()
