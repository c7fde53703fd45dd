"""What openpyxl drops of a workbook: the raw parts that belong to its first sheet."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HEADINGS = re.compile(rb"<(?:\w+:)?headerFooter\b(?:[^>]*/>|.*?</(?:\w+:)?headerFooter>)", re.DOTALL)
_MOST = 64 * 1024 * 1024  # bytes one part may unpack to


@dataclass(frozen=True, slots=True)
class Drawing:
    """The XML of one drawing, and the bytes of the pictures it names, by their relation."""

    xml: bytes
    media: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class SheetParts:
    """The raw XML of headers and footers and of drawings, empty where there are none."""

    headings: bytes = b""
    drawings: tuple[Drawing, ...] = ()


def first_sheet(data: bytes) -> SheetParts:
    """Return the parts of the workbook's first sheet."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        path = _first_path(archive)
        if path is None:
            return SheetParts()
        found = _HEADINGS.search(_read(archive, path))
        drawings = tuple(
            _drawing(archive, target) for _, kind, target in _relations(archive, path) if kind == "drawing"
        )
        return SheetParts(found[0] if found else b"", drawings)


def _drawing(archive: zipfile.ZipFile, path: str) -> Drawing:
    names = set(archive.namelist())
    media = {
        key: _read(archive, target)
        for key, kind, target in _relations(archive, path)
        if kind == "image" and target in names
    }
    return Drawing(_read(archive, path), media)


def _first_path(archive: zipfile.ZipFile) -> str | None:
    book = ET.fromstring(_read(archive, "xl/workbook.xml"))  # noqa: S314 - openpyxl has parsed it
    first = next(book.iter(_SHEET), None)
    if first is None:
        return None
    targets = _relations(archive, "xl/workbook.xml")
    return next((target for key, _, target in targets if key == first.get(_ID)), None)


def _relations(archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
    folder, name = posixpath.split(path)
    own = f"{folder}/_rels/{name}.rels"
    if own not in archive.namelist():
        return []
    tree = ET.fromstring(_read(archive, own))  # noqa: S314 - openpyxl has parsed it
    return [
        (
            str(item.get("Id")),
            str(item.get("Type")).rsplit("/", 1)[-1],
            _target(folder, str(item.get("Target"))),
        )
        for item in tree.iter(_RELATION)
    ]


def _target(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    with archive.open(path) as part:
        return part.read(_MOST)
