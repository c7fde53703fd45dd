"""What is read out of a font file beside what ReportLab reads, and the PC's own fonts by the names a form asks for."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from reportlab.pdfbase.ttfonts import TTFontFile

_ASCENT = 4  # bytes into hhea; the descent follows and counts downwards as a negative number
_SUFFIXES: Final = (".ttf", ".ttc", ".otf")
_COLLECTION, _CFF = b"ttcf", b"CFF "
_FAMILY, _FULL, _TYPOGRAPHIC = 1, 4, 16
_WINDOWS, _MAC = 3, 1
_NO_EMBEDDING, _NO_SUBSET, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200
_FREER = 0x000C  # a font that also grants preview or editing is not restricted
_MOST_TABLES, _MOST_FONTS = 200, 64


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font on this PC; `index` is its place in a collection.

    `may_embed` is its maker's permission (fsType) to embed and to subset it, `has_outlines` whether they are TrueType
    (ReportLab embeds no CFF).
    """

    path: Path
    index: int
    names: frozenset[str]
    may_embed: bool
    has_outlines: bool

    @property
    def is_usable(self) -> bool:
        """Tell whether a form may be printed with it."""
        return self.may_embed and self.has_outlines


def line_metrics(face: TTFontFile) -> tuple[float, float]:
    """Return the ascent and descent that spreadsheets space lines by, both positive, in ems."""
    table: bytes = face.get_table("hhea")  # type: ignore[no-untyped-call]
    ascent, descent = struct.unpack_from(">hh", table, _ASCENT)
    return ascent / face.unitsPerEm, -descent / face.unitsPerEm


def find(folders: Iterable[Path], wanted: Sequence[str]) -> FontFile | None:
    """Return the usable font of the first wanted name that any folder has; None when there is none."""
    places = {plain(name): place for place, name in enumerate(wanted)}
    best: tuple[int, FontFile] | None = None
    for font in fonts_in(folders):
        place = min((places[name] for name in font.names if name in places), default=None)
        if place is not None and font.is_usable and (best is None or place < best[0]):
            best = place, font
    return best[1] if best else None


def fonts_in(folders: Iterable[Path]) -> Iterator[FontFile]:
    """Yield every font of the folders and of those within, in the order of their names; broken files are passed by."""
    for folder in folders:
        for root, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                if name.lower().endswith(_SUFFIXES):
                    yield from look(Path(root) / name)


def look(path: Path) -> tuple[FontFile, ...]:
    """Return the fonts in a file; none when it cannot be read."""
    try:
        with path.open("rb") as file:
            return tuple(_font(path, file, at, index) for index, at in enumerate(_starts(file)))
    except (OSError, struct.error, ValueError):
        return ()


def plain(name: str) -> str:
    """Return a family's name as names are compared."""
    return "".join(name.lower().split()).replace("_", "").replace("-", "")


def _starts(file: BinaryIO) -> tuple[int, ...]:
    if file.read(4) != _COLLECTION:
        return (0,)
    file.read(4)
    (count,) = struct.unpack(">L", file.read(4))
    if count > _MOST_FONTS:
        raise ValueError("no collection")
    return struct.unpack(f">{count}L", file.read(4 * count))


def _font(path: Path, file: BinaryIO, start: int, index: int) -> FontFile:
    file.seek(start + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    if count > _MOST_TABLES:
        raise ValueError("no font")
    tables = {}
    for _ in range(count):
        tag, offset, size = struct.unpack(">4s4xLL", file.read(16))
        tables[tag] = offset, size
    outlines = b"glyf" in tables and _CFF not in tables
    return FontFile(path, index, _names(file, tables), _may_embed(file, tables), outlines)


def _may_embed(file: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> bool:
    if b"OS/2" not in tables:
        return False
    file.seek(tables[b"OS/2"][0] + 8)
    (permission,) = struct.unpack(">H", file.read(2))
    is_restricted = permission & _NO_EMBEDDING and not permission & _FREER
    return not (is_restricted or permission & (_NO_SUBSET | _BITMAP_ONLY))


def _names(file: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> frozenset[str]:
    if b"name" not in tables:
        return frozenset()
    offset, size = tables[b"name"]
    file.seek(offset)
    table = file.read(min(size, 1 << 20))
    count, strings = struct.unpack_from(">2xHH", table)
    found = set()
    for at in range(count):
        platform, _, language, kind, length, where = struct.unpack_from(">6H", table, 6 + 12 * at)
        if kind in {_FAMILY, _FULL, _TYPOGRAPHIC}:
            raw = table[strings + where : strings + where + length]
            if platform == _WINDOWS:
                found.add(plain(raw.decode("utf-16-be", "ignore")))
            elif platform == _MAC and not language:
                found.add(plain(raw.decode("mac-roman", "ignore")))
    return frozenset(found)
