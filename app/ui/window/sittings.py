"""Whose pages stand in the window: each clerk's wait, as he left them, while another one sits here."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.ui.kit.page import Page
from app.ui.ops import Changes

MOST = 4
"""So many clerks' pages are kept; of a fifth one the pages unused for longest go, and what has a draft stays there."""


@dataclass(slots=True)
class Sitting:
    """One clerk's pages, and what has changed behind each since he saw it last."""

    pages: dict[str, Page] = field(default_factory=dict)
    stale: dict[str, set[str]] = field(default_factory=dict)

    def miss(self, changes: Changes, but_not: Page | None) -> None:
        """Take note of a change for every page but the one that sees it now."""
        for key, page in self.pages.items():
            if page is not but_not:
                self.stale.setdefault(key, set()).update(changes.entities)


class Sittings:
    """The sittings of whoever sat here since the start; one of them is at the counter."""

    def __init__(self, clerk: str) -> None:
        self._clerk = clerk
        self._all = {clerk: Sitting()}

    @property
    def now(self) -> Sitting:
        """Return the sitting at the counter."""
        return self._all[self._clerk]

    def seat(self, clerk: str) -> tuple[Page, ...]:
        """Bring a clerk's sitting to the counter; return the pages of one that is given up for good."""
        self._all[clerk] = self._all.pop(clerk, Sitting())  # the newest stands last
        self._clerk = clerk
        if len(self._all) <= MOST:
            return ()
        gone = self._all.pop(next(iter(self._all)))
        return tuple(gone.pages.values())

    def miss(self, changes: Changes, but_not: Page | None) -> None:
        """Take note of a change for every page of everybody, but the one that sees it now."""
        for sitting in self._all.values():
            sitting.miss(changes, but_not)
