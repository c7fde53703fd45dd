"""A reader whose own programme writes each card into a folder: the file is watched, read and taken away."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Final

from app.faults import UserError
from app.services.devices.reader import Card
from app.services.devices.textblock import SIZE, read_block

FILE: Final = "wz.txt"
PHOTO: Final = "zp.bmp"
_LIFTED_NS: Final = 3_000_000_000  # a card that lies still is written again every second or so


class FolderWatch:
    """Reads `wz.txt` (the 256-byte text block) as soon as it is whole, then takes it and the photo away.

    A card's text and photo are not left lying on the disk. While a card lies on the reader its programme
    writes the same text again and again: that is one reading, until nothing is written for three seconds
    or another card comes.
    """

    gives_unasked = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = ""
        self._written = 0

    def open(self) -> None:
        """Find the folder.

        Raises:
            UserError: it is not there.

        """
        if not (self._folder.is_absolute() and self._folder.is_dir()):
            text = f"找不到读卡软件的文件夹「{self._folder}」：请在「设置」里填写完整路径，下次登录生效。"
            raise UserError(text, field="card_folder")

    def poll(self) -> Card | None:
        """Return the card newly written, or None.

        Raises:
            UserError: what was written is no card.

        """
        path = self._folder / FILE
        try:
            written = path.stat().st_mtime_ns
            block = path.read_bytes()
        except OSError:
            return None  # nothing there, or still held by the reader's programme: asked again at once
        if len(block) < SIZE:
            return None  # half written
        self._take_away()
        digest = hashlib.sha256(block).hexdigest()
        is_same = digest == self._digest and written - self._written < _LIFTED_NS
        self._digest, self._written = digest, written
        return None if is_same else read_block(block)

    def close(self) -> None:
        """Forget the last card."""
        self._digest, self._written = "", 0

    def _take_away(self) -> None:
        for name in (FILE, PHOTO):
            with contextlib.suppress(OSError):
                (self._folder / name).unlink()
