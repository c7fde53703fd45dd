"""A reader whose own programme writes each card into a folder: the file is watched, read and taken away."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.faults import UserError
from app.services.devices.reader import Card
from app.services.devices.textblock import SIZE, read_block

FILE: Final = "wz.txt"
PHOTOS: Final = ("zp.bmp", "zp.jpg")
_LIFTED_NS: Final = 3_000_000_000  # a card that lies still is written again every second or so
_TOGETHER_NS: Final = 5_000_000_000  # a picture written further apart belongs to another card
_MOST_PHOTO: Final = 4 << 20


class FolderWatch:
    """Reads `wz.txt` (the 256-byte text block) as soon as it is whole, then takes it and the photo away.

    A card's text and photo are not left lying on the disk. While a card lies on the reader its programme
    writes the same text again and again: that is one reading, until nothing is written for three seconds
    or another card comes. The programme writes the picture after the text: a card without one is held back
    for one poll, and a picture that comes later still is taken away, never given to the next card.
    """

    gives_unasked = True
    no_card = "文件夹里没有新的读卡结果：请把身份证放到读卡器上，看看读卡软件是否开着。"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = ""
        self._written = 0
        self._held = 0

    def open(self) -> None:
        """Find the folder.

        Raises:
            UserError: it is not there.

        """
        if not (self._folder.is_absolute() and self._folder.is_dir()):
            text = f"找不到读卡软件的文件夹「{self._folder}」：请在「设置」里填写完整路径。"
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
        photo = self._photo(written)
        digest = hashlib.sha256(block).hexdigest()
        is_same = digest == self._digest and written - self._written < _LIFTED_NS
        if not photo and not is_same and self._held != written:
            self._held = written
            return None
        self._take_away()
        self._digest, self._written = digest, written
        return None if is_same else replace(read_block(block), photo=photo)

    def close(self) -> None:
        """Forget the last card."""
        self._digest, self._written, self._held = "", 0, 0

    def _photo(self, written: int) -> bytes:
        """Return the picture written together with the text, or nothing."""
        for name in PHOTOS:
            path = self._folder / name
            with contextlib.suppress(OSError):
                found = path.stat()
                if abs(found.st_mtime_ns - written) < _TOGETHER_NS and found.st_size <= _MOST_PHOTO:
                    picture = path.read_bytes()
                    if _is_whole(picture):
                        return picture
        return b""

    def _take_away(self) -> None:
        for name in (FILE, *PHOTOS):
            with contextlib.suppress(OSError):
                (self._folder / name).unlink()


def _is_whole(picture: bytes) -> bool:
    """Tell whether a bitmap has the length that it claims, or a JPEG its end."""
    if picture.startswith(b"BM"):
        return len(picture) >= 54 and len(picture) >= int.from_bytes(picture[2:6], "little")
    return picture.startswith(b"\xff\xd8") and picture.rstrip(b"\0").endswith(b"\xff\xd9")
