"""ESC/POS for 80 mm thermal printers: pages as dots, so that every character prints that a font has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DOTS = 576
"""Dots across the 72 mm that print; eight to the millimetre."""
DPI = 203
_BAND = 128  # rows a command; the buffers of cheap printers hold no more
_DARK = 160  # thin strokes of Song turn grey in the picture: what is darker than this is burnt
_START = b"\x1b@"
_FEED = b"\x1bd\x04"
_CUT = b"\x1dVB\x00"
_SIGNS = bytes(ord("1") if level < _DARK else ord("0") for level in range(256))


@dataclass(frozen=True, slots=True)
class Dots:
    """A picture in black and white: rows of `DOTS` bits, the first on the left, 1 is black."""

    rows: tuple[bytes, ...]


def dots_of(width: int, height: int, stride: int, pixels: bytes, *, right: int = 0, down: int = 0) -> Dots:
    """Return a picture (blue, green, red a pixel) as dots, moved by so many; white below the last line is cut off."""
    blank = bytes(DOTS // 8)
    rows = [blank] * max(0, down)
    for at in range(max(0, -down), height):
        signs = pixels[at * stride + 1 : at * stride + width * 3 : 3].translate(_SIGNS)
        signs = b"0" * right + signs if right >= 0 else signs[-right:]
        rows.append(int(signs[:DOTS].ljust(DOTS, b"0"), 2).to_bytes(DOTS // 8, "big"))
    while rows and rows[-1] == blank:
        rows.pop()
    return Dots(tuple(rows))


def encode(pages: Iterable[Dots], *, copies: int = 1) -> bytes:
    """Return the bytes for the printer: the pages one below the other, then feed and cut, for every copy."""
    raster = b"".join(_bands(page) for page in pages)
    return (_START + raster + _FEED + _CUT) * copies


def _bands(page: Dots) -> bytes:
    parts = []
    for at in range(0, len(page.rows), _BAND):
        rows = page.rows[at : at + _BAND]
        head = b"\x1dv0\x00" + (DOTS // 8).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
        parts.append(head + b"".join(rows))
    return b"".join(parts)
