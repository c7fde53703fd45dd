"""What the screen remembers of the clerk's habits: column widths, printers, last choices."""

from __future__ import annotations

from typing import Protocol


class Memory(Protocol):
    """Keeps short texts by name."""

    def recall(self, name: str) -> str:
        """Return what was kept, or an empty text."""

    def keep(self, name: str, text: str) -> None:
        """Keep the text under the name."""


class SessionMemory:
    """Memory that ends with the session."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def recall(self, name: str) -> str:
        """Return what was kept, or an empty text."""
        return self._kept.get(name, "")

    def keep(self, name: str, text: str) -> None:
        """Keep the text under the name."""
        self._kept[name] = text
