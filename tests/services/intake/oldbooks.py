"""Writes .xls (BIFF8 in a compound file) and .ods by hand, so that both kinds are read from real files."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_PLAIN, _DAY = 0, 1  # the two cell formats written
_EPOCH = date(1899, 12, 30)


def write_xls(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    """Write one sheet as Excel 97 does: text in the shared table, numbers as doubles or RK, days by their format."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    body = _bof(0x0010) + _sheet(rows, texts) + _record(0x000A, b"")
    name = sheet.encode("utf-16-le")
    after_bound = b"".join(_string_table(texts)) + _record(0x000A, b"")
    formats = b"".join(_record(0x00E0, struct.pack("<HH16x", 0, code)) for code in (0, 14))
    before = _bof(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + formats
    bound_size = 4 + 8 + len(name)
    start = len(before) + bound_size + len(after_bound)
    bound = _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(sheet), 1) + name)
    path.write_bytes(_compound("Workbook", before + bound + after_bound + body))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _string_table(texts: Sequence[str]) -> list[bytes]:
    """Return the shared strings, in as many records as they need; no string is torn between two."""
    records: list[bytes] = []
    data = struct.pack("<II", len(texts), len(texts))
    for text in texts:
        code = text.encode("utf-16-le")
        one = struct.pack("<HB", len(code) // 2, 1) + code
        if len(data) + len(one) > 8000:
            records.append(_record(0x003C if records else 0x00FC, data))
            data = b""
        data += one
    records.append(_record(0x003C if records else 0x00FC, data))
    return records


def _sheet(rows: Sequence[Sequence[object]], texts: Sequence[str]) -> bytes:
    width = max(map(len, rows), default=0)
    found = [_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))]
    at = {text: place for place, text in enumerate(texts)}
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HH", line, column)
            if isinstance(cell, str) and cell:
                found.append(_record(0x00FD, place + struct.pack("<HI", _PLAIN, at[cell])))
            elif isinstance(cell, date):
                found.append(_record(0x0203, place + struct.pack("<Hd", _DAY, (cell - _EPOCH).days)))
            elif isinstance(cell, int) and abs(cell) < 1 << 29:
                found.append(_record(0x027E, place + struct.pack("<Hi", _PLAIN, cell << 2 | 2)))
            elif isinstance(cell, int | float):
                found.append(_record(0x0203, place + struct.pack("<Hd", _PLAIN, cell)))
    return b"".join(found)


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream, long enough to lie in whole sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    tables = 1
    while (tables + 1 + count) > tables * 128:
        tables += 1
    chain = [_FAT] * tables + [_END] + [tables + 2 + at for at in range(count - 1)] + [_END]
    chain += [_FREE] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, _END, 0, _END, 0
    )
    header += struct.pack(f"<{tables}I", *range(tables)) + struct.pack("<I", _FREE) * (109 - tables)
    root = _entry("Root Entry", 5, child=1, start=_END, size=0)
    file = _entry(name, 2, child=_FREE, start=tables + 1, size=len(stream))
    directory = (root + file).ljust(_SECTOR, b"\0")
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    code = (name + "\0").encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, _FREE, _FREE, child)
    return (
        code.ljust(64, b"\0")
        + struct.pack("<H", len(code))
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def write_ods(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    """Write one sheet as LibreOffice and WPS save it, with runs of blanks folded into one cell."""
    lines = "".join(f"<table:table-row>{_cells(row)}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr(sheet)}>{lines}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", kind, zipfile.ZIP_STORED)
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", manifest)
    return path


def _cells(row: Sequence[object]) -> str:
    found: list[str] = []
    blanks = 0
    for cell in (*row, None):
        if cell == "":
            blanks += 1
            continue
        if blanks:
            found.append(f'<table:table-cell table:number-columns-repeated="{blanks}"/>')
            blanks = 0
        if cell is not None:
            found.append(_cell(cell))
    return "".join(found)


def _cell(cell: object) -> str:
    if isinstance(cell, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}">'
            f"<text:p>{cell.year}年{cell.month}月{cell.day}日</text:p></table:table-cell>"
        )
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell!r}"><text:p>{cell}</text:p>'
            "</table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
