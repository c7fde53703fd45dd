"""The card reader that the settings name; another choice is in force at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.paths import resources
from app.services.devices.folder import FolderWatch
from app.services.devices.reader import Card, CardReader
from app.services.devices.sdt import SdtReader
from app.services.devices.simulator import Simulator, read_cards
from app.services.devices.wedge import WedgeReader
from app.services.settings import Settings

KEYS: Final = ("card_reader", "card_folder", "sdt_library", "sdt_python")


class ChosenReader:
    """Stands for the reader of this station; while it is tried out, its cards go to whoever tries it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._chosen: tuple[str, ...] = ()
        self._is_tried = False
        self._current: CardReader = WedgeReader()
        self.choose()

    @property
    def current(self) -> CardReader:
        """Return the reader itself."""
        return self._current

    @property
    def gives_unasked(self) -> bool:
        """Whether a card may be taken as soon as it is there, without F4."""
        return self._current.gives_unasked

    @property
    def no_card(self) -> str:
        """Return what to tell a clerk who pressed F4 and no card came."""
        return self._current.no_card

    def choose(self) -> bool:
        """Read the settings again; tell whether another reader is in force now."""
        chosen = tuple(self._settings.text(key) for key in KEYS)
        if chosen == self._chosen:
            return False
        self._current.close()
        self._chosen, self._current = chosen, _made(*chosen)
        return True

    def open(self) -> None:
        """Make the reader ready that is chosen now.

        Raises:
            UserError: it is not there.

        """
        self.choose()
        self._current.open()

    def poll(self) -> Card | None:
        """Return the card newly put there; nothing while the reader is tried out.

        Raises:
            UserError: the card or the device failed.

        """
        return None if self._is_tried else self._current.poll()

    def try_out(self) -> None:
        """Begin to try the reader: no page takes its cards until `end_trial`.

        Raises:
            UserError: it is not there.

        """
        self.open()
        self._is_tried = True

    def tried(self) -> Card | None:
        """Return the card that came while the reader is tried out.

        Raises:
            UserError: the card or the device failed.

        """
        return self._current.poll() if self._is_tried else None

    def end_trial(self) -> None:
        """Give the cards back to the pages."""
        self._is_tried = False

    def close(self) -> None:
        """Let go of the device."""
        self._current.close()


def _made(kind: str, folder: str, library: str, python: str) -> CardReader:
    if kind == "folder":
        return FolderWatch(Path(folder))
    if kind == "wedge":
        return WedgeReader()
    if kind == "sdt":
        return SdtReader(Path(library), python)
    return Simulator(read_cards(resources() / "samples" / "cards.json"))
